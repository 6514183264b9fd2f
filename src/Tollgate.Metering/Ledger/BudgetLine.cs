using Tollgate.Metering.Budgets;
using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Ledger;

/// <summary>The spend of one key, project or workspace in one mode, window after window, and its limit.</summary>
public sealed class BudgetLine(AccountScope scope, UInt128 owner, KeyMode mode)
{
    public AccountScope Scope { get; } = scope;

    public UInt128 Owner { get; } = owner;

    public KeyMode Mode { get; } = mode;

    /// <summary>A window of its own in place of the book's: the life of a run key, whose cap is one for all of it. It is part of the
    /// account's identity, so it never changes.</summary>
    public BudgetWindow? Window { get; init; }

    /// <summary>Most that may be spent in a window; <see cref="long.MaxValue"/> when there is no budget. May be changed while calls run:
    /// lowering it below what is spent stops admission and nothing else.</summary>
    public long Limit
    {
        get => InForce.Limit;
        set => InForce.Limit = value;
    }

    /// <summary>What one window has on top of the limit. May be changed while calls run.</summary>
    public TopUp? TopUp
    {
        get => InForce.TopUp;
        set => InForce.TopUp = value;
    }

    /// <summary>The account of the current window; guarded by the book's gate.</summary>
    internal Account? Current { get; set; }

    /// <summary>Limit and top-up together.</summary>
    internal BudgetLimit InForce { get; } = new();

    /// <summary>For the line of a key: the accounts that its last call was held on, most likely those of the next; guarded by the book's gate.</summary>
    internal Seats? Seats { get; set; }
}
