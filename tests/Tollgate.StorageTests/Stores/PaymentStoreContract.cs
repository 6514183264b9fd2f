using Tollgate.Metering.Events;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

/// <summary>What every store of payments must do.</summary>
public abstract class PaymentStoreContract : IDisposable
{
    private static readonly WalletId Ours = new(new Id<WorkspaceKind>(UInt128.MaxValue - 5), KeyMode.Live);
    private static readonly WalletId Theirs = Ours with { Mode = KeyMode.Test };
    private readonly StoreFixture _store;
    private long _sequence;

    protected PaymentStoreContract(StoreFixture store) => _store = store;

    [Fact]
    public void Find_PaymentWithEverything_GivesItBack()
    {
        var payment = Row(1, PaymentState.Charging) with
        {
            Type = PaymentType.AutoReload,
            Attempt = 3,
            Customer = "cus_1",
            Card = "pm_1",
            ProviderId = "pi_1",
            ActionUrl = "https://a.test/",
            ReceiptUrl = "https://r.test/☂",
            Code = "c",
            Reversals = [new Reversal("re_1", ReversalKind.Refund, 5, true, 8), new Reversal("dp_1", ReversalKind.Dispute, 7, false, 9)],
            TakenTokens = 7,
            Moves = 2,
            SentAtMs = 77,
        };
        Commit(new PaymentChange { Payment = payment });
        _store.Reopen();

        var found = _store.Payments.Find(payment.Id).ShouldNotBeNull();

        found.Reversals.ShouldBe(payment.Reversals);
        (found with { Reversals = payment.Reversals }).ShouldBe(payment);
        _store.Payments.FindByProvider("pi_1")!.Id.ShouldBe(payment.Id);
        _store.Payments.FindByProvider("pi_2").ShouldBeNull();
        _store.Payments.Find(new Id<PaymentKind>(9)).ShouldBeNull();
    }

    [Fact]
    public void Commit_OfAPaymentAgain_KeepsItsLastRow()
    {
        var payment = Row(1, PaymentState.Intent);
        var credited = payment with { State = PaymentState.Credited, ProviderId = "pi", UpdatedAtMs = 9 };
        Commit(new PaymentChange { Payment = payment });
        Commit(new PaymentChange { Payment = credited });
        Commit(new PaymentChange { Payment = credited });

        _store.Payments.Find(payment.Id)!.State.ShouldBe(PaymentState.Credited);
        _store.Payments.List(Ours, null, 9).ShouldHaveSingleItem().UpdatedAtMs.ShouldBe(9);
    }

    [Fact]
    public void Load_AfterReopen_GivesSettingsProfileAndWhatIsOpen()
    {
        var reload = new AutoReload
        {
            Wallet = Ours, State = AutoReloadState.Paused, ThresholdTokens = 200, TopUpCents = 5_000, DeclinesInRow = 2, FailedAtMs = 4,
            FailedBeforeMs = 3, DayMs = 1, DayCents = 2, MonthMs = 5, MonthCents = 6, SetAtMs = 7,
        };
        var profile = new PaymentProfile
        {
            Wallet = Ours, Method = "stripe", Customer = "cus_1", Card = new SavedCard("pm_1", "visa", "4242", 12, 2040), SubscriptionAtMs = 3,
        };
        Commit(new PaymentChange { AutoReload = reload with { State = AutoReloadState.Armed }, Profile = profile with { Card = null } });
        Commit(new PaymentChange { AutoReload = reload, Profile = profile, Payment = Row(2, PaymentState.NeedsAction) });
        Commit(new PaymentChange { Payment = Row(1, PaymentState.Checkout) }, new PaymentChange { Payment = Row(3, PaymentState.Failed) });
        _store.Reopen();

        var found = _store.Payments.Load(Ours);

        found.AutoReload.ShouldBe(reload);
        found.Profile.ShouldBe(profile);
        found.Open.Select(p => (int)p.Id.Value).ShouldBe([1, 2]);
        _store.Payments.Load(Theirs).ShouldSatisfyAllConditions(t => t.AutoReload.ShouldBeNull(), t => t.Profile.ShouldBeNull(), t => t.Open.ShouldBeEmpty());
        _store.Payments.FindCustomer("stripe", "cus_1").ShouldBe(profile);
        _store.Payments.FindCustomer("other", "cus_1").ShouldBeNull();
    }

    [Fact]
    public void Busy_Wallets_AreThoseWithSomethingOpenOrArmed()
    {
        var third = Ours with { Workspace = new Id<WorkspaceKind>(8) };
        Commit(
            new PaymentChange { Payment = Row(1, PaymentState.Credited) },
            new PaymentChange { Payment = Row(2, PaymentState.Charging) with { Wallet = Theirs } },
            new PaymentChange { AutoReload = new AutoReload { Wallet = third, State = AutoReloadState.Armed, ThresholdTokens = 1, TopUpCents = 1, SetAtMs = 1 } },
            new PaymentChange { AutoReload = new AutoReload { Wallet = Ours, State = AutoReloadState.SwitchedOff, ThresholdTokens = 1, TopUpCents = 1, SetAtMs = 1 } });

        _store.Payments.Busy().ShouldBe([third, Theirs], ignoreOrder: true);
    }

    [Fact]
    public void List_Payments_GivesTheWalletsNewestFirstWithoutPagesNobodyPaidOn()
    {
        Commit(
            new PaymentChange { Payment = Row(1, PaymentState.Declined) },
            new PaymentChange { Payment = Row(2, PaymentState.Checkout) with { Type = PaymentType.Checkout } },
            new PaymentChange { Payment = Row(3, PaymentState.Credited) with { Type = PaymentType.Checkout } },
            new PaymentChange { Payment = Row(4, PaymentState.Credited) },
            new PaymentChange { Payment = Row(5, PaymentState.Credited) with { Wallet = Theirs } });

        _store.Payments.List(Ours, null, 2).Select(p => (int)p.Id.Value).ShouldBe([4, 3]);
        _store.Payments.List(Ours, new Id<PaymentKind>(3), 2).Select(p => (int)p.Id.Value).ShouldBe([1]);
        _store.Payments.Between(KeyMode.Live, 102, 104).Select(p => (int)p.Id.Value).ShouldBe([2, 3]);
        _store.Payments.Between(KeyMode.Test, 0, 999).ShouldHaveSingleItem().Id.Value.ShouldBe((UInt128)5);
    }

    [Fact]
    public void Commit_OfAReceivedEventAgain_KeepsTheFirst()
    {
        var refused = new ReceivedEvent("stripe", "evt_1", "charge.refunded", 5, EventVerdict.Refused, "amount", new Id<PaymentKind>(3));
        Commit(new PaymentChange { Received = refused });
        Commit(new PaymentChange { Received = refused with { Verdict = EventVerdict.Taken } });
        Commit(new PaymentChange { Received = refused with { Id = "evt_2", AtMs = 6, Payment = null } });
        _store.Reopen();

        _store.Payments.HasReceived("stripe", "evt_1").ShouldBeTrue();
        _store.Payments.HasReceived("other", "evt_1").ShouldBeFalse();
        _store.Payments.Refused(9).ShouldBe([refused with { Id = "evt_2", AtMs = 6, Payment = null }, refused]);
        _store.Payments.Refused(1).Count.ShouldBe(1);
    }

    [Fact]
    public void Commit_OfWhatTheOwnerIsTold_IsAnEventInTheSameCommit()
    {
        var told = new WorkspaceEvent
        {
            Id = new Id<EventKind>(4), Workspace = Ours.Workspace, AtMs = 5, Kind = EventKinds.AutoReloadOff, Data = "{}",
        };
        Commit(new PaymentChange { Payment = Row(1, PaymentState.Declined), Told = told });

        _store.Events.List(Ours.Workspace, null, null, 9).ShouldBe([told]);
    }

    [Fact]
    public void Commit_ThatFails_LeavesNothingOfAPayment()
    {
        _store.FailNextCommit();

        Should.Throw<LedgerStoreException>(() => Commit(new PaymentChange { Payment = Row(1, PaymentState.Intent) }));

        _store.Reopen();
        _store.Payments.Find(new Id<PaymentKind>(1)).ShouldBeNull();
    }

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    private static Payment Row(int id, PaymentState state) => new()
    {
        Id = new Id<PaymentKind>((UInt128)id), Wallet = Ours, Type = PaymentType.Purchase, State = state, Cents = 2_500, Tokens = 2_500,
        CreatedAtMs = 100 + id, UpdatedAtMs = 100 + id,
    };

    private void Commit(params PaymentChange[] changes)
    {
        var batch = new CommitBatch { Sequence = ++_sequence };
        batch.Payments.AddRange(changes);
        _store.Ledger.Commit(batch);
    }
}
