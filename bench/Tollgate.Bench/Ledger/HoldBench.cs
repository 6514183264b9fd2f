using BenchmarkDotNet.Attributes;
using Tollgate.Bench.World;
using Tollgate.Storage;

namespace Tollgate.Bench.Ledger;

/// <summary>A hold on three budgets and its end. Goals: 40 to 90 ns for the levels in memory, 100,000 a second durable.</summary>
public class HoldBench
{
    private const int Calls = 2_000;

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "tollgate-bench-" + Environment.ProcessId);
    private Holder _memory = null!;
    private Holder _durable = null!;
    private SqliteStorage _storage = null!;

    [GlobalSetup]
    public void Open()
    {
        _storage = SqliteStorage.Open(_directory);
        _durable = new Holder(_storage.Ledger, _storage.Holds);
        var none = new NoBooks();
        _memory = new Holder(none, none);
    }

    [GlobalCleanup]
    public void Close()
    {
        _memory.Meter.Dispose();
        _durable.Meter.Dispose();
        _storage.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Nothing but memory: the hold was never written.</summary>
    [Benchmark]
    public async Task HoldAndRelease() => _memory.Meter.Release(await _memory.HoldAsync());

    /// <summary>With its entries handed to the writer, whose books forget them.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public async Task HoldAndSettle()
    {
        for (var i = 0; i < Calls; i++)
        {
            await _memory.CallAsync();
        }

        await _memory.Meter.FlushAsync();
    }

    /// <summary>One caller, SQLite with full sync, all of it durable at the end.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public async Task HoldAndSettleDurably()
    {
        for (var i = 0; i < Calls; i++)
        {
            await _durable.CallAsync();
        }

        await _durable.Meter.FlushAsync();
    }
}
