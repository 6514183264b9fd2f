namespace Tollgate.Inference.Providers;

/// <summary>A provider's reply under way: head known, body read as it comes. Disposing before its end closes the upstream
/// connection: at once after <see cref="Abort"/>, else unless the end comes within half a second.</summary>
public abstract class ModelReply : IDisposable
{
    /// <summary>HTTP status as the provider gave it.</summary>
    public abstract int Status { get; }

    public abstract string? ContentType { get; }

    /// <summary>Length of the body where the provider told it.</summary>
    public abstract long? ContentLength { get; }

    /// <summary>From the provider's <c>Retry-After</c>.</summary>
    public abstract TimeSpan? RetryAfter { get; }

    /// <summary>Reads what is there, waiting for at least one byte; 0 at the body's proper end.</summary>
    /// <exception cref="ProviderException">the reply broke, timed out or was cancelled.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer);

    /// <summary>Closes the upstream at once, from any thread; a pending read ends with <see cref="ProviderErrorKind.Cancelled"/>.</summary>
    public abstract void Abort();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
