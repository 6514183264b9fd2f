using Tollgate.Metering.Budgets;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;

namespace Tollgate.Metering.Customers;

/// <summary>More room that somebody gave one budget for one window.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Workspace">Whose budget it is.</param>
/// <param name="Scope">Key, project or workspace.</param>
/// <param name="Owner">Value of the id of the key, project or workspace.</param>
/// <param name="Window">The window it is for.</param>
/// <param name="Amount">On top of the limit.</param>
/// <param name="At">When it was given.</param>
public sealed record TopUpGrant(
    Id<TopUpKind> Id, Id<WorkspaceKind> Workspace, AccountScope Scope, UInt128 Owner, BudgetWindow Window, NanoUsd Amount, DateTimeOffset At);
