using System.Security.Cryptography.X509Certificates;

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

    /// <summary>An idle connection is kept that long; less where the provider says so.</summary>
    public TimeSpan ConnectionIdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>At most that many idle connections to one provider are kept.</summary>
    public int MostIdleConnections { get; init; } = 1_024;

    /// <summary>Who signs certificates, in place of those that the system trusts; null for the system's.</summary>
    internal X509Certificate2Collection? TrustedRoots { get; init; }
}
