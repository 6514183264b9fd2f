using System.Collections.Concurrent;

namespace Tollgate.Metering.Ledger;

/// <summary>Notices under the gate when a budget's spent first passes 80 % and 100 % of its limit, and tells of it outside.</summary>
internal sealed class ThresholdWatch
{
    private readonly ConcurrentQueue<BudgetThreshold> _noticed = new();
    private volatile bool _any;

    /// <summary>Told outside of every gate, on the thread of the call that passed it.</summary>
    public Action<BudgetThreshold>? Told { get; set; }

    /// <summary>Something was posted on the account.</summary>
    public void Spent(in Seat seat)
    {
        var limit = seat.Limit;
        var spent = seat.Account.Posted + seat.Account.Suspense;
        if (limit != Slices.NoLimit && spent >= limit - (limit / 5) && limit > 0)
        {
            Notice(in seat, limit, spent >= limit ? 100 : 80);
        }
    }

    /// <summary>A call was refused although no hold stood in the way: for such calls the budget is at its end.</summary>
    public void Exhausted(in Seat seat)
    {
        if (seat.Limit is var limit and not Slices.NoLimit)
        {
            Notice(in seat, limit, 100);
        }
    }

    /// <summary>Tells what was noticed. Call it without a lock.</summary>
    public void Tell()
    {
        if (!_any)
        {
            return;
        }

        _any = false;
        while (_noticed.TryDequeue(out var threshold))
        {
            Told?.Invoke(threshold);
        }
    }

    private void Notice(in Seat seat, long limit, int percent)
    {
        var account = seat.Account;
        if (account.NoticedLimit == limit && account.NoticedPercent >= percent)
        {
            return;
        }

        (account.NoticedLimit, account.NoticedPercent) = (limit, percent);
        var identity = account.Identity;
        _noticed.Enqueue(new BudgetThreshold(
            identity.Workspace, identity.Scope, identity.Owner, identity.Mode, identity.Window, percent, seat.Status));
        _any = true;
    }
}
