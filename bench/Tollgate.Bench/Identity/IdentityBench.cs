using BenchmarkDotNet.Attributes;
using Tollgate.Bench.World;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Bench.Identity;

/// <summary>Keys and ids: what every request does with them.</summary>
public class IdentityBench
{
    private readonly Customers _customers = new();
    private readonly IdSource _ids = new(TimeProvider.System, new Random(1));
    private Id<RequestKind> _id;
    private string _text = "";

    [GlobalSetup]
    public void Make()
    {
        _id = _ids.Next<RequestKind>();
        _text = _id.ToString();
    }

    /// <summary>Form and checksum alone: what a mistyped key costs.</summary>
    [Benchmark]
    public bool ParseKey() => KeySecret.TryParse(_customers.Secret, out _);

    /// <summary>Parse, look up, hash, compare.</summary>
    [Benchmark]
    public bool OpenKey() => KeySecret.TryParse(_customers.Secret, out var presented)
        && _customers.Directory.TryFindKey(presented.PublicId, out var key)
        && presented.Opens(key.Key, Customers.Now);

    [Benchmark]
    public Id<RequestKind> NextId() => _ids.Next<RequestKind>();

    [Benchmark]
    public string FormatId() => _id.ToString();

    [Benchmark]
    public bool ParseId() => Id<RequestKind>.TryParse(_text, out _);
}
