using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Ledger;

/// <summary>The spend of one key, project or workspace in one mode, window after window, and its limit.</summary>
public sealed class BudgetLine(AccountScope scope, UInt128 owner, KeyMode mode)
{
    private long _limit = long.MaxValue;

    public AccountScope Scope { get; } = scope;

    public UInt128 Owner { get; } = owner;

    public KeyMode Mode { get; } = mode;

    /// <summary>Most that may be spent in a window; <see cref="long.MaxValue"/> when there is no budget. May be changed while calls run:
    /// lowering it below what is spent stops admission and nothing else.</summary>
    public long Limit
    {
        get => Volatile.Read(ref _limit);
        set => Volatile.Write(ref _limit, value);
    }

    /// <summary>The account of the current window; guarded by the book's gate.</summary>
    internal Account? Current { get; set; }
}
