namespace Tollgate.Host.Configuration;

/// <summary>The HTTP server's limits.</summary>
internal sealed class ServerOptions
{
    /// <summary>What calls under way may take to end after SIGTERM.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest request body, bytes.</summary>
    public long MaxBodyBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Most bytes of uploaded files that lie on the disk at once.</summary>
    public long MostUploadBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Largest request head, all headers together, bytes.</summary>
    public long MaxHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>Most connections at once; 0 means no limit.</summary>
    public long MaxConnections { get; set; }

    /// <summary>How long a caller may take nothing of its reply before it is cut off.</summary>
    public TimeSpan ReaderStall { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an idle connection is kept.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromMinutes(10);
}
