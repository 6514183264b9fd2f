namespace Tollgate.Metering.Idempotency;

/// <summary>One change of the kept claims. Exactly one of three: a claim is put in, a claim is answered, or a claim is freed.</summary>
/// <param name="RequestId">The request whose claim it is.</param>
/// <param name="Claim">The claim that is put in; null otherwise.</param>
/// <param name="Answer">How it ended; null otherwise. Both null: the claim is freed, as if it had never been.</param>
public readonly record struct ClaimChange(UInt128 RequestId, IdempotencyClaim? Claim, ClaimAnswer? Answer);
