namespace Tollgate.Metering.Ledger;

/// <summary>How much of its limit an account may use without another commit. Everything here is called under the account's gate.</summary>
internal sealed class Slices(EntryQueue queue)
{
    /// <summary>In place of a sequence to wait for: the books take no entry now.</summary>
    public const long Unavailable = long.MaxValue;

    /// <summary>Watermark, and limit, of an account without a budget.</summary>
    public const long NoLimit = long.MaxValue;

    /// <summary>Returns the sequence to wait for, or 0 when the amount lies within the granted slice. Asks for the next slice ahead of need.</summary>
    public long Secure(in Seat seat, long amount, long nowMs)
    {
        var account = seat.Account;
        var limit = seat.Limit;
        if (limit == NoLimit)
        {
            return Unlimit(account);
        }

        var used = account.Used;
        if (account.Watermark == NoLimit)
        {
            // A budget was set on an account that had none: from here on only what is granted counts.
            account.Watermark = used;
        }

        if (account.Watermark - used >= amount)
        {
            if (account.PendingGrant == 0 && account.Watermark < limit && account.Watermark - used - amount < account.Slice / 2)
            {
                _ = Grant(account, NextWatermark(account, limit, amount, nowMs), nowMs);
            }

            return 0;
        }

        return account.PendingGrant != 0
            ? account.PendingGrant
            : Grant(account, NextWatermark(account, limit, amount, nowMs), nowMs);
    }

    /// <summary>Hands back what the accounts have of their slices and do not use. Only when no hold is taken any more. Windows that have ended
    /// are left alone: nobody can use their slices, and after a failure of the store the books no longer carry them in memory.</summary>
    public void HandBack(IReadOnlyList<Account> accounts, long nowMs)
    {
        foreach (var account in accounts)
        {
            lock (account.Gate)
            {
                if (nowMs < account.Identity.Window.EndMs && account.Watermark != NoLimit && account.Watermark != account.Used && account.Identity.Scope <= AccountScope.Workspace)
                {
                    account.Watermark = account.Used;
                    _ = queue.TryAppendUnjournaled(
                        new LedgerEntry { Kind = EntryKind.Grant, Account = account.Ordinal, Watermark = account.Watermark });
                }
            }
        }
    }

    /// <summary>A grant became durable: its room may be used.</summary>
    public static void Granted(Account account, long watermark, long sequence)
    {
        lock (account.Gate)
        {
            account.Watermark = watermark;
            if (account.PendingGrant <= sequence)
            {
                account.PendingGrant = 0;
            }
        }
    }

    private long Unlimit(Account account)
    {
        if (account.Watermark == NoLimit)
        {
            return 0;
        }

        // Never ahead of the durable books: a grant that was not queued is none.
        var granted = Grant(account, NoLimit, 0);
        account.Watermark = granted == Unavailable ? account.Watermark : NoLimit;
        return granted == Unavailable ? Unavailable : 0;
    }

    // About two seconds of demand, at most half of what is left, never less than this call; all of it when little is left.
    private static long NextWatermark(Account account, long limit, long amount, long nowMs)
    {
        var sinceLast = nowMs - account.LastGrantMs;
        var slice = sinceLast < 2_000 ? account.Slice * 2 : sinceLast > 20_000 ? account.Slice / 2 : account.Slice;
        account.Slice = Math.Clamp(slice, Math.Min(amount, NoLimit / 64) * 32, NoLimit / 4);
        var used = account.Used;
        var left = limit - used;
        var grant = left / 2 > account.Slice ? account.Slice : Math.Min(left, account.Slice);
        return Math.Max(account.Watermark, used + Math.Max(grant, amount));
    }

    private long Grant(Account account, long watermark, long nowMs)
    {
        var sequence = queue.TryAppendUnjournaled(new LedgerEntry { Kind = EntryKind.Grant, Account = account.Ordinal, Watermark = watermark });
        account.PendingGrant = sequence;
        account.LastGrantMs = nowMs;
        return sequence == 0 ? Unavailable : sequence;
    }
}
