namespace Tollgate.Metering.Idempotency;

/// <summary>A request's claim on its idempotency key: whoever has the row runs, nobody else does.</summary>
/// <param name="Scope">Whose key it is: the API key's id value, or <see cref="ClaimScopes.Management"/>.</param>
/// <param name="Name">SHA-256 of the idempotency key's text.</param>
/// <param name="Fingerprint">What was asked for, see <see cref="RequestFingerprint"/>.</param>
/// <param name="RequestId">The request that runs: also the id of its hold.</param>
/// <param name="AtMs">When it came, Unix milliseconds.</param>
public sealed record IdempotencyClaim(UInt128 Scope, byte[] Name, byte[] Fingerprint, UInt128 RequestId, long AtMs)
{
    /// <summary>The request whose row this claim knowingly takes the place of (expired, or run again by the workspace's setting); null for
    /// none. A row of any other request is never replaced.</summary>
    public UInt128? Replaces { get; init; }

    /// <summary>True once an entry that carries it was queued: a row may be in the store.</summary>
    public bool Written { get; internal set; }

    /// <summary>True when the store had another request's row at the commit: this one must not run.</summary>
    public bool Lost { get; internal set; }
}
