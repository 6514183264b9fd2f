using System.Runtime.InteropServices;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;

namespace Tollgate.Metering.Wallets;

/// <summary>One wallet in memory: every decision about its tokens is made here, and the rows that follow from it are gathered until
/// <see cref="TakeChange"/>. Deterministic: no clock, no I/O. Used under <see cref="Gate"/> alone.</summary>
/// <remarks>While the balance is below zero nothing remains in any lot: whatever comes in pays that first.</remarks>
internal sealed class WalletBook
{
    private readonly LotShelf _shelf = new();
    private readonly Dictionary<UInt128, Reservation> _open = [];
    private readonly HashSet<UInt128> _moves = [];
    private readonly List<TokenTransaction> _transactions = [];
    private readonly List<OpenReservation> _opened = [];
    private readonly List<UInt128> _ended = [];
    private WalletSums _sums;
    private bool _started;

    /// <param name="id">Which wallet.</param>
    /// <param name="stored">What the store has of it; null when it comes to be now.</param>
    public WalletBook(WalletId id, WalletSnapshot? stored)
    {
        Id = id;
        IsNew = stored is null;
        if (stored is not null)
        {
            Load(stored);
        }
    }

    public WalletId Id { get; }

    public Lock Gate { get; } = new();

    /// <summary>True until it was opened.</summary>
    public bool IsNew { get; private set; }

    public WalletStatus Status => new(_sums.Balance, _sums.Reserved, _sums);

    /// <summary>Reservations that have not ended.</summary>
    public IReadOnlyCollection<Reservation> Open => _open.Values;

    /// <summary>True when there are rows to write.</summary>
    public bool HasChanged => _started || _transactions.Count > 0;

    /// <summary>The wallet comes to be, with what a new one begins with. Its start has the workspace's own id, so that it is given once.</summary>
    public void Start(long tokens, long nowMs)
    {
        IsNew = false;
        _started = true;
        if (tokens > 0)
        {
            _ = TryMove(WalletMove.Grant(Id, Id.Workspace.Value, tokens, "start"), nowMs);
        }
    }

    /// <summary>What has run out by now expires.</summary>
    public void Sweep(long nowMs)
    {
        while (_shelf.TakeExpired(nowMs) is { } expired)
        {
            Expire(expired.Lot.Id, expired.Lot.Id, expired.Tokens, nowMs, null);
        }
    }

    /// <summary>Sets tokens aside; null when the balance does not cover them.</summary>
    /// <exception cref="InvalidOperationException">an open reservation has that id.</exception>
    public Reservation? TryReserve(in ReserveRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.Tokens, nameof(request));
        if (_open.ContainsKey(request.Id))
        {
            throw new InvalidOperationException("an open reservation has that id");
        }

        if (request.Tokens > Math.Max(_sums.Balance, 0))
        {
            return null;
        }

        var parts = _shelf.Reserve(request.Tokens);
        var row = new OpenReservation(
            request.Id, request.AtMs, request.Server, request.Tool, request.Tokens, request.Key, Array.ConvertAll(parts, p => new LotPart(p.Lot.Number, p.Tokens)));
        var reservation = new Reservation(Id, row, parts);
        _open.Add(request.Id, reservation);
        _opened.Add(row);
        _sums = _sums with { Balance = _sums.Balance - row.Tokens, Reserved = checked(_sums.Reserved + row.Tokens) };
        Add(TransactionKind.Reserve, row, row.AtMs, request.Note);
        return reservation;
    }

    /// <summary>The call is charged. False when the reservation had ended before.</summary>
    public bool TryCommit(Reservation reservation, long nowMs, string? note = null)
    {
        if (!TryEnd(reservation))
        {
            return false;
        }

        var row = reservation.Row;
        _shelf.Spend(reservation.Parts);
        _sums = _sums with { Reserved = _sums.Reserved - row.Tokens, Spent = checked(_sums.Spent + row.Tokens) };
        Add(TransactionKind.Commit, row, nowMs, note);
        reservation.Charge = _sums.Last;
        return true;
    }

    /// <summary>The tokens come back to their lots. False when the reservation had ended before.</summary>
    public bool TryRefund(Reservation reservation, long nowMs, string? reason)
    {
        if (!TryEnd(reservation))
        {
            return false;
        }

        var row = reservation.Row;
        _shelf.Return(reservation.Parts, wereReserved: true);
        _sums = _sums with { Reserved = _sums.Reserved - row.Tokens, Balance = checked(_sums.Balance + row.Tokens) };
        Add(TransactionKind.Refund, row, nowMs, reason);
        CameIn(nowMs);
        return true;
    }

    /// <summary>Undoes a charge that nobody was told of.</summary>
    public void Reverse(Reservation committed, long nowMs, string? reason)
    {
        var row = committed.Row;
        _shelf.Return(committed.Parts, wereReserved: false);
        _sums = _sums with { Spent = _sums.Spent - row.Tokens, Balance = checked(_sums.Balance + row.Tokens) };
        Add(TransactionKind.Reversal, row, nowMs, reason);
        CameIn(nowMs);
    }

    /// <summary>Makes the move. False when one of its id was made since the book was loaded.</summary>
    public bool TryMove(WalletMove move, long nowMs)
    {
        if (!_moves.Add(move.Id))
        {
            return false;
        }

        var tokens = move.Tokens;
        switch (move.Kind)
        {
            case TransactionKind.Grant:
                ComeIn(move, _sums with { Issued = checked(_sums.Issued + tokens) }, nowMs);
                break;
            case TransactionKind.Purchase:
                ComeIn(move, _sums with { Purchased = checked(_sums.Purchased + tokens) }, nowMs);
                break;
            case TransactionKind.GiveBack:
                ComeIn(move, _sums with { TakenBack = checked(_sums.TakenBack - tokens) }, nowMs);
                break;
            case TransactionKind.TakeBack:
                _shelf.TakeAway(tokens, move.Lot);
                _sums = _sums with { Balance = checked(_sums.Balance - tokens), TakenBack = checked(_sums.TakenBack + tokens) };
                Add(TransactionKind.TakeBack, move.Id, nowMs, tokens, move.Reason, move.Lot);
                break;
            default:
                Expire(move.Id, move.Lot, _shelf.Empty(move.Lot), nowMs, move.Reason);
                break;
        }

        return true;
    }

    /// <summary>The rows that follow from all that was decided since the last call.</summary>
    public WalletChange TakeChange()
    {
        var change = new WalletChange
        {
            Wallet = Id,
            Sums = _sums,
            Lots = _shelf.TakeRows(),
            Transactions = [.. _transactions],
            Opened = [.. _opened],
            Ended = [.. _ended],
        };
        _started = false;
        _transactions.Clear();
        _opened.Clear();
        _ended.Clear();
        return change;
    }

    private void Load(WalletSnapshot stored)
    {
        _sums = stored.Sums;
        var lots = stored.Lots.ToDictionary(row => row.Number, row => new Lot(row));
        foreach (var lot in lots.Values)
        {
            _shelf.Add(lot);
        }

        foreach (var row in stored.Open)
        {
            _open.Add(row.Id, new Reservation(Id, row, [.. row.Parts.Select(p => new PartOfLot(lots[p.Lot], p.Tokens))]));
        }
    }

    private bool TryEnd(Reservation reservation)
    {
        if (!reservation.TryEnd())
        {
            return false;
        }

        _open.Remove(reservation.Id);
        _ended.Add(reservation.Id);
        return true;
    }

    private void ComeIn(WalletMove move, in WalletSums sums, long nowMs)
    {
        _sums = sums with { Balance = checked(sums.Balance + move.Tokens) };
        var number = Add(move.Kind, move.Id, nowMs, move.Tokens, move.Reason, null);
        var lot = new Lot(new TokenLot(number, move.Id, move.Kind, move.Tokens, move.Tokens, 0, move.ExpiresAtMs, nowMs));
        _shelf.Add(lot);
        _shelf.Touch(lot);
        CameIn(nowMs);
    }

    // What is below zero is made good first, also by tokens that have run out meanwhile: so nothing but a take-back leads below zero.
    private void CameIn(long nowMs)
    {
        _shelf.TakeAway(_shelf.Remaining - Math.Max(_sums.Balance, 0), null);
        Sweep(nowMs);
    }

    private void Expire(UInt128 id, UInt128? lot, long tokens, long nowMs, string? reason)
    {
        _sums = _sums with { Balance = checked(_sums.Balance - tokens), Expired = checked(_sums.Expired + tokens) };
        Add(TransactionKind.Expire, id, nowMs, tokens, reason, lot);
    }

    private void Add(TransactionKind kind, OpenReservation of, long atMs, string? reason)
    {
        _ = Add(kind, of.Id, atMs, of.Tokens, reason, null);
        CollectionsMarshal.AsSpan(_transactions)[^1] = _transactions[^1] with { Server = of.Server, Tool = of.Tool, Key = of.Key };
    }

    private long Add(TransactionKind kind, UInt128 id, long atMs, long tokens, string? reason, UInt128? lot)
    {
        _sums = _sums with { Last = _sums.Last + 1 };
        _transactions.Add(new TokenTransaction
        {
            Number = _sums.Last,
            Kind = kind,
            Id = id,
            AtMs = atMs,
            Tokens = tokens,
            Balance = _sums.Balance,
            Reserved = _sums.Reserved,
            Lot = lot,
            Reason = reason,
        });
        return _sums.Last;
    }
}
