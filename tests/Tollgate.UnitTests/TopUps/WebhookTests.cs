using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;
using Tollgate.Payments.TopUps;

namespace Tollgate.UnitTests.TopUps;

/// <summary>What events of a payment method may do, and what they may not.</summary>
public sealed class WebhookTests : IDisposable
{
    private readonly ScriptedMethod _method = new();
    private readonly BillingStage _stage;

    public WebhookTests() => _stage = new BillingStage(method: _method);

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task Page_ThatIsPaid_CreditsOnceAndSavesTheCard()
    {
        var payment = await PageAsync();
        var paid = Paid(payment);

        await TakeAsync(paid);
        await TakeAsync(paid);
        await TakeAsync(paid with { Id = "evt_again" });

        _stage.Balance.ShouldBe(100 + 2_500);
        _stage.Billing.Card(_stage.Wallet).ShouldBe(new SavedCard("pm_1", "visa", "4242", 1, 2040));
        _stage.Billing.Invoices(_stage.Wallet, null, 9).Rows.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            i => i.Type.ShouldBe("purchase"), i => i.Status.ShouldBe("paid"), i => i.Cents.ShouldBe(2_500));
    }

    [Fact]
    public async Task Event_ThatOvertakesTheReply_CreditsOnceAndTheReplyBringsTheReceipt()
    {
        await TakeAsync(Paid(await PageAsync()));
        _method.OnCharge = async request =>
        {
            var payment = _stage.Payments.Single(p => p.Id == request.Payment);
            await TakeAsync(Paid(payment) with { Id = "evt_first", ProviderPayment = "pi_" + payment.Id, Object = "pi_" + payment.Id });
            return ScriptedMethod.Made(request);
        };

        (await _stage.Billing.BuyAsync(_stage.Wallet, 5_000, new BuyContext())).Result.ShouldBe(BuyResult.Credited);

        _stage.Balance.ShouldBe(100 + 2_500 + 5_000);
        _stage.Billing.Invoices(_stage.Wallet, null, 9).Rows[0].Url.ShouldBe("https://pay.test/receipt");
    }

    [Fact]
    public async Task Card_WhoseFaceChanged_IsShownAsItIsNowAndNoOtherTakesItsPlace()
    {
        var paid = Paid(await PageAsync());
        await TakeAsync(paid);
        _method.ExpiryYear = 2044;
        var changed = paid with { Id = "evt_face", Kind = PaymentEventKind.CardChanged, Payment = null, ProviderPayment = null, Cents = null };

        await TakeAsync(changed with { Id = "evt_other", Card = "pm_other" });
        _stage.Billing.Card(_stage.Wallet).ShouldBe(new SavedCard("pm_1", "visa", "4242", 1, 2040));
        await TakeAsync(changed);

        _stage.Billing.Card(_stage.Wallet).ShouldBe(new SavedCard("pm_1", "visa", "4242", 1, 2044));
    }

    [Theory]
    [InlineData("mode")]
    [InlineData("account")]
    [InlineData("workspace")]
    [InlineData("currency")]
    [InlineData("amount")]
    [InlineData("payment")]
    public async Task Event_ThatIsWrong_IsRefusedAndRecorded(string wrong)
    {
        var paid = Paid(await PageAsync());
        await TakeAsync(wrong switch
        {
            "mode" => paid with { IsLive = false },
            "account" => paid with { Account = "acct_theirs" },
            "workspace" => paid with { Workspace = new Id<WorkspaceKind>(1) },
            "currency" => paid with { Currency = "eur" },
            "amount" => paid with { Cents = 2_499 },
            _ => paid with { Payment = new Id<PaymentKind>(1) },
        });

        _stage.Balance.ShouldBe(100);
        _stage.Payments.ShouldHaveSingleItem().State.ShouldBe(PaymentState.Checkout);
        _stage.Store.PaymentRows.Refused(9).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            e => e.Reason.ShouldBe(wrong), e => e.Id.ShouldBe("evt_paid"), e => e.Method.ShouldBe("scripted"));

        // Recorded once by its id: the right one under the same id comes too late, which no method does.
        await TakeAsync(paid with { Id = "evt_right" });
        _stage.Balance.ShouldBe(2_600);
    }

    [Fact]
    public async Task Payment_PaidByASecondCharge_IsRefusedAndToldToTheOwner()
    {
        var payment = await PageAsync();
        await TakeAsync(Paid(payment));

        await TakeAsync(Paid(payment) with { Id = "evt_second", ProviderPayment = "pi_other" });

        _stage.Balance.ShouldBe(2_600);
        _stage.Store.PaymentRows.Refused(9).ShouldHaveSingleItem().Reason.ShouldBe("paid_twice");
        _stage.Store.Events.ShouldHaveSingleItem().Kind.ShouldBe("payment_finding");
    }

    [Fact]
    public async Task Dispute_AfterTheTokensWereSpent_TakesTheBalanceBelowZeroAndGivesBackWhenWon()
    {
        var payment = await PageAsync();
        await TakeAsync(Paid(payment));
        var spent = (await _stage.Meter.Wallets.ReserveAsync(_stage.Request(2_600))).Reservation!;
        await _stage.Meter.Wallets.CommitAsync(spent);
        var dispute = Paid(payment) with
        {
            Id = "evt_dispute", Kind = PaymentEventKind.DisputeOpened, Payment = null, Object = "dp_1", Cents = 2_500,
        };

        await TakeAsync(dispute);
        _stage.Balance.ShouldBe(-2_500);
        await TakeAsync(dispute with { Id = "evt_won", Kind = PaymentEventKind.DisputeWon });
        _stage.Balance.ShouldBe(0);
        _stage.Billing.Invoices(_stage.Wallet, null, 9).Rows.Select(r => r.Type + " " + r.Status).ShouldBe(["dispute won", "purchase paid"]);
    }

    [Fact]
    public async Task Refund_LargerThanThePayment_IsRefused()
    {
        var payment = await PageAsync();
        await TakeAsync(Paid(payment));

        await TakeAsync(Paid(payment) with { Id = "evt_r", Kind = PaymentEventKind.Refunded, Object = "re_1", Cents = 2_501 });

        _stage.Balance.ShouldBe(2_600);
        _stage.Store.PaymentRows.Refused(9).ShouldHaveSingleItem().Reason.ShouldBe("amount");
    }

    [Theory]
    [InlineData("past_due", SubscriptionStatus.PastDue)]
    [InlineData("unpaid", SubscriptionStatus.Locked)]
    [InlineData("canceled", SubscriptionStatus.Canceled)]
    [InlineData("incomplete", SubscriptionStatus.Active)]
    public async Task Subscription_ThatChanged_SetsTheWorkspacesStatus(string word, SubscriptionStatus status)
    {
        await TakeAsync(Subscription("evt_1", word, 10));

        _stage.Tenant.Workspace.Subscription.ShouldBe(status);
    }

    [Fact]
    public async Task Subscription_ToldLate_ChangesNothing()
    {
        await TakeAsync(Subscription("evt_2", "canceled", 20));

        await TakeAsync(Subscription("evt_1", "past_due", 10));

        _stage.Tenant.Workspace.Subscription.ShouldBe(SubscriptionStatus.Canceled);
    }

    [Fact]
    public async Task Body_WithoutAGoodSignature_IsNotBelieved()
    {
        var paid = Paid(await PageAsync());

        (await _stage.Billing.ReceiveAsync(_method.Send(paid), "forged")).ShouldBe(WebhookAnswer.NotBelieved);
        _stage.Balance.ShouldBe(100);
        _stage.Store.PaymentRows.HasReceived("scripted", paid.Id).ShouldBeFalse();
    }

    [Fact]
    public async Task Event_OfPaymentsThatAreNotOurs_IsIgnored()
    {
        (await _stage.Billing.ReceiveAsync(
            _method.Send(Subscription("evt_x", "active", 1) with { Kind = PaymentEventKind.PaymentSucceeded, Workspace = null, ProviderPayment = "pi_x" }), "signed"))
            .ShouldBe(WebhookAnswer.Received);

        _stage.Store.PaymentRows.HasReceived("scripted", "evt_x").ShouldBeTrue();
        _stage.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Store_ThatDoesNotWrite_AsksForTheEventAgain()
    {
        var paid = Paid(await PageAsync());
        _stage.Store.FailBeforeCommit = true;

        (await _stage.Billing.ReceiveAsync(_method.Send(paid), "signed")).ShouldBe(WebhookAnswer.Unavailable);
    }

    private async Task<Payment> PageAsync()
    {
        (await _stage.Billing.BuyAsync(_stage.Wallet, 2_500, new BuyContext())).Result.ShouldBe(BuyResult.CheckoutRequired);
        return _stage.Payments.ShouldHaveSingleItem();
    }

    private async Task TakeAsync(PaymentEvent happened) =>
        (await _stage.Billing.ReceiveAsync(_method.Send(happened), "signed")).ShouldBe(WebhookAnswer.Received);

    private PaymentEvent Paid(Payment payment) => new()
    {
        Id = "evt_paid",
        Type = "payment_intent.succeeded",
        Kind = PaymentEventKind.PaymentSucceeded,
        CreatedAt = _stage.Time.GetUtcNow(),
        IsLive = true,
        Account = "acct_ours",
        Payment = payment.Id,
        Attempt = 1,
        Workspace = payment.Wallet.Workspace,
        Mode = KeyMode.Live,
        Object = "pi_1",
        ProviderPayment = "pi_1",
        Customer = "cus_1",
        Card = "pm_1",
        Cents = payment.Cents,
        Currency = "usd",
    };

    private PaymentEvent Subscription(string id, string status, int second) => new()
    {
        Id = id,
        Type = "customer.subscription.updated",
        Kind = PaymentEventKind.SubscriptionChanged,
        CreatedAt = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000 + second),
        IsLive = true,
        Account = "acct_ours",
        Workspace = _stage.Wallet.Workspace,
        Object = "sub_1",
        Status = status,
    };
}
