namespace Tollgate.Providers.Upstream;

/// <summary>How the gateway reaches providers.</summary>
public sealed record UpstreamOptions
{
    /// <summary>Whether loopback and private addresses may be called. True by default: only an operator names provider addresses, and
    /// a model served in its own network (Ollama, vLLM) is a common one. Where customers name them, set it to false.</summary>
    public bool AllowPrivateAddresses { get; init; } = true;

    /// <summary>Most time to make a connection, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After that time a connection takes no further call, so that a change in DNS is noticed.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>An idle connection is kept that long.</summary>
    public TimeSpan ConnectionIdleTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
