using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Customers;

/// <summary>One of a workspace's keys at a provider, sealed.</summary>
/// <param name="Sealed">The key, encrypted.</param>
/// <param name="Weight">Its share of the calls, at least 1.</param>
/// <param name="Hint">The last four characters, for people.</param>
public sealed record ProviderCredential(byte[] Sealed, int Weight, string Hint);

/// <summary>A workspace's account at a provider: how to reach it and the sealed keys.</summary>
public sealed record ProviderAccount
{
    public required Id<WorkspaceKind> Workspace { get; init; }

    /// <summary>Name in the workspace, e.g. <c>openai</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Which dialect and paths it speaks: <c>openai</c>, <c>openai_compatible</c>, <c>anthropic</c>, <c>practice</c>, ...</summary>
    public required string Kind { get; init; }

    /// <summary>Address in place of the public one; what the vendor's own SDK takes as its base URL.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Most time to the first byte; null takes the default.</summary>
    public TimeSpan? Timeout { get; init; }

    public required IReadOnlyList<ProviderCredential> Credentials { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
