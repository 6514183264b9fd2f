namespace Tollgate.Metering.Idempotency;

/// <summary>What the store knows of a claim. The numbers are part of the stored form.</summary>
public enum ClaimState : byte
{
    /// <summary>The request was begun. As long as it runs in this process it is in flight; otherwise how it ended is not known.</summary>
    Open = 0,

    /// <summary>The request has ended and its reply is kept.</summary>
    Answered = 1,

    /// <summary>The request has ended; its reply was too large to keep.</summary>
    TooLarge = 2,
}
