namespace Tollgate.Metering.Ledger;

/// <summary>One account that a hold is taken from, beside what limits it.</summary>
internal readonly struct Seat(Account account, BudgetLimit limit)
{
    // No account passes this, budget or not, so that no sum of the books overflows: half for what is posted, half for variance.
    public const long Ceiling = long.MaxValue / 2;

    private readonly BudgetLimit _limit = limit;

    public Account Account { get; } = account;

    /// <summary>The limit in force; <see cref="long.MaxValue"/> when there is none.</summary>
    public long Limit => _limit.For(Account);

    /// <summary>Where the budget stands.</summary>
    public BudgetStatus Status => new(Limit, Account.Posted + Account.Suspense, Account.Held, Account.Identity.Window.EndMs);

    /// <summary>What may still be held.</summary>
    public long Room => Account.Frozen ? 0 : Math.Max(0, Math.Min(Limit, Ceiling) - Account.Used);

    /// <summary>What may be posted beyond the holds without another commit.</summary>
    public long GrantedRoom => Math.Max(0, Math.Min(Ceiling, Math.Min(Limit, Account.Watermark)) - Account.Used);

    /// <summary>True when that much more may be held. A call that costs nothing passes a spent budget, but not a budget of zero.</summary>
    public bool Takes(long amount)
    {
        var most = Math.Min(Limit, Ceiling);
        // Overflow-safe form of used + amount <= most.
        return amount <= most - Account.Used && most > 0 && !Account.Frozen;
    }

    /// <summary>True when the amount would fit if nothing were held.</summary>
    public bool TakesWithoutHolds(long amount)
    {
        var most = Math.Min(Limit, Ceiling);
        return most > 0 && !Account.Frozen && amount <= most - Account.Posted - Account.Suspense;
    }
}
