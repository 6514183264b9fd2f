using System.Collections.Concurrent;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Tokens;

namespace Tollgate.Metering.Wallets;

/// <summary>The wallets: tokens are set aside for a call, then charged or given back, exactly once; moves bring tokens or take them away, once
/// for each id. Decisions are made in memory and queued under the wallet's gate, so that the order of the books is that of the decisions; nobody
/// is answered before the commit.</summary>
public sealed class WalletDesk
{
    private const string NotWritten = "not written";

    /// <summary>Name of the provider that a tool's hold on its budgets names.</summary>
    public const string Provider = "tools";

    private readonly ConcurrentDictionary<WalletId, WalletBook> _books = new();
    private readonly EntryQueue _queue;
    private readonly Escrow _escrow;
    private readonly TimeProvider _time;
    private readonly WalletOptions _options;

    internal WalletDesk(EntryQueue queue, Escrow escrow, TimeProvider time, WalletOptions options)
    {
        _queue = queue;
        _escrow = escrow;
        _time = time;
        _options = options;
    }

    /// <summary>Told of a wallet's new balance after each change of it, on the thread that made it, outside of every lock: keep it short. A balance
    /// told may be older than another one told at the same time; ask <see cref="Status"/>.</summary>
    public Action<WalletId, long>? Changed { get; set; }

    /// <summary>How many tokens one US dollar buys.</summary>
    public long TokensPerUsd => _options.TokensPerUsd;

    /// <summary>The stored wallets, for lists.</summary>
    public IWalletStore Stored => _options.Store;

    /// <summary>What tokens are worth, rounded up to a nano-USD.</summary>
    public NanoUsd Worth(long tokens) => new((long)((((Int128)tokens * NanoUsd.PerUsd) + _options.TokensPerUsd - 1) / _options.TokensPerUsd));

    /// <summary>Where a wallet stands now. What has been decided and is not yet durable counts.</summary>
    /// <exception cref="LedgerStoreException">the wallet could not be read.</exception>
    public WalletStatus Status(WalletId wallet)
    {
        var book = Book(wallet);
        lock (book.Gate)
        {
            Refresh(book);
            if (book.HasChanged)
            {
                _ = Append(book, null);
            }

            return book.Status;
        }
    }

    /// <summary>Sets tokens aside before a tool runs. Completes at once, unless it carries a claim, which is durable when this completes.</summary>
    public ValueTask<ReserveOutcome> ReserveAsync(in ReserveRequest request)
    {
        if (!_queue.Takes || TryBook(request.Wallet) is not { } book)
        {
            return new ValueTask<ReserveOutcome>(default(ReserveOutcome));
        }

        Reservation? reservation;
        WalletStatus status;
        var sequence = 0L;
        lock (book.Gate)
        {
            Refresh(book);
            reservation = book.TryReserve(in request);
            status = book.Status;
            if (book.HasChanged)
            {
                sequence = Append(book, null, reservation is null ? null : request.Claim);
            }
        }

        if (reservation is null)
        {
            return new ValueTask<ReserveOutcome>(new ReserveOutcome(null, new WalletShortage(request.Tokens, status.Balance)));
        }

        Changed?.Invoke(book.Id, status.Balance);
        return request.Claim is null
            ? new ValueTask<ReserveOutcome>(new ReserveOutcome(reservation))
            : ClaimedAsync(reservation, request.Claim, sequence);
    }

    /// <summary>The tool did its work: the reservation is charged. Durable when this completes. False when it had ended before: this call
    /// changed nothing.</summary>
    /// <param name="reservation">What was set aside.</param>
    /// <param name="note">How the call ended, kept as the charge's reason; null when there is nothing to say.</param>
    /// <exception cref="LedgerStoreException">the commit failed: the charge is undone, and the caller must be told that there was none.</exception>
    public ValueTask<bool> CommitAsync(Reservation reservation, string? note = null) => ChargeAsync(reservation, null, 0, note);

    /// <summary>As <see cref="CommitAsync(Reservation, string?)"/>, and in the same commit a hold ends with what the call counts on its budgets: both are
    /// durable or none. The hold was taken from the meter with the provider <see cref="Provider"/> and never written to the books
    /// (<c>Meter.CommitHoldAsync</c>), so that a crash before the commit undoes both. Where the commit fails the tokens come back, but the budgets
    /// have counted the call: they err on the safe side.</summary>
    /// <param name="reservation">What is charged.</param>
    /// <param name="hold">What the call has of its budgets; its own row goes to the call log.</param>
    /// <param name="costNanoUsd">What it counts there, see <see cref="Worth"/>.</param>
    /// <param name="note">As there.</param>
    /// <exception cref="InvalidOperationException">the hold was written.</exception>
    /// <exception cref="LedgerStoreException">as there.</exception>
    public ValueTask<bool> CommitAsync(Reservation reservation, Hold hold, long costNanoUsd, string? note = null) => hold.Written
        ? throw new InvalidOperationException("the hold of a call that a wallet pays for is not written before its end")
        : ChargeAsync(reservation, hold, costNanoUsd, note);

    /// <summary>The tool came to nothing: the tokens go back to where they came from. Durable when this completes. False when the reservation
    /// had ended before: this call changed nothing.</summary>
    /// <exception cref="LedgerStoreException">the commit failed: the refund stands, and becomes durable once the store is back; should the process die
    /// before that, the next start makes it.</exception>
    /// <param name="reservation">What is given back.</param>
    /// <param name="reason">Why, in a few words.</param>
    /// <param name="hold">What the call has of its budgets, which is released.</param>
    public async ValueTask<bool> RefundAsync(Reservation reservation, string reason, Hold? hold = null)
    {
        if (hold is not null)
        {
            _ = _escrow.Release(hold, NowMs());
        }

        var sequence = Refund(reservation, reason);
        await _queue.WaitAsync(sequence == 0 ? _queue.Last : sequence);
        return sequence != 0;
    }

    /// <summary>Makes a move and writes a payment's rows with it, in one commit; durable when this completes. When a move of its id was made before, only
    /// the payment's rows are written.</summary>
    /// <exception cref="LedgerStoreException">it is not known to be durable: ask again with the same id.</exception>
    public async ValueTask<MoveOutcome> MoveAsync(WalletMove move, PaymentChange? payment = null)
    {
        if (!_queue.Takes)
        {
            throw new LedgerStoreException("the store does not write");
        }

        var book = Book(move.Wallet);
        // Read before the gate is taken: whatever is made meanwhile the book knows.
        var stored = _options.Store.HasMove(move.Wallet, move.Id);
        long sequence;
        bool made;
        WalletStatus status;
        lock (book.Gate)
        {
            Refresh(book);
            made = !stored && book.TryMove(move, NowMs());
            status = book.Status;
            sequence = book.HasChanged || payment is not null ? Append(book, payment) : _queue.Last;
        }

        await _queue.WaitAsync(sequence);
        if (made)
        {
            Changed?.Invoke(book.Id, status.Balance);
        }

        return new MoveOutcome(!made, status.Balance);
    }

    /// <summary>Writes a payment's rows alone, in the same order of commits; durable when this completes.</summary>
    /// <exception cref="LedgerStoreException">it is not known to be durable: rows are absolute, write them again.</exception>
    public ValueTask WriteAsync(PaymentChange change)
    {
        var sequence = _queue.TryAppendUnjournaled(new LedgerEntry { Kind = EntryKind.Wallet, AtMs = NowMs(), Payment = change });
        return sequence == 0
            ? ValueTask.FromException(new LedgerStoreException("the store does not write"))
            : _queue.WaitAsync(sequence);
    }

    /// <summary>Lets all that has run out expire, also in wallets that nobody touches. To be called now and then.</summary>
    /// <exception cref="LedgerStoreException">the store could not be read.</exception>
    public void Sweep()
    {
        foreach (var wallet in _options.Store.WithLotsExpiredBy(NowMs()))
        {
            _ = Status(wallet);
        }
    }

    /// <summary>At a start: what a dead process left is mended. Reservations that are open are refunded; a charge that the store took and then
    /// denied, so that nobody was told of it, is given back, should the journal alone know that it was undone. Returns the entries that make it
    /// durable.</summary>
    internal List<LedgerEntry> Mend(IReadOnlyList<JournaledEntry> replayed, long nowMs)
    {
        var entries = new List<LedgerEntry>();
        foreach (var wallet in _options.Store.WithOpenReservations())
        {
            var book = Book(wallet);
            lock (book.Gate)
            {
                foreach (var reservation in book.Open.ToList())
                {
                    _ = book.TryRefund(reservation, nowMs, "restart");
                }

                entries.Add(new LedgerEntry { Kind = EntryKind.Wallet, AtMs = nowMs, Wallet = book.TakeChange() });
            }
        }

        foreach (var (_, undone) in replayed)
        {
            if (undone is { Kind: EntryKind.Wallet, Opened: { } named } && GiveBack(new WalletId(named.Workspace, named.Mode), undone, nowMs) is { } change)
            {
                entries.Add(new LedgerEntry { Kind = EntryKind.Wallet, AtMs = nowMs, Wallet = change });
            }
        }

        return entries;
    }

    // What the journal kept of a reversal names the charge; only one that reached the disk took anything.
    private WalletChange? GiveBack(WalletId wallet, in LedgerEntry undone, long nowMs)
    {
        var charge = _options.Store.Transactions(wallet, TransactionFilter.All, undone.Amount + 1, 1);
        if (charge.Count == 0 || charge[0].Kind != TransactionKind.Commit || charge[0].Id != undone.Id || charge[0].Tokens == 0
            || _options.Store.HasMove(wallet, undone.Id))
        {
            return null;
        }

        var book = Book(wallet);
        lock (book.Gate)
        {
            _ = book.TryMove(WalletMove.Grant(wallet, undone.Id, charge[0].Tokens, NotWritten), nowMs);
            return book.TakeChange();
        }
    }

    private static AccountIdentity Named(WalletId wallet) =>
        new(AccountScope.Workspace, wallet.Workspace, wallet.Workspace.Value, "", wallet.Mode, default);

    private async ValueTask<bool> ChargeAsync(Reservation reservation, Hold? hold, long costNanoUsd, string? note)
    {
        var book = Book(reservation.Wallet);
        long sequence;
        bool charged;
        lock (book.Gate)
        {
            charged = book.TryCommit(reservation, NowMs(), note);
            sequence = !charged ? _queue.Last : hold is null ? Append(book, null) : Settle(book, hold, costNanoUsd);
        }

        _escrow.Tell();
        try
        {
            await _queue.WaitAsync(sequence);
        }
        catch (LedgerStoreException) when (charged)
        {
            Reverse(book, reservation);
            throw;
        }

        return charged;
    }

    private long Settle(WalletBook book, Hold hold, long costNanoUsd)
    {
        var change = book.TakeChange();
        return _escrow.SettleWith(hold, costNanoUsd, NowMs(), change) is var sequence and not 0
            ? sequence
            : _queue.AppendUnjournaled(new LedgerEntry { Kind = EntryKind.Wallet, AtMs = NowMs(), Wallet = change });
    }

    private async ValueTask<ReserveOutcome> ClaimedAsync(Reservation reservation, Idempotency.IdempotencyClaim claim, long sequence)
    {
        claim.Written = true;
        try
        {
            await _queue.WaitAsync(sequence);
            if (!claim.Lost)
            {
                return new ReserveOutcome(reservation);
            }
        }
        catch (LedgerStoreException)
        {
            // The tool has not run: its key is free again, whether or not the row reached the disk.
            _ = _queue.Append(new LedgerEntry { Kind = EntryKind.Unclaim, Id = claim.RequestId });
        }

        _ = Refund(reservation, NotWritten);
        return default;
    }

    // Returns the sequence to wait for; 0 when the reservation had ended before.
    private long Refund(Reservation reservation, string reason)
    {
        var book = Book(reservation.Wallet);
        long balance;
        long sequence;
        lock (book.Gate)
        {
            if (!book.TryRefund(reservation, NowMs(), reason))
            {
                return 0;
            }

            sequence = Append(book, null);
            balance = book.Status.Balance;
        }

        Changed?.Invoke(book.Id, balance);
        return sequence;
    }

    private void Reverse(WalletBook book, Reservation committed)
    {
        long balance;
        lock (book.Gate)
        {
            book.Reverse(committed, NowMs(), NotWritten);
            _ = _queue.Append(new LedgerEntry
            {
                Kind = EntryKind.Wallet,
                Id = committed.Id,
                AtMs = NowMs(),
                Amount = committed.Charge,
                Opened = Named(book.Id),
                Wallet = book.TakeChange(),
            });
            balance = book.Status.Balance;
        }

        Changed?.Invoke(book.Id, balance);
    }

    private void Refresh(WalletBook book)
    {
        if (book.IsNew)
        {
            book.Start(_options.StartTokens, NowMs());
        }

        book.Sweep(NowMs());
    }

    private long Append(WalletBook book, PaymentChange? payment, Idempotency.IdempotencyClaim? claim = null) => _queue.AppendUnjournaled(new LedgerEntry
    {
        Kind = EntryKind.Wallet,
        AtMs = NowMs(),
        Wallet = book.HasChanged ? book.TakeChange() : null,
        Payment = payment,
        Claim = claim,
    });

    private WalletBook? TryBook(WalletId wallet)
    {
        try
        {
            return Book(wallet);
        }
        catch (LedgerStoreException)
        {
            return null;
        }
    }

    // Two who load the same wallet at once read the same, and only one book of it is kept and used.
    private WalletBook Book(WalletId wallet) =>
        _books.TryGetValue(wallet, out var book) ? book : _books.GetOrAdd(wallet, new WalletBook(wallet, _options.Store.Load(wallet)));

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
