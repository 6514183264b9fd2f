namespace Tollgate.Metering.Idempotency;

/// <summary>A claim as the store has it, without its reply.</summary>
/// <param name="RequestId">The request that has it.</param>
/// <param name="Fingerprint">What was asked for.</param>
/// <param name="AtMs">When it came, Unix milliseconds.</param>
/// <param name="State">How far it is.</param>
/// <param name="ReplyBytes">Size of the sealed reply; 0 when there is none.</param>
public sealed record StoredClaim(UInt128 RequestId, byte[] Fingerprint, long AtMs, ClaimState State, int ReplyBytes)
{
    /// <summary>How long a claim counts.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromHours(72);

    /// <summary>The moment before which claims count no more, Unix milliseconds.</summary>
    public static long KeptFrom(long nowMs) => nowMs - (long)Kept.TotalMilliseconds;
}
