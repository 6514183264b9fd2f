using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Tokens;
using Tollgate.Metering.Wallets;
using Tollgate.Payments.TopUps;
using Tollgate.Testing.Ledger;

namespace Tollgate.Simulator.Payments;

/// <summary>The process died.</summary>
internal sealed class DeathException : Exception;

/// <summary>The books under payments, as a plain sum for each wallet, that fail and let the process die around their commits. Each commit is checked:
/// never two payments of a wallet under way, never a third failure within ten minutes.</summary>
internal sealed class PaymentBooks(Random chance, Agenda agenda)
{
    private readonly Dictionary<WalletId, long> _balances = [];
    private readonly Dictionary<UInt128, WalletMove> _moves = [];
    private readonly Dictionary<WalletId, Queue<long>> _failures = [];
    private readonly HashSet<Id<PaymentKind>> _failed = [];

    public MemoryPayments Rows { get; } = new();

    public long Commits { get; private set; }

    /// <summary>What broke first; null while all holds.</summary>
    public string? Broken { get; private set; }

    /// <summary>How often of a thousand commits something goes wrong.</summary>
    public int AccidentsPerMille { get; set; }

    public long Balance(WalletId wallet) => _balances.GetValueOrDefault(wallet);

    public void Spend(WalletId wallet, long tokens) => _balances[wallet] = Balance(wallet) - tokens;

    /// <summary>Tokens that moves brought and took, in all.</summary>
    public long Moved(WalletId wallet) => _moves.Values.Where(m => m.Wallet == wallet).Sum(Signed);

    /// <summary>Tokens that the moves of a payment brought and took.</summary>
    public long Moved(Payment payment) =>
        Enumerable.Range(0, payment.Moves + 1).Sum(n => _moves.TryGetValue(payment.Id.Value + (UInt128)(uint)n, out var move) ? Signed(move) : 0);

    /// <summary>What a process that begins now works with.</summary>
    public TopUpBooks Open()
    {
        var life = agenda.Life;
        return new TopUpBooks
        {
            Commit = (move, change) => Commit(move, change, life),
            Flush = () => Flush(life),
            Balance = Balance,
            Stored = Rows,
        };
    }

    private ValueTask Flush(int life)
    {
        Live(life);
        return chance.Next(1_000) < AccidentsPerMille ? throw new LedgerStoreException("simulated") : ValueTask.CompletedTask;
    }

    private ValueTask Commit(WalletMove? move, PaymentChange change, int life)
    {
        Live(life);
        var accident = chance.Next(1_000) < AccidentsPerMille ? chance.Next(4) : -1;
        if (accident is 0 or 1)
        {
            End(accident == 0);
        }

        Apply(move, change);
        if (accident is 2 or 3)
        {
            End(accident == 2);
        }

        return ValueTask.CompletedTask;
    }

    private void End(bool dies)
    {
        if (dies)
        {
            agenda.Die();
            throw new DeathException();
        }

        throw new LedgerStoreException("simulated");
    }

    private void Live(int life)
    {
        if (life != agenda.Life)
        {
            throw new DeathException();
        }
    }

    private void Apply(WalletMove? move, PaymentChange change)
    {
        Commits++;
        if (move is not null && _moves.TryAdd(move.Id, move))
        {
            _balances[move.Wallet] = Balance(move.Wallet) + Signed(move);
        }

        Rows.Apply(change);
        if (change.Payment is { } payment)
        {
            Check(payment);
        }
    }

    private void Check(Payment payment)
    {
        if (Rows.Load(payment.Wallet).Open.Count(p => p.IsUnderWay) > 1)
        {
            Broken ??= $"two payments of {payment.Wallet} are under way";
        }

        if (payment.Type == PaymentType.AutoReload && payment.State == PaymentState.Declined && _failed.Add(payment.Id))
        {
            var failures = _failures.TryGetValue(payment.Wallet, out var known) ? known : _failures[payment.Wallet] = new Queue<long>();
            failures.Enqueue(payment.UpdatedAtMs);
            if (failures.Count > TopUpRules.MostFailures
                && payment.UpdatedAtMs - failures.Dequeue() < (long)TopUpRules.FailureWindow.TotalMilliseconds)
            {
                Broken ??= $"a third attempt failed within ten minutes: {payment.Id}";
            }
        }
    }

    private static long Signed(WalletMove move) => move.Kind == TransactionKind.TakeBack ? -move.Tokens : move.Tokens;
}
