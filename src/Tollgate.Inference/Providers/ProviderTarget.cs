namespace Tollgate.Inference.Providers;

/// <summary>Where a call goes and with what time it may take.</summary>
public sealed record ProviderTarget
{
    /// <summary>Name of the provider in the workspace, e.g. <c>openai</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Which implementation speaks to it, e.g. <c>openai</c>, <c>openai_compatible</c>, <c>anthropic</c>, <c>google</c>, <c>practice</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Base address, as the vendor's own SDK takes it.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>The provider's key in clear; never logged, never shown. Empty where none is needed.</summary>
    public required string ApiKey { get; init; }

    /// <summary>Request sent to first byte of the reply.</summary>
    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Between two reads of the reply.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The whole call; also the deadline of its hold.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(30);
}
