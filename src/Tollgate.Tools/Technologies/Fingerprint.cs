using System.Text.Json.Serialization;

namespace Tollgate.Tools.Technologies;

/// <summary>How a technology shows on a page; one sign is enough. What each kind of sign is compared with stands at the head of the file that
/// they are read from; a kind that is not named there has none.</summary>
internal sealed record Fingerprint
{
    public required string Name { get; init; }

    /// <summary>Other names that callers may use.</summary>
    public IReadOnlyList<string> Aliases { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Addresses { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Html { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Code { get; init => field = value ?? []; } = [];

    public IReadOnlyDictionary<string, string> Headers { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Meta { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    public IReadOnlyList<string> Cookies { get; init => field = value ?? []; } = [];
}

/// <summary>The file of fingerprints.</summary>
internal sealed record FingerprintFile([property: JsonPropertyName("$comment")] string Comment, IReadOnlyList<Fingerprint> Technologies);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(FingerprintFile))]
internal sealed partial class FingerprintJson : JsonSerializerContext;
