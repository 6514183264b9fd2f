namespace Tollgate.Metering.Ledger;

/// <summary>What a budget line may spend in a window. Read by every call, changed while calls run.</summary>
internal sealed class BudgetLimit
{
    private long _limit = long.MaxValue;
    private volatile TopUp? _topUp;

    public long Limit
    {
        get => Volatile.Read(ref _limit);
        set => Volatile.Write(ref _limit, value);
    }

    public TopUp? TopUp
    {
        get => _topUp;
        set => _topUp = value;
    }

    /// <summary>The limit in force for the account: the line's, and what the account's window was topped up by.</summary>
    public long For(Account account)
    {
        var limit = Limit;
        return _topUp is { } more && limit != long.MaxValue && more.Window == account.Identity.Window
            ? Math.Min(limit, long.MaxValue - 1 - more.Amount) + more.Amount
            : limit;
    }
}
