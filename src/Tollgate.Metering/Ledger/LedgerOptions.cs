namespace Tollgate.Metering.Ledger;

/// <summary>Settings of the books, with their defaults.</summary>
public sealed record LedgerOptions
{
    /// <summary>How long a commit waits for company when nobody waits for it. Zero commits at once.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Most entries of one commit.</summary>
    public int MostPerCommit { get; init; } = 2_000;

    /// <summary>Most entries that may wait for their commit before new holds are refused.</summary>
    public int MostQueued { get; init; } = 100_000;

    /// <summary>Longest a call waits for its slice before it is refused as degraded.</summary>
    public TimeSpan GrantWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two tries to reopen a store that failed.</summary>
    public TimeSpan RecoverAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Suspense of a call whose outcome stayed unknown is charged at the bound after this time.</summary>
    public TimeSpan ResolveSuspenseAfter { get; init; } = TimeSpan.FromHours(24);
}
