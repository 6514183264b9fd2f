using System.Globalization;
using System.Text;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.Payments;
using Tollgate.Payments.Methods;
using Tollgate.Payments.TopUps;
using Tollgate.Testing;

namespace Tollgate.Simulator.Payments;

/// <summary>A few wallets, a payment method and a process that dies now and then, all from one seed. What must hold is that every charge is credited
/// once, that nothing is charged twice for one payment, and that wallets are the sums of their moves.</summary>
public sealed class PaymentWorld
{
    private const int Wallets = 4;
    private readonly Random _chance;
    private readonly ManualTime _time = new();
    private readonly Turns _turns = new();
    private readonly Agenda _agenda;
    private readonly PaymentBooks _books;
    private readonly SimulatedMethod _method;
    private readonly IdSource _ids;
    private readonly SeededBytes _bytes;
    private readonly Subscriptions _subscriptions;
    private readonly List<WalletId> _wallets = [];
    private readonly Dictionary<WalletId, long> _spent = [];
    private Billing _billing;
    private int _life;
    private string? _defect;

    public PaymentWorld(int seed)
    {
        _chance = new Random(seed);
        _agenda = new Agenda(() => NowMs);
        _books = new PaymentBooks(_chance, _agenda);
        _ids = new IdSource(_time, new Random(seed + 1));
        _bytes = new SeededBytes(seed);
        _subscriptions = new Subscriptions(new CustomerDirectory(new MemoryCustomerStore(), _time, _ids, _bytes));
        _method = new SimulatedMethod(_chance, _agenda, () => NowMs, _books.Rows.Find) { Deliver = Deliver };
        for (var i = 0; i < Wallets; i++)
        {
            _wallets.Add(new WalletId(_ids.Next<WorkspaceKind>(), KeyMode.Live));
        }

        _billing = Start();
    }

    /// <summary>What happened, counted.</summary>
    public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Lets so many things happen, then lets all come to rest, and looks.</summary>
    /// <exception cref="InvariantBrokenException">something does not hold.</exception>
    public void Run(long steps)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_turns);
        try
        {
            _books.AccidentsPerMille = 15;
            for (var step = 0L; step < steps; step++)
            {
                if (step % 2_000 == 0)
                {
                    _method.Mood = (_chance.Next(4) switch { 0 => 80, 1 => 20, _ => 0 }, _chance.Next(3) * 10);
                }

                Step();
                Settle();
            }

            ComeToRest();
            Look();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private void Step()
    {
        // Time goes on; what came due on the way happens in its order.
        if (_agenda.NextMs is { } next && (next <= NowMs || _chance.Next(3) != 0))
        {
            _time.Advance(TimeSpan.FromMilliseconds(Math.Max(0, next - NowMs)));
            _agenda.Next();
            Count("deliveries and replies");
            return;
        }

        _time.Advance(TimeSpan.FromMilliseconds(_chance.Next(8_000)));
        var wallet = _wallets[_chance.Next(Wallets)];
        switch (_chance.Next(100))
        {
            case < 50:
                Debit(wallet);
                break;
            case < 58:
                Count("purchases");
                Watch(_billing.BuyAsync(wallet, _chance.Next(500, 10_000), new BuyContext()));
                break;
            case < 63:
                Count("settings");
                Watch(_billing.SetAutoReloadAsync(wallet, _chance.Next(8) != 0, _chance.Next(2_000), _chance.Next(500, 5_000)));
                break;
            case < 70:
                Count("refunds and disputes");
                _method.TakeBackSomething();
                break;
            case < 98:
                Count("sweeps");
                Watch(_billing.SweepAsync());
                break;
            default:
                _agenda.Die();
                break;
        }
    }

    private void Debit(WalletId wallet)
    {
        var tokens = _chance.Next(1, 800);
        var balance = _books.Balance(wallet);
        if (balance < tokens)
        {
            Count("tries before a refusal");
            Watch(_billing.TryBeforeRefusalAsync(wallet, tokens - balance, CancellationToken.None));
            return;
        }

        Count("debits");
        _books.Spend(wallet, tokens);
        _spent[wallet] = _spent.GetValueOrDefault(wallet) + tokens;
        _billing.OnBalance(wallet, balance - tokens);
    }

    private void Deliver(int number) => Watch(DeliverAsync(number));

    // A method that gets no good answer sends its event again.
    private async Task DeliverAsync(int number)
    {
        var life = _agenda.Life;
        var answer = WebhookAnswer.Unavailable;
        try
        {
            _agenda.After(60_000, () =>
            {
                if (answer != WebhookAnswer.Received)
                {
                    Deliver(number);
                }
            });
            answer = await _billing.ReceiveAsync(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)), null);
        }
        catch (DeathException) when (life != _agenda.Life)
        {
            // No answer, and so again in a minute.
        }
    }

    // All run as far as they can; a dead process is followed by the next.
    private void Settle()
    {
        _turns.RunAll();
        while (_life != _agenda.Life)
        {
            Count("deaths");
            _turns.Drop();
            _billing = Start();
            Watch(_billing.SweepAsync());
            _turns.RunAll();
        }

        Must((_books.Broken ?? _defect) is null, (_books.Broken ?? _defect)!);
    }

    // Nobody may fail but by the death of the process and by the store.
    private void Watch(Task work) => _ = work.ContinueWith(
        failed => _defect ??= failed.Exception!.InnerException is DeathException or LedgerStoreException ? null : failed.Exception.InnerException!.ToString(),
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private void ComeToRest()
    {
        _books.AccidentsPerMille = 0;
        foreach (var wallet in _wallets)
        {
            Watch(_billing.SetAutoReloadAsync(wallet, false, 0, 500));
        }

        var end = NowMs + (long)TimeSpan.FromDays(3).TotalMilliseconds;
        while (NowMs < end)
        {
            var next = Math.Min(_agenda.NextMs ?? long.MaxValue, NowMs + 300_000);
            _time.Advance(TimeSpan.FromMilliseconds(Math.Max(0, next - NowMs)));
            if (_agenda.NextMs <= NowMs)
            {
                _agenda.Next();
            }
            else
            {
                Watch(_billing.SweepAsync());
            }

            Settle();
        }
    }

    private void Look()
    {
        var intents = _method.Intents.ToLookup(i => i.Payment.Id);
        foreach (var payment in _books.Rows.All)
        {
            var made = intents[payment.Id].ToList();
            Must(made.Count <= 1, $"{payment.Id} has {made.Count} charges at the method");
            Must(!payment.IsOpen, $"{payment.Id} is {payment.State} though all has come to rest");
            var paid = made.Count == 1 && made[0].Status == ChargeStatus.Succeeded;
            Must(paid == (payment.State == PaymentState.Credited), $"{payment.Id} is {payment.State}, and the method says {(paid ? "paid" : "not paid")}");
            var gone = paid ? made[0].Gone.Values.Sum() : 0;
            var taken = TopUpRules.Share(payment.Tokens, gone, payment.Cents);
            Must(!paid || payment.TakenTokens == taken, $"{payment.Id}: {payment.TakenTokens} tokens taken back, {gone} cents are worth {taken}");
            Must(_books.Moved(payment) == (paid ? payment.Tokens - taken : 0), $"{payment.Id} moved {_books.Moved(payment)} tokens");
            Count(payment.Type + " " + payment.State);
        }

        foreach (var wallet in _wallets)
        {
            Must(_books.Balance(wallet) == _books.Moved(wallet) - _spent.GetValueOrDefault(wallet), $"{wallet} is not the sum of its moves");
        }

        Watch(_billing.ReconcileAsync());
        Settle();
        Must(_billing.Findings.Count == 0, string.Join("; ", _billing.Findings));
        Counts["commits"] = _books.Commits;
    }

    private Billing Start()
    {
        _life = _agenda.Life;
        return new Billing(
            new TopUpServices
            {
                Books = _books.Open(),
                MethodOf = _ => _method,
                Rules = new TopUpRules { DayCapCents = 5_000_000 },
                Ids = _ids,
                Time = _time,
                ReturnUrl = new Uri("https://gate.test/"),
                Start = work => _turns.Post(_ => Watch(work()), null),
            },
            _subscriptions);
    }

    private void Count(string what) => Counts[what] = Counts.GetValueOrDefault(what) + 1;

    private static void Must(bool holds, string finding)
    {
        if (!holds)
        {
            throw new InvariantBrokenException(finding);
        }
    }
}
