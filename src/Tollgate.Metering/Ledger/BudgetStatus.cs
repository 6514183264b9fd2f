namespace Tollgate.Metering.Ledger;

/// <summary>Where a budget stands at one moment, in nano-USD.</summary>
/// <param name="Limit">Most that may be spent in the window; <see cref="long.MaxValue"/> when there is no budget.</param>
/// <param name="Spent">Settled and suspense.</param>
/// <param name="Reserved">Open holds; never unused slices.</param>
/// <param name="ResetsAtMs">First moment of the next window, Unix milliseconds.</param>
public readonly record struct BudgetStatus(long Limit, long Spent, long Reserved, long ResetsAtMs);
