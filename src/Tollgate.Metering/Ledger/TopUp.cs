using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Ledger;

/// <summary>More room for one window of one budget; in every other window it counts for nothing.</summary>
/// <param name="Window">The window it is for.</param>
/// <param name="Amount">Nano-USD on top of the limit, all top-ups of that window together; not negative.</param>
public sealed record TopUp(BudgetWindow Window, long Amount);
