namespace Tollgate.Metering.Ledger;

/// <summary>State of the books of this node.</summary>
/// <param name="Degraded">True while the store refuses to write: paid calls are refused.</param>
/// <param name="Reason">Why, for people; null when all is well.</param>
/// <param name="CommittedSequence">Last entry known to be durable.</param>
/// <param name="Slices">Per account with a budget: its name and how much of its granted slice is unused, in its unit.</param>
public sealed record LedgerHealth(
    bool Degraded, string? Reason, long CommittedSequence, IReadOnlyList<(string Account, long WatermarkLeft)> Slices);
