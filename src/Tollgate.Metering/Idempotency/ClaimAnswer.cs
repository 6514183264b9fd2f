namespace Tollgate.Metering.Idempotency;

/// <summary>How a claimed request ended.</summary>
/// <param name="State">Answered or too large.</param>
/// <param name="Reply">The sealed reply; null when it is not kept.</param>
public sealed record ClaimAnswer(ClaimState State, byte[]? Reply);
