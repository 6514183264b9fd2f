namespace Tollgate.Host.Configuration;

/// <summary>How providers are reached.</summary>
internal sealed class ProviderOptions
{
    /// <summary>Whether loopback and private addresses may be called. Only the holder of the management token names addresses.</summary>
    public bool AllowPrivateAddresses { get; set; } = true;

    /// <summary>Most time to make a connection, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a call is tried again at the same target after a failure that cost nothing, at most.</summary>
    public int Retries { get; set; } = 1;
}
