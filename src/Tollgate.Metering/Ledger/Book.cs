using Tollgate.Metering.Budgets;
using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Ledger;

/// <summary>All budget lines of one workspace; the unit within which a hold is all or nothing.</summary>
public sealed class Book(Id<WorkspaceKind> workspace)
{
    public Id<WorkspaceKind> Workspace { get; } = workspace;

    /// <summary>Length of the windows; a change counts from the next window.</summary>
    public BudgetPeriod Period { get; set; } = BudgetPeriod.Month;

    /// <summary>Zone in which windows begin; a change counts from the next window.</summary>
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    public BudgetLine Live { get; } = new(AccountScope.Workspace, workspace.Value, KeyMode.Live);

    public BudgetLine Test { get; } = new(AccountScope.Workspace, workspace.Value, KeyMode.Test);

    /// <summary>The workspace's own line in a mode.</summary>
    public BudgetLine Line(KeyMode mode) => mode == KeyMode.Live ? Live : Test;
}
