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

    /// <summary>Guards every account of the book. Held for nanoseconds, never across an await or I/O.</summary>
    internal object Gate { get; } = new();

    /// <summary>How many calls wait for room in this book; guarded by <see cref="Gate"/>.</summary>
    internal int Waiting { get; set; }

    /// <summary>The window in force; guarded by <see cref="Gate"/>.</summary>
    internal BudgetWindow Window { get; private set; }

    /// <summary>Contra accounts of the current window; guarded by <see cref="Gate"/>.</summary>
    internal Dictionary<(AccountScope Scope, string Name, KeyMode Mode), Account> Contra { get; } = [];

    /// <summary>The window in force for a line: its own, else the book's.</summary>
    internal BudgetWindow WindowOf(BudgetLine line) => line.Window ?? Window;

    /// <summary>Takes up a window that was already open when the process started.</summary>
    internal void Resume(BudgetWindow window) => Window = window;

    /// <summary>Moves on to the window of the moment when the one in force has ended. A clock set back stays in the window in force:
    /// no window is opened twice and none is left early.</summary>
    internal void Roll(long nowMs)
    {
        if (nowMs < Window.EndMs)
        {
            return;
        }

        Window = BudgetWindow.At(nowMs, Period, Zone);
        Contra.Clear();
    }
}
