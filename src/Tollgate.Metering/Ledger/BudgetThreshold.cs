using Tollgate.Metering.Budgets;
using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Ledger;

/// <summary>A budget came near its end or reached it, for the first time in its window under its limit (since this process started).</summary>
/// <param name="Workspace">Whose it is.</param>
/// <param name="Scope">What it limits.</param>
/// <param name="Owner">Value of the id of the key, project or workspace.</param>
/// <param name="Mode">Live or test.</param>
/// <param name="Window">The window it counts in.</param>
/// <param name="Percent">80, or 100: all is spent, or a call was turned away that would not fit if nothing were held.</param>
/// <param name="Status">Where it stood then.</param>
public sealed record BudgetThreshold(
    Id<WorkspaceKind> Workspace, AccountScope Scope, UInt128 Owner, KeyMode Mode, BudgetWindow Window, int Percent, BudgetStatus Status);
