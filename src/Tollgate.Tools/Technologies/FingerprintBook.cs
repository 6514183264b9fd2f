using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Tollgate.Calls.Catalog;

namespace Tollgate.Tools.Technologies;

/// <summary>All technologies that are known, by their names and by what else they are called.</summary>
internal sealed class FingerprintBook
{
    private const string Resource = "technologies/fingerprints.json";

    private static readonly Lazy<FingerprintBook> Read = new(() => new FingerprintBook(Load()));

    private readonly FrozenDictionary<string, Fingerprint> _byName;

    private FingerprintBook(IReadOnlyList<Fingerprint> all)
    {
        All = all;
        _byName = all.SelectMany(f => f.Aliases.Append(f.Name).Select(name => (name, f)))
            .ToFrozenDictionary(pair => Plain(pair.name), pair => pair.f, StringComparer.Ordinal);
    }

    /// <summary>The embedded book.</summary>
    public static FingerprintBook Embedded => Read.Value;

    public IReadOnlyList<Fingerprint> All { get; }

    /// <summary>The technology of that name, whatever its case, blanks and signs; null when it is not known.</summary>
    public Fingerprint? Find(string name) => _byName.GetValueOrDefault(Plain(name));

    /// <summary>What an unknown name may have been meant to be; null when nothing is near.</summary>
    public string? Nearest(string name) => NearestName.To(name.ToLowerInvariant(), _byName.Keys) is { } near ? _byName[near].Name : null;

    // Signs that tell names apart stay: C and C++, A and A+.
    private static string Plain(string name) =>
        string.Concat(name.Where(c => char.IsLetterOrDigit(c) || c is '+' or '#')).ToLowerInvariant();

    private static IReadOnlyList<Fingerprint> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is missing");
        return JsonSerializer.Deserialize(stream, FingerprintJson.Default.FingerprintFile)!.Technologies;
    }
}
