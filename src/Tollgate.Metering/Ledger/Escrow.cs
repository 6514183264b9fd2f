using System.Runtime.CompilerServices;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Ledger;

/// <summary>Holds are taken here, from slices that the store granted before: memory only, all accounts of a call or none. Room is decided under
/// the book's gate, and every entry is queued under it too, so that the durable books never run ahead of the room that was seen.</summary>
internal sealed class Escrow(AccountTable table, EntryQueue queue, ThresholdWatch thresholds, TimeProvider time)
{
    private readonly ConditionalWeakTable<Book, WaitingRoom> _rooms = [];
    private readonly BookAccounts _accounts = new(table);
    private readonly Slices _slices = new(queue);

    /// <summary>One try, without waiting.</summary>
    /// <param name="request">Who wants to hold how much.</param>
    /// <param name="turn">Whom to give way to; see <see cref="RoomWaiter.Turn"/>.</param>
    public Attempt TryHold(in HoldRequest request, long turn)
    {
        Attempt attempt;
        lock (request.Book.Gate)
        {
            attempt = Hold(in request, turn);
        }

        thresholds.Tell();
        return attempt;
    }

    /// <summary>One try to give an open hold another amount and provider, without waiting. Growth takes all accounts or none.</summary>
    /// <remarks>
    /// Why no step of it can die in a way that the books show less than was promised. Growth: its room is granted durably before (a slice),
    /// then the account's sum, the entry and its place in the journal change in one turn under the gate, and only then does the caller go
    /// on. Killed before the entry: nobody was promised anything. Killed after it: the journal has the new amount, and recovery takes that
    /// into suspense. The machine lost, and with it the journal's tail: the growth lies within the durable slice, whose unused part goes to
    /// suspense whole; a strict hold waits for its commit besides. Shrinking is safe the other way round: whoever takes the room that
    /// it frees is journaled after it, so no start can see that hold without the smaller one.
    /// </remarks>
    public Attempt TryResize(Hold hold, long amount, string provider, long nowMs, long turn)
    {
        Attempt attempt;
        lock (hold.Book.Gate)
        {
            attempt = Resize(hold, amount, provider, nowMs, turn);
        }

        thresholds.Tell();
        return attempt;
    }

    /// <summary>Where those wait who want room in the book.</summary>
    public WaitingRoom RoomFor(Book book) =>
        _rooms.GetValue(book, b => new WaitingRoom(b, time, Try, thresholds.Tell));

    /// <summary>Writes the hold to the books, and the claim on an idempotency key with it. False when they take no more; the hold is then still
    /// only in memory.</summary>
    public bool TryWrite(Hold hold, bool strict, IdempotencyClaim? claim, out long sequence)
    {
        lock (hold.Book.Gate)
        {
            sequence = queue.TryAppend(HoldEntries.Taken(hold, dispatched: !strict, claim));
            hold.Strict = strict;
            hold.Written = sequence != 0;
            return hold.Written;
        }
    }

    /// <summary>Marks a written hold as about to be sent. False when the books do not take that down: its call must not go out then, since
    /// after a kill it would pass for one that never did.</summary>
    public bool TryDispatch(Hold hold) => queue.TryAppend(new LedgerEntry { Kind = EntryKind.Dispatch, Id = hold.Id }) != 0;

    /// <summary>Ends a hold with what the call cost. What is beyond the hold takes free room first; the rest is variance, which no budget
    /// carries. Returns the sequence to wait for, 0 when the hold had ended before. <paramref name="row"/> is what the log
    /// gets in place of the call's own row, which goes on.</summary>
    public long Settle(Hold hold, long cost, long nowMs, CallRecord? row = null)
    {
        var sequence = Charge(hold, cost, nowMs, row, null);
        thresholds.Tell();
        return sequence;
    }

    /// <summary>Ends a hold that was never written with what the call cost, in one commit with the rows of the wallet that paid. Neither is
    /// journaled: after a crash both are there or none. The caller tells the thresholds.</summary>
    public long SettleWith(Hold hold, long cost, long nowMs, WalletChange wallet) => Charge(hold, cost, nowMs, null, wallet);

    /// <summary>Tells what thresholds were passed since; outside of every lock.</summary>
    public void Tell() => thresholds.Tell();

    private long Charge(Hold hold, long cost, long nowMs, CallRecord? row, WalletChange? wallet)
    {
        if (!hold.TryEnd())
        {
            return 0;
        }

        lock (hold.Book.Gate)
        {
            var actual = cost <= hold.Amount ? cost : Math.Min(cost, hold.Amount + FreeRoom(hold));
            End(hold, actual);
            var variance = cost == actual ? null : _accounts.Contra(hold.Book, AccountScope.Variance, "", hold.Call.Mode);
            var beyond = variance is null ? 0 : Math.Min(cost - actual, Seat.Ceiling - variance.Posted);
            if (variance is not null)
            {
                variance.Posted += beyond;
            }

            var entry = new LedgerEntry
            {
                Kind = EntryKind.Settle,
                Id = hold.Id,
                AtMs = nowMs,
                Actual = actual,
                Variance = beyond,
                Accounts = variance is null ? hold.Accounts : hold.Accounts with { Variance = variance.Ordinal },
                Call = row ?? hold.Call,
                Wallet = wallet,
            };
            if (wallet is not null)
            {
                _ = queue.AppendUnjournaled(HoldEntries.Taken(hold, dispatched: false, claim: null));
            }

            var sequence = wallet is null ? queue.Append(in entry) : queue.AppendUnjournaled(in entry);
            Freed(hold);
            return sequence;
        }
    }

    /// <summary>Ends a hold with nothing charged. Returns the sequence of its entry; 0 when it was never written or had ended before.</summary>
    public long Release(Hold hold, long nowMs)
    {
        if (!hold.TryEnd())
        {
            return 0;
        }

        long sequence;
        lock (hold.Book.Gate)
        {
            End(hold, 0);
            sequence = hold.Written
                ? queue.Append(new LedgerEntry { Kind = EntryKind.Release, Id = hold.Id, AtMs = nowMs, Call = hold.Call })
                : queue.TryAppendUnjournaled(new LedgerEntry { Kind = EntryKind.Log, AtMs = nowMs, Call = hold.Call });
            Freed(hold);
        }

        thresholds.Tell();
        return sequence;
    }

    /// <summary>Where a budget stands now.</summary>
    public BudgetStatus Status(Book book, BudgetLine line, long nowMs)
    {
        lock (book.Gate)
        {
            book.Roll(nowMs);
            return _accounts.Status(book, line);
        }
    }

    /// <summary>A call was turned away with the refusal, and nothing smaller was tried in its place.</summary>
    public void TurnedAway(HoldRefusal refusal)
    {
        if (refusal.Exhausted is not { } seat)
        {
            return;
        }

        lock (seat.Account.Gate)
        {
            thresholds.Exhausted(in seat);
        }

        thresholds.Tell();
    }

    /// <summary>The window in force for a line now, which the books keep from here on.</summary>
    public BudgetWindow Window(Book book, BudgetLine line, long nowMs)
    {
        lock (book.Gate)
        {
            book.Roll(nowMs);
            _ = _accounts.Current(book, book.Live);
            return book.WindowOf(line);
        }
    }

    /// <summary>The refusal when the books take nothing.</summary>
    public HoldRefusal Unavailable(Book book, KeyMode mode) => ByWorkspace(HoldRefusalReason.StoreUnavailable, book, mode, onlyHolds: false);

    /// <summary>The refusal of one who left while others were before it in line.</summary>
    public HoldRefusal Queued(Book book, KeyMode mode) => ByWorkspace(HoldRefusalReason.Budget, book, mode, onlyHolds: true);

    /// <summary>The largest amount that could be held now on all accounts of the request.</summary>
    public long Room(in HoldRequest request)
    {
        lock (request.Book.Gate)
        {
            request.Book.Roll(request.NowMs);
            var room = long.MaxValue;
            var seats = _accounts.Seats(in request);
            foreach (ref readonly var seat in seats.All)
            {
                room = Math.Min(room, seat.Room);
            }

            return room;
        }
    }

    /// <summary>Posts suspense at its full amount.</summary>
    public void Resolve(in Transfer transfer, long nowMs)
    {
        var on = transfer.Accounts;
        foreach (var ordinal in (ReadOnlySpan<int>)[on.Key, on.Parent, on.Project, on.Workspace])
        {
            if (ordinal != 0)
            {
                table.Post(ordinal, transfer.Amount);
            }
        }

        _ = queue.Append(new LedgerEntry { Kind = EntryKind.Resolve, Id = transfer.Id, AtMs = nowMs, Actual = transfer.Amount });
    }

    /// <summary>Hands back what the accounts have of their slices and do not use; see <see cref="Slices.HandBack"/>.</summary>
    public void HandBack(IReadOnlyList<Account> accounts, long nowMs) => _slices.HandBack(accounts, nowMs);

    private Attempt Try(RoomWaiter waiter, long nowMs) => waiter.Growing is { } hold
        ? Resize(hold, waiter.Amount, waiter.Provider, nowMs, waiter.Turn)
        : Hold(waiter.RequestAt(nowMs), waiter.Turn);

    private Attempt Hold(in HoldRequest request, long turn)
    {
        request.Book.Roll(request.NowMs);
        var seats = _accounts.Seats(in request);
        return Take(request.Book, seats.All, (request.Amount, 0), request.NowMs, turn) is { Step: not HoldStep.Taken } attempt
            ? attempt
            : new Attempt(HoldStep.Taken, new Hold(in request, seats));
    }

    private Attempt Resize(Hold hold, long amount, string provider, long nowMs, long turn)
    {
        var more = amount - hold.Amount;
        if (hold.HasEnded || (more == 0 && provider == hold.Provider))
        {
            return hold.HasEnded ? Refused(HoldRefusalReason.Ended, hold.Seats[^1]) : new Attempt(HoldStep.Taken);
        }

        if (more > 0 && Take(hold.Book, hold.Seats, (more, hold.Amount), nowMs, turn) is { Step: not HoldStep.Taken } attempt)
        {
            return attempt;
        }

        var accounts = provider == hold.Provider
            ? hold.Accounts
            : hold.Accounts with { Provider = _accounts.Contra(hold.Book, AccountScope.Provider, provider, hold.Call.Mode).Ordinal };
        var sequence = hold.Written ? queue.TryAppend(HoldEntries.Resized(hold, amount, in accounts, provider != hold.Provider)) : 0;
        if (hold.Written && sequence == 0)
        {
            AddHeld(hold.Seats, -Math.Max(more, 0));
            return Refused(HoldRefusalReason.StoreUnavailable, hold.Seats[^1]);
        }

        AddHeld(hold.Seats, Math.Min(more, 0));
        hold.Become(amount, provider, in accounts);
        if (more < 0)
        {
            Freed(hold);
        }

        return new Attempt(HoldStep.Taken, Sequence: hold.Strict && more > 0 ? sequence : 0);
    }

    // Takes the amount from every account, or says why not. What the hold has already does not stand in its own way.
    private Attempt Take(Book book, ReadOnlySpan<Seat> seats, (long More, long Already) amount, long nowMs, long turn)
    {
        foreach (ref readonly var seat in seats)
        {
            if (!seat.Takes(amount.More))
            {
                return Refuse(seats, in seat, amount.More + amount.Already);
            }
        }

        if (turn != 0 && book.Waiting != 0 && Before(book, seats, turn) is { } account)
        {
            return new Attempt(HoldStep.Refused, RefusedBy: account);
        }

        var waitFor = 0L;
        foreach (ref readonly var seat in seats)
        {
            waitFor = Math.Max(waitFor, _slices.Secure(in seat, amount.More, nowMs));
        }

        if (waitFor != 0)
        {
            return new Attempt(HoldStep.MustWait, Sequence: waitFor);
        }

        AddHeld(seats, amount.More);
        return new Attempt(HoldStep.Taken);
    }

    // The account in whose line somebody waits who comes first.
    private Account? Before(Book book, ReadOnlySpan<Seat> seats, long turn)
    {
        var room = RoomFor(book);
        foreach (ref readonly var seat in seats)
        {
            if (room.IsBehind(seat.Account, turn))
            {
                return seat.Account;
            }
        }

        return null;
    }

    // After the entry that frees it was queued: whoever takes it comes after that in the books.
    private void Freed(Hold hold)
    {
        if (hold.Book.Waiting != 0)
        {
            RoomFor(hold.Book).Freed(hold.Seats);
        }
    }

    private static Attempt Refuse(ReadOnlySpan<Seat> seats, in Seat refused, long amount)
    {
        if (refused.Account.Frozen)
        {
            return Refused(HoldRefusalReason.Frozen, in refused);
        }

        var onlyHolds = true;
        foreach (ref readonly var seat in seats)
        {
            onlyHolds &= seat.TakesWithoutHolds(amount);
        }

        return Refused(HoldRefusalReason.Budget, in refused, onlyHolds, exhausted: !refused.TakesWithoutHolds(amount));
    }

    private HoldRefusal ByWorkspace(HoldRefusalReason reason, Book book, KeyMode mode, bool onlyHolds)
    {
        lock (book.Gate)
        {
            var line = book.Line(mode);
            return Refused(reason, _accounts.Seat(book, line), onlyHolds).Refusal!;
        }
    }

    private static Attempt Refused(HoldRefusalReason reason, in Seat by, bool onlyHolds = false, bool exhausted = false)
    {
        var identity = by.Account.Identity;
        return new Attempt(
            HoldStep.Refused,
            Refusal: new HoldRefusal(reason, identity.Scope, identity.Owner, by.Status, onlyHolds) { Exhausted = exhausted ? by : null },
            RefusedBy: by.Account);
    }

    private static void AddHeld(ReadOnlySpan<Seat> seats, long amount)
    {
        foreach (ref readonly var seat in seats)
        {
            seat.Account.Held += amount;
        }
    }

    private void End(Hold hold, long actual)
    {
        foreach (ref readonly var seat in hold.Seats)
        {
            seat.Account.Held -= hold.Amount;
            seat.Account.Posted = checked(seat.Account.Posted + actual);
            thresholds.Spent(in seat);
        }
    }

    // Room that every account of the call still has beyond its holds: under its limit and under what is durably granted.
    private static long FreeRoom(Hold hold)
    {
        var room = long.MaxValue;
        foreach (ref readonly var seat in hold.Seats)
        {
            room = Math.Min(room, seat.GrantedRoom);
        }

        return room;
    }
}
