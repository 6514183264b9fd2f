namespace Tollgate.Providers.Upstream.Http1;

/// <summary>What is needed of the head of a reply.</summary>
internal readonly record struct ReplyHead
{
    public int Status { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Null where it was not told.</summary>
    public long? ContentLength { get; init; }

    public bool IsChunked { get; init; }

    /// <summary>Value of <c>Retry-After</c> as it came.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>True when the body is compressed, which was not asked for.</summary>
    public bool IsEncoded { get; init; }

    /// <summary>Whether the provider takes another request on the connection.</summary>
    public bool KeepsAlive { get; init; }

    /// <summary>How long it lets the connection lie idle, where it says so.</summary>
    public TimeSpan? IdleTime { get; init; }
}
