using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Ledger;

/// <summary>What one try to hold came to.</summary>
internal enum HoldStep
{
    Taken,
    Refused,

    /// <summary>The limit has room but the granted slice has not: wait for the commit named, then try again.</summary>
    MustWait,
}

/// <summary>Holds are taken here, from slices that the store granted before: memory only, all accounts of a call or none. Room is decided under
/// the book's gate, and every entry is queued under it too, so that the durable books never run ahead of the room that was seen.</summary>
internal sealed class Escrow(AccountTable table, EntryQueue queue)
{
    /// <summary>In place of a sequence to wait for: the books take no entry now.</summary>
    public const long Unavailable = long.MaxValue;

    private const long NoLimit = long.MaxValue;

    // No account passes this, budget or not, so that no sum of the books overflows: half for what is posted, half for variance.
    private const long Ceiling = long.MaxValue / 2;

    /// <summary>One try, without waiting.</summary>
    public HoldStep TryHold(in HoldRequest request, out Hold? hold, out HoldRefusal? refusal, out long waitFor)
    {
        hold = null;
        refusal = null;
        waitFor = 0;
        var book = request.Book;
        lock (book.Gate)
        {
            book.Roll(request.NowMs);
            var key = Current(book, request.Key);
            var project = request.Project is null ? null : Current(book, request.Project);
            var line = book.Line(request.Mode);
            var workspace = Current(book, line);

            refusal = Refuse(key, request.Key, request.Amount)
                ?? (project is null ? null : Refuse(project, request.Project!, request.Amount))
                ?? Refuse(workspace, line, request.Amount);
            if (refusal is not null)
            {
                return HoldStep.Refused;
            }

            waitFor = Math.Max(Secure(key, request.Key.Limit, request), Secure(workspace, line.Limit, request));
            waitFor = project is null ? waitFor : Math.Max(waitFor, Secure(project, request.Project!.Limit, request));
            if (waitFor != 0)
            {
                return HoldStep.MustWait;
            }

            key.Held += request.Amount;
            workspace.Held += request.Amount;
            if (project is not null)
            {
                project.Held += request.Amount;
            }

            hold = new Hold(in request, Accounts(book, request, key, project, workspace), key, project, workspace);
            return HoldStep.Taken;
        }
    }

    /// <summary>Writes the hold to the books, and the claim on an idempotency key with it. False when they take no more; the hold is then still
    /// only in memory.</summary>
    public bool TryWrite(Hold hold, bool dispatched, IdempotencyClaim? claim, out long sequence)
    {
        lock (hold.Book.Gate)
        {
            sequence = queue.TryAppend(new LedgerEntry
            {
                Kind = EntryKind.Hold,
                Id = hold.Id,
                AtMs = hold.AtMs,
                DeadlineMs = hold.DeadlineMs,
                Amount = hold.Amount,
                Accounts = hold.Accounts,
                Dispatched = dispatched,
                Call = hold.Call,
                Claim = claim,
            });
            hold.Written = sequence != 0;
            return hold.Written;
        }
    }

    /// <summary>Marks a written hold as about to be sent.</summary>
    public long Dispatch(Hold hold) => queue.Append(new LedgerEntry { Kind = EntryKind.Dispatch, Id = hold.Id });

    /// <summary>Ends a hold with what the call cost. What is beyond the hold takes free room first; the rest is variance, which no budget
    /// carries. Returns the sequence to wait for, 0 when the hold had ended before.</summary>
    public long Settle(Hold hold, long cost, long nowMs)
    {
        if (!hold.TryEnd())
        {
            return 0;
        }

        lock (hold.Book.Gate)
        {
            var room = FreeRoom(hold);
            var actual = Math.Min(cost, hold.Amount + room);
            End(hold, actual);
            var variance = cost == actual ? null : Variance(hold);
            var beyond = variance is null ? 0 : Math.Min(cost - actual, Ceiling - variance.Posted);
            if (variance is not null)
            {
                variance.Posted += beyond;
            }

            return queue.Append(new LedgerEntry
            {
                Kind = EntryKind.Settle,
                Id = hold.Id,
                AtMs = nowMs,
                Actual = actual,
                Variance = beyond,
                Accounts = variance is null ? hold.Accounts : hold.Accounts with { Variance = variance.Ordinal },
                Call = hold.Call,
            });
        }
    }

    /// <summary>Ends a hold with nothing charged. Returns the sequence of its entry; 0 when it was never written or had ended before.</summary>
    public long Release(Hold hold, long nowMs)
    {
        if (!hold.TryEnd())
        {
            return 0;
        }

        lock (hold.Book.Gate)
        {
            End(hold, 0);
            return hold.Written
                ? queue.Append(new LedgerEntry { Kind = EntryKind.Release, Id = hold.Id, AtMs = nowMs, Call = hold.Call })
                : queue.TryAppendUnjournaled(new LedgerEntry { Kind = EntryKind.Log, AtMs = nowMs, Call = hold.Call });
        }
    }

    /// <summary>Where a budget stands now.</summary>
    public BudgetStatus Status(Book book, BudgetLine line, long nowMs)
    {
        lock (book.Gate)
        {
            book.Roll(nowMs);
            return StatusOf(Current(book, line), line);
        }
    }

    /// <summary>Posts suspense at its full amount.</summary>
    public void Resolve(in Transfer transfer, long nowMs)
    {
        foreach (var ordinal in (ReadOnlySpan<int>)[transfer.Accounts.Key, transfer.Accounts.Project, transfer.Accounts.Workspace])
        {
            if (ordinal != 0)
            {
                table.Post(ordinal, transfer.Amount);
            }
        }

        _ = queue.Append(new LedgerEntry { Kind = EntryKind.Resolve, Id = transfer.Id, AtMs = nowMs, Actual = transfer.Amount });
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

    private static BudgetStatus StatusOf(Account account, BudgetLine line) =>
        new(line.Limit, account.Posted + account.Suspense, account.Held, account.Identity.Window.EndMs);

    private static HoldRefusal? Refuse(Account account, BudgetLine line, long amount)
    {
        var limit = Math.Min(line.Limit, Ceiling);
        var used = account.Used;
        if (account.Frozen)
        {
            return new HoldRefusal(HoldRefusalReason.Frozen, line.Scope, line.Owner, StatusOf(account, line), false);
        }

        // Overflow-safe form of used + amount <= limit. A call that costs nothing passes a spent budget, but not a budget of zero.
        if (amount <= limit - used && limit > 0)
        {
            return null;
        }

        var withoutHolds = limit > 0 && amount <= limit - account.Posted - account.Suspense;
        return new HoldRefusal(HoldRefusalReason.Budget, line.Scope, line.Owner, StatusOf(account, line), withoutHolds);
    }

    private static void End(Hold hold, long actual)
    {
        foreach (var account in (ReadOnlySpan<Account?>)[hold.Key, hold.Project, hold.Workspace])
        {
            if (account is not null)
            {
                account.Held -= hold.Amount;
                account.Posted = checked(account.Posted + actual);
            }
        }
    }

    // Room that every account of the call still has beyond its holds: under its limit and under what is durably granted.
    private static long FreeRoom(Hold hold)
    {
        var room = Math.Min(Room(hold.Workspace, hold.WorkspaceLine), Room(hold.Key, hold.KeyLine));
        return hold.Project is null ? room : Math.Min(room, Room(hold.Project, hold.ProjectLine!));
    }

    private static long Room(Account account, BudgetLine line) =>
        Math.Max(0, Math.Min(Ceiling, Math.Min(line.Limit, account.Watermark)) - account.Used);

    // Returns the sequence to wait for, or 0 when the amount lies within the granted slice. Asks for the next slice ahead of need.
    private long Secure(Account account, long limit, in HoldRequest request)
    {
        if (limit == NoLimit)
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

        var used = account.Used;
        if (account.Watermark == NoLimit)
        {
            // A budget was set on an account that had none: from here on only what is granted counts.
            account.Watermark = used;
        }

        if (account.Watermark - used >= request.Amount)
        {
            if (account.PendingGrant == 0 && account.Watermark < limit && account.Watermark - used - request.Amount < account.Slice / 2)
            {
                _ = Grant(account, NextWatermark(account, limit, request), request.NowMs);
            }

            return 0;
        }

        return account.PendingGrant != 0
            ? account.PendingGrant
            : Grant(account, NextWatermark(account, limit, request), request.NowMs);
    }

    // About two seconds of demand, at most half of what is left, never less than this call; all of it when little is left.
    private static long NextWatermark(Account account, long limit, in HoldRequest request)
    {
        var sinceLast = request.NowMs - account.LastGrantMs;
        var slice = sinceLast < 2_000 ? account.Slice * 2 : sinceLast > 20_000 ? account.Slice / 2 : account.Slice;
        account.Slice = Math.Clamp(slice, Math.Min(request.Amount, NoLimit / 64) * 32, NoLimit / 4);
        var used = account.Used;
        var left = limit - used;
        var grant = left / 2 > account.Slice ? account.Slice : Math.Min(left, account.Slice);
        return Math.Max(account.Watermark, used + Math.Max(grant, request.Amount));
    }

    private long Grant(Account account, long watermark, long nowMs)
    {
        var sequence = queue.TryAppendUnjournaled(new LedgerEntry { Kind = EntryKind.Grant, Account = account.Ordinal, Watermark = watermark });
        account.PendingGrant = sequence;
        account.LastGrantMs = nowMs;
        return sequence == 0 ? Unavailable : sequence;
    }

    private Account Current(Book book, BudgetLine line)
    {
        if (line.Current is { } current && current.Identity.Window == book.Window)
        {
            return current;
        }

        var identity = new AccountIdentity(line.Scope, book.Workspace, line.Owner, "", line.Mode, book.Window);
        return line.Current = table.Claim(identity, book.Gate, line.Limit == NoLimit ? NoLimit : 0);
    }

    private TransferAccounts Accounts(Book book, in HoldRequest request, Account key, Account? project, Account workspace) => new(
        key.Ordinal,
        project?.Ordinal ?? 0,
        workspace.Ordinal,
        Contra(book, AccountScope.Provider, request.Provider, request.Mode).Ordinal,
        Contra(book, AccountScope.KeyControl, "", request.Mode).Ordinal,
        project is null ? 0 : Contra(book, AccountScope.ProjectControl, "", request.Mode).Ordinal);

    private Account Variance(Hold hold) => Contra(hold.Book, AccountScope.Variance, "", hold.Call.Mode);

    private Account Contra(Book book, AccountScope scope, string name, KeyMode mode)
    {
        if (!book.Contra.TryGetValue((scope, name, mode), out var account))
        {
            account = table.Claim(new AccountIdentity(scope, book.Workspace, 0, name, mode, book.Window), book.Gate, NoLimit);
            book.Contra.Add((scope, name, mode), account);
        }

        return account;
    }
}
