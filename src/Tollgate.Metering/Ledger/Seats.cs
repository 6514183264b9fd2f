using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Tollgate.Metering.Ledger;

/// <summary>One account that a hold is taken from, beside the line that limits it.</summary>
internal readonly record struct Seat(Account Account, BudgetLine Line)
{
    // No account passes this, budget or not, so that no sum of the books overflows: half for what is posted, half for variance.
    public const long Ceiling = long.MaxValue / 2;

    /// <summary>The limit in force; <see cref="long.MaxValue"/> when there is none.</summary>
    public long Limit => Line.LimitOf(Account.Identity);

    /// <summary>Where the budget stands.</summary>
    public BudgetStatus Status => new(Limit, Account.Posted + Account.Suspense, Account.Held, Account.Identity.Window.EndMs);

    /// <summary>What may still be held.</summary>
    public long Room => Account.Frozen ? 0 : Math.Max(0, Math.Min(Limit, Ceiling) - Account.Used);

    /// <summary>What may be posted beyond the holds without another commit.</summary>
    public long GrantedRoom => Math.Max(0, Math.Min(Ceiling, Math.Min(Limit, Account.Watermark)) - Account.Used);

    /// <summary>True when that much more may be held. A call that costs nothing passes a spent budget, but not a budget of zero.</summary>
    public bool Takes(long amount)
    {
        var limit = Math.Min(Limit, Ceiling);
        // Overflow-safe form of used + amount <= limit.
        return amount <= limit - Account.Used && limit > 0 && !Account.Frozen;
    }

    /// <summary>True when the amount would fit if nothing were held.</summary>
    public bool TakesWithoutHolds(long amount)
    {
        var limit = Math.Min(Limit, Ceiling);
        return limit > 0 && !Account.Frozen && amount <= limit - Account.Posted - Account.Suspense;
    }
}

/// <summary>The accounts of one hold, in the order in which they refuse: key, its parent, project, workspace.</summary>
internal struct Seats
{
    private Places _places;
    private int _count;

    /// <summary>The accounts in their order.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Seat> All => ((ReadOnlySpan<Seat>)_places)[.._count];

    public void Add(Account account, BudgetLine line) => _places[_count++] = new Seat(account, line);

    [InlineArray(4)]
    private struct Places
    {
        private Seat _first;
    }
}
