namespace Tollgate.Inference.Providers;

/// <summary>Who failed, when: what a call costs follows from it.</summary>
public enum ProviderErrorKind
{
    /// <summary>No connection, or it broke before the request was fully sent: nothing is charged.</summary>
    NotSent,

    /// <summary>No first byte within its time, after the request was sent.</summary>
    FirstByteTimeout,

    /// <summary>No further byte within its time, or the call's whole time is over.</summary>
    Timeout,

    /// <summary>The connection broke after the request was sent, or the reply was no valid HTTP.</summary>
    Broken,

    /// <summary>The caller of this code cancelled, after the request was sent.</summary>
    Cancelled,

    /// <summary>The caller of this code cancelled before the request was fully sent: nothing is charged.</summary>
    CancelledUnsent,
}

/// <summary>A vendor's failure, translated once. The message is for logs: never a secret, never a body.</summary>
public sealed record ProviderError(ProviderErrorKind Kind, string Message, TimeSpan? Limit = null);

/// <summary>Carries a <see cref="ProviderError"/> out of a read of the reply.</summary>
public sealed class ProviderException(ProviderError error, Exception? inner = null) : Exception(error.Message, inner)
{
    public ProviderError Error { get; } = error;
}
