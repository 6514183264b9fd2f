using System.Security.Cryptography;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Tokens;
using Tollgate.Metering.Wallets;

namespace Tollgate.Simulator;

/// <summary>The workspace's wallet: reservations, charges, refunds, moves and their doubles, beside a plain model of all that was decided and
/// another one of what must have survived should the process die now.</summary>
internal sealed class Purse(Random chance, Stage stage, Dictionary<string, int> steps)
{
    private readonly WalletId _wallet = new(stage.WorkspaceId, KeyMode.Live);
    private readonly List<(long Sequence, Action<WalletModel> Decision)> _undurable = [];
    private readonly List<Reservation> _running = [];
    private readonly List<(Reservation Reservation, Task<bool> Charge)> _charging = [];
    private readonly List<(UInt128 Id, Task<ReserveOutcome> Answer)> _claiming = [];
    private readonly List<(Task Answer, Action Check)> _watched = [];
    private readonly WalletModel _durable = new();
    private WalletModel _live = new();
    private int _claims;

    private WalletDesk Desk => stage.Meter.Wallets;

    public async Task StepAsync()
    {
        switch (chance.Next(10))
        {
            case < 4: Reserve(); break;
            case < 6: End(charge: true); break;
            case < 7: End(charge: false); break;
            case < 9: Move(); break;
            default: Desk.Sweep(); break;
        }

        await AnswersAsync();
    }

    /// <summary>Lets all who have their answer act on it.</summary>
    public async Task AnswersAsync()
    {
        await Pump.SettleDownAsync();
        while (_charging.FindIndex(c => c.Charge.IsCompleted) is var at and >= 0)
        {
            var (reservation, charge) = _charging[at];
            _charging.RemoveAt(at);
            if (charge.IsFaulted)
            {
                Finding.Require(charge.Exception!.InnerException is LedgerStoreException, charge.Exception.ToString());
                Count("charge undone");
                Decide((m, now) => m.Reverse(reservation.Id, now));
            }
        }

        while (_watched.FindIndex(w => w.Answer.IsCompleted) is var at and >= 0)
        {
            _watched[at].Check();
            _watched.RemoveAt(at);
        }

        while (_claiming.FindIndex(c => c.Answer.IsCompleted) is var at and >= 0)
        {
            var (id, answer) = _claiming[at];
            _claiming.RemoveAt(at);
            if ((await answer).Reservation is { } reservation)
            {
                _running.Add(reservation);
            }
            else
            {
                Count("claimed reservation undone");
                Decide((m, now) => m.Refund(id, now));
            }
        }
    }

    /// <summary>Everything that must hold after any step.</summary>
    public void Check()
    {
        var status = Desk.Status(_wallet);
        Start();
        _live.Sweep(stage.NowMs);
        Finding.Require(status.Sums == _live.Sums(status.Sums.Last), $"the wallet has {status}, expected {_live.Sums(status.Sums.Last)}");
        Finding.Require(status.Sums.IsEven, $"what came into the wallet is not what is there and what went out: {status}");
    }

    /// <summary>The process has died, and the new one has not started yet.</summary>
    public void Crash()
    {
        foreach (var (_, decision) in _undurable.Where(d => d.Sequence <= stage.Store.Sequence))
        {
            decision(_durable);
        }

        _undurable.Clear();
        _running.Clear();
        _charging.Clear();
        _claiming.Clear();
        _watched.Clear();
        foreach (var open in _durable.Open.ToList())
        {
            Count("refund at start");
            _durable.Refund(open, stage.NowMs);
        }

        // Charges that the store has and that the journal alone knows to be undone come back.
        foreach (var (_, undone) in stage.Journal.ReadAfter(stage.Store.Sequence).Where(e => e.Entry.Kind == EntryKind.Wallet))
        {
            if (_durable.Charged(undone.Id) is var tokens and > 0)
            {
                Count("charge undone at start");
                _ = _durable.Move(TransactionKind.Grant, undone.Id, tokens, null, null, stage.NowMs);
            }
        }

        _live = _durable.Clone();
    }

    /// <summary>Ends what runs.</summary>
    public async Task EndAllAsync()
    {
        while (_running.Count > 0)
        {
            End(chance.Next(2) == 0);
            await AnswersAsync();
        }
    }

    private void Reserve()
    {
        var tokens = chance.Next(6) == 0 ? chance.Next(0, 5_000) : chance.Next(0, 120);
        var id = stage.Ids.Next<RequestKind>().Value;
        var claim = chance.Next(5) == 0
            ? new IdempotencyClaim(2, SHA256.HashData(BitConverter.GetBytes(++_claims)), new byte[32], id, stage.NowMs)
            : null;
        var answer = Desk.ReserveAsync(new ReserveRequest(_wallet, id, "data", "get_email", tokens, stage.NowMs)
        {
            Key = new Id<KeyKind>(1), Claim = claim,
        }).AsTask();
        if (answer is { IsCompleted: true, Result.IsUnavailable: true })
        {
            Count("reservation unavailable");
            return;
        }

        Start();
        _live.Sweep(stage.NowMs);
        var isShort = tokens > Math.Max(_live.Balance, 0);
        Finding.Require(
            !isShort || answer.Result.Shortage == new WalletShortage(tokens, _live.Balance), $"{tokens} of {_live.Balance} were not refused");
        if (isShort)
        {
            Count("shortage");
            return;
        }

        Count("reservation");
        Decide((m, _) => m.Reserve(id, tokens));
        if (claim is not null)
        {
            _claiming.Add((id, answer));
            return;
        }

        _running.Add(answer.Result.Reservation!);
    }

    private void End(bool charge)
    {
        if (_running.Count == 0)
        {
            return;
        }

        var at = chance.Next(_running.Count);
        var reservation = _running[at];
        _running.RemoveAt(at);
        var again = chance.Next(4) == 0;
        if (charge)
        {
            Count("charge");
            var answer = Desk.CommitAsync(reservation).AsTask();
            Decide((m, _) => m.Commit(reservation.Id));
            _charging.Add((reservation, answer));
        }
        else
        {
            Count("refund");
            Watch(Desk.RefundAsync(reservation, "timeout").AsTask(), static done => done);
            Decide((m, now) => m.Refund(reservation.Id, now));
        }

        if (again)
        {
            // A second end, of either kind, changes nothing.
            Watch(Desk.CommitAsync(reservation).AsTask(), static done => !done);
            Watch(Desk.RefundAsync(reservation, "late").AsTask(), static done => !done);
        }
    }

    private void Move()
    {
        var kind = chance.Next(12) switch
        {
            < 4 => TransactionKind.Grant,
            < 7 => TransactionKind.Purchase,
            < 10 => TransactionKind.TakeBack,
            < 11 => TransactionKind.GiveBack,
            _ => TransactionKind.Expire,
        };
        var known = _live.Moves.ToList();
        var id = known.Count > 0 && chance.Next(4) == 0 ? known[chance.Next(known.Count)] : stage.Ids.Next<RequestKind>().Value;
        var lots = _live.Lots;
        var lot = lots.Count > 0 && chance.Next(8) != 0 ? lots[chance.Next(lots.Count)] : stage.Ids.Next<RequestKind>().Value;
        var tokens = (long)chance.Next(1, 400);
        long? expires = kind == TransactionKind.Grant && chance.Next(2) == 0 ? stage.NowMs + chance.Next(-5, 100_000) : null;
        var move = kind switch
        {
            TransactionKind.Grant => WalletMove.Grant(_wallet, id, tokens, "simulated", expires),
            TransactionKind.Purchase => WalletMove.Credit(_wallet, id, tokens, null),
            TransactionKind.TakeBack => WalletMove.TakeBack(_wallet, id, lot, tokens, "dispute"),
            TransactionKind.GiveBack => WalletMove.GiveBack(_wallet, id, tokens, "won"),
            _ => WalletMove.Expire(_wallet, id, lot, "revoked"),
        };
        var answer = Desk.MoveAsync(move, chance.Next(2) == 0 ? new PaymentChange() : null).AsTask();
        Start();
        Count(kind.ToString());
        Watch(answer, done => done.Duplicate == known.Contains(id));
        Decide((m, now) =>
        {
            m.Sweep(now);
            _ = m.Move(kind, id, tokens, move.Lot, expires, now);
        });
    }

    // What fails is not known to be durable; whether it is, the next crash shows.
    private void Watch<T>(Task<T> answer, Func<T, bool> isRight) => _watched.Add((answer, () => Finding.Require(
        answer.IsFaulted ? answer.Exception!.InnerException is LedgerStoreException : isRight(answer.Result), $"a wallet answered {answer.Exception}")));

    private void Start()
    {
        var nowMs = stage.NowMs;
        if (_live.TryStart(_wallet.Workspace.Value, 100, nowMs))
        {
            _undurable.Add((stage.Meter.Newest, m => m.TryStart(_wallet.Workspace.Value, 100, nowMs)));
        }
    }

    private void Decide(Action<WalletModel, long> decision)
    {
        var nowMs = stage.NowMs;
        decision(_live, nowMs);
        _undurable.Add((stage.Meter.Newest, m =>
        {
            m.Sweep(nowMs);
            decision(m, nowMs);
        }));
    }

    private void Count(string step) => steps[step] = steps.GetValueOrDefault(step) + 1;
}
