using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Wallets;
using Tollgate.Payments;
using Tollgate.Payments.Methods;
using Tollgate.Payments.TopUps;
using Tollgate.Testing;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.TopUps;

/// <summary>Payments on a real meter over a store in memory, with the built-in test card or a method that the test scripts.</summary>
internal sealed class BillingStage : IDisposable
{
    public const string Good = "4242424242424242";
    public const string Declining = "4000000000000002";
    private readonly SeededBytes _chance = new(5);
    private readonly MemoryJournal _journal = new();

    public BillingStage(TopUpRules? rules = null, IPaymentMethod? method = null)
    {
        Ids = new IdSource(Time, new Random(5));
        Customers = new CustomerDirectory(new MemoryCustomerStore(), Time, Ids, _chance);
        Tenant = Customers.Create(new Workspace { Id = default, Name = "w", Plan = Plan.SelfHosted, CreatedAt = default });
        Wallet = new WalletId(Tenant.Workspace.Id, KeyMode.Live);
        Meter = new Meter(Store, _journal, Ids, Time, new LedgerOptions { Gather = TimeSpan.Zero }, new WalletOptions { Store = Store.Wallets });
        Meter.Start();
        Rules = rules ?? new TopUpRules();
        Billing = method is null ? WithTestCard() : With(method);
    }

    public ManualTime Time { get; } = new();

    public IdSource Ids { get; }

    public MemoryLedgerStore Store { get; } = new();

    public CustomerDirectory Customers { get; }

    public Tenant Tenant { get; }

    public WalletId Wallet { get; }

    public Meter Meter { get; }

    public TopUpRules Rules { get; }

    public Billing Billing { get; }

    public long Balance => Meter.Wallets.Status(Wallet).Balance;

    /// <summary>All payments, oldest first.</summary>
    public IReadOnlyList<Payment> Payments => Store.PaymentRows.All;

    /// <summary>Most payments that were under way at once, by the rows in the order in which they were written.</summary>
    public int MostUnderWay
    {
        get
        {
            var (open, most) = (new HashSet<Id<PaymentKind>>(), 0);
            foreach (var payment in Store.Payments.Select(p => p.Payment).OfType<Payment>())
            {
                _ = payment.IsUnderWay ? open.Add(payment.Id) : open.Remove(payment.Id);
                most = Math.Max(most, open.Count);
            }

            return most;
        }
    }

    public Task GiveAsync(long tokens) =>
        Meter.Wallets.MoveAsync(WalletMove.Grant(Wallet, Ids.Next<RequestKind>().Value, tokens, "test")).AsTask();

    public ReserveRequest Request(long tokens) =>
        new(Wallet, Ids.Next<RequestKind>().Value, "data", "get_email", tokens, Time.GetUtcNow().ToUnixTimeMilliseconds()) { Key = new Id<KeyKind>(9) };

    public void Dispose()
    {
        Billing.Dispose();
        Meter.Dispose();
        _chance.Dispose();
    }

    private Billing WithTestCard() => PaymentsModule.Create(
        new PaymentSettings { Rules = Rules, ReturnUrl = new Uri("https://gate.test/"), Time = Time, Failed = static _ => { } },
        Meter.Wallets,
        Meter.FlushAsync,
        Store.PaymentRows,
        Customers,
        Ids);

    private Billing With(IPaymentMethod method)
    {
        var billing = new Billing(
            new TopUpServices
            {
                Books = new TopUpBooks
                {
                    Commit = async (move, change) =>
                    {
                        if (move is null)
                        {
                            await Meter.Wallets.WriteAsync(change);
                        }
                        else
                        {
                            await Meter.Wallets.MoveAsync(move, change);
                        }
                    },
                    Flush = Meter.FlushAsync,
                    Balance = wallet => Meter.Wallets.Status(wallet).Balance,
                    Stored = Store.PaymentRows,
                },
                MethodOf = _ => method,
                Rules = Rules,
                Ids = Ids,
                Time = Time,
                ReturnUrl = new Uri("https://gate.test/"),
                Start = static work => _ = Task.Run(work),
            },
            new Subscriptions(Customers));
        Meter.Wallets.Changed += billing.OnBalance;
        return billing;
    }
}
