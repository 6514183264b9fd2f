using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;
using Tollgate.Payments.TopUps;
using Tollgate.Testing.Running;

namespace Tollgate.UnitTests.TopUps;

public sealed class BillingTests
{
    [Fact]
    public async Task Buy_WithAGoodCard_CreditsAtOnce()
    {
        using var stage = new BillingStage();
        (await stage.Billing.SaveTestCardAsync(stage.Wallet, BillingStage.Good)).ShouldBe(CardResult.Saved);

        var bought = await stage.Billing.BuyAsync(stage.Wallet, 2_500, new BuyContext());

        bought.ShouldSatisfyAllConditions(b => b.Result.ShouldBe(BuyResult.Credited), b => b.Balance.ShouldBe(2_600), b => b.Payment!.Tokens.ShouldBe(2_500));
        stage.Store.Payments.Select(p => p.Payment).OfType<Payment>().Select(p => p.State)
            .ShouldBe([PaymentState.Intent, PaymentState.Charging, PaymentState.Credited]);
    }

    [Fact]
    public async Task Buy_WithADecliningCard_SaysWhyAndChargesNothing()
    {
        using var stage = new BillingStage();
        await stage.Billing.SaveTestCardAsync(stage.Wallet, "4000 0000 0000 9995");

        var bought = await stage.Billing.BuyAsync(stage.Wallet, 500, new BuyContext());

        bought.ShouldSatisfyAllConditions(b => b.Result.ShouldBe(BuyResult.Declined), b => b.Code.ShouldBe("insufficient_funds"), b => b.Message.ShouldNotBeEmpty());
        stage.Balance.ShouldBe(100);
        stage.Billing.Invoices(stage.Wallet, null, 9).Rows.ShouldHaveSingleItem().Status.ShouldBe("declined");
    }

    [Fact]
    public async Task Buy_WithoutACard_AsksForAPageAndGivesTheSameAgain()
    {
        var method = new ScriptedMethod();
        using var stage = new BillingStage(method: method);

        var first = await stage.Billing.BuyAsync(stage.Wallet, 500, new BuyContext());
        var second = await stage.Billing.BuyAsync(stage.Wallet, 500, new BuyContext());

        first.ShouldSatisfyAllConditions(b => b.Result.ShouldBe(BuyResult.CheckoutRequired), b => b.Url.ShouldStartWith("https://pay.test/pay_"));
        second.Url.ShouldBe(first.Url);
        method.Charged.ShouldBeEmpty();
    }

    [Fact]
    public async Task Buy_OfUnknownOutcome_IsLookedUpAndNeverSentAgain()
    {
        var method = new ScriptedMethod { OnCharge = _ => Task.FromResult(new ChargeOutcome(ChargeStatus.Unknown)) };
        using var stage = await WithCardAsync(method);
        var buying = stage.Billing.BuyAsync(stage.Wallet, 500, new BuyContext());
        await Eventually.GetAsync(() => Task.FromResult(stage.Payments.Any(p => p.State == PaymentState.Charging)), charging => charging);

        await stage.Billing.SweepAsync();
        stage.Payments.ShouldHaveSingleItem().State.ShouldBe(PaymentState.Charging);
        method.OnFind = ScriptedMethod.Made;
        await Eventually.GetAsync(
            async () =>
            {
                await stage.Billing.SweepAsync();
                return buying.IsCompleted;
            },
            done => done);

        (await buying).Result.ShouldBe(BuyResult.Credited);
        method.Charged.Count.ShouldBe(1);
        stage.Balance.ShouldBe(600);
    }

    [Fact]
    public async Task Page_WhoseProcessDiedWhileItWasMade_EndsWithoutALookUp()
    {
        var method = new ScriptedMethod { OnFind = _ => new ChargeOutcome(ChargeStatus.Unknown) };
        using var stage = new BillingStage(method: method);
        var nowMs = stage.Time.GetUtcNow().ToUnixTimeMilliseconds();
        await stage.Meter.Wallets.WriteAsync(new PaymentChange
        {
            Payment = new Payment
            {
                Id = stage.Ids.Next<PaymentKind>(), Wallet = stage.Wallet, Type = PaymentType.Checkout, State = PaymentState.Checkout, Cents = 500,
                Tokens = 500, CreatedAtMs = nowMs, UpdatedAtMs = nowMs,
            },
        });

        stage.Time.Advance(TopUpRules.OwnerTime);
        await stage.Billing.SweepAsync();

        stage.Payments.ShouldHaveSingleItem().Code.ShouldBe("expired");
    }

    [Fact]
    public async Task Pages_AskedForWithoutEnd_StandOpenTenAtATimeAndAreCreditedAllTheSame()
    {
        var method = new ScriptedMethod();
        using var stage = new BillingStage(method: method);
        for (var cents = 500; cents < 530; cents++)
        {
            await stage.Billing.BuyAsync(stage.Wallet, cents, new BuyContext());
        }

        stage.Payments.Count(p => p.IsOpen).ShouldBe(10);
        stage.Payments.Where(p => p.IsOpen).Min(p => p.Cents).ShouldBe(520);
        var first = stage.Payments[0];
        await stage.Billing.ReceiveAsync(
            method.Send(new PaymentEvent
            {
                Id = "evt_1", Type = "payment_intent.succeeded", Kind = PaymentEventKind.PaymentSucceeded, CreatedAt = stage.Time.GetUtcNow(), IsLive = true,
                Account = method.Account, Payment = first.Id, ProviderPayment = "pi_1", Cents = first.Cents, Currency = "usd",
            }),
            "signed");
        stage.Balance.ShouldBe(600);
    }

    [Fact]
    public async Task Reload_OfACardWhoseOwnerDisputes_IsPausedAndChargesItNoMore()
    {
        using var stage = new BillingStage();
        await stage.Billing.SaveTestCardAsync(stage.Wallet, "4000000000000259");
        await stage.Billing.SetAutoReloadAsync(stage.Wallet, true, 200, 500);

        await Eventually.GetAsync(() => Task.FromResult(stage.Billing.AutoReload(stage.Wallet).Status), status => status == "needs_action");
        await stage.Billing.SweepAsync();

        stage.Payments.Count(p => p.Type == PaymentType.AutoReload).ShouldBe(1);
        stage.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Sweep_OfAWalletThatIsBroken_LooksAfterTheOthersAllTheSame()
    {
        var method = new ScriptedMethod { OnCharge = _ => Task.FromResult(new ChargeOutcome(ChargeStatus.Unknown)) };
        using var stage = await WithCardAsync(method);
        var nowMs = stage.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var ids = new[] { stage.Wallet, new WalletId(new Id<WorkspaceKind>(99), KeyMode.Live) };
        foreach (var wallet in ids)
        {
            await stage.Meter.Wallets.WriteAsync(new PaymentChange
            {
                Payment = new Payment
                {
                    Id = stage.Ids.Next<PaymentKind>(), Wallet = wallet, Type = PaymentType.Purchase, State = PaymentState.Charging, Cents = 500,
                    Tokens = 500, Customer = "cus_1", Card = "pm_1", CreatedAtMs = nowMs, UpdatedAtMs = nowMs, SentAtMs = nowMs,
                },
            });
        }

        foreach (var broken in ids)
        {
            method.OnFind = request => request.Workspace == broken.Workspace ? throw new InvalidOperationException("a bug") : ScriptedMethod.Made(request);
            await stage.Billing.SweepAsync();
        }

        stage.Payments.Select(p => p.State).ShouldAllBe(state => state == PaymentState.Credited);
    }

    [Fact]
    public async Task Buy_WhoseBuyerLeftBeforeItBegan_IsNeverSent()
    {
        var first = new TaskCompletionSource<ChargeOutcome>();
        var method = new ScriptedMethod { OnCharge = _ => first.Task };
        using var stage = await WithCardAsync(method);
        var ahead = stage.Billing.BuyAsync(stage.Wallet, 500, new BuyContext());
        await Eventually.GetAsync(() => Task.FromResult(method.Charged.Count), count => count == 1);
        var behind = stage.Billing.BuyAsync(stage.Wallet, 700, new BuyContext());

        stage.Time.Advance(TimeSpan.FromSeconds(10));

        (await ahead).Result.ShouldBe(BuyResult.Pending);
        (await behind).Result.ShouldBe(BuyResult.Unavailable);
        first.SetResult(ScriptedMethod.Made(method.Charged[0]));
        await Eventually.GetAsync(() => Task.FromResult(stage.Balance), balance => balance == 600);
        method.OnCharge = request => Task.FromResult(ScriptedMethod.Made(request));
        (await stage.Billing.BuyAsync(stage.Wallet, 900, new BuyContext())).Result.ShouldBe(BuyResult.Credited);
        method.Charged.Select(c => c.Cents).ShouldBe([500, 900]);
    }

    [Fact]
    public async Task Charge_ThatNeverArrived_FailsOnceItCannotArriveAnyMore()
    {
        var method = new ScriptedMethod { OnCharge = _ => Task.FromResult(new ChargeOutcome(ChargeStatus.Unknown)) };
        using var stage = await WithCardAsync(method);
        var buying = stage.Billing.BuyAsync(stage.Wallet, 500, new BuyContext());
        await Eventually.GetAsync(() => Task.FromResult(stage.Payments.Any(p => p.State == PaymentState.Charging)), charging => charging);

        stage.Time.Advance(TopUpRules.ArrivalTime);
        await buying;
        await Eventually.GetAsync(
            async () =>
            {
                await stage.Billing.SweepAsync();
                return stage.Payments[0].State;
            },
            state => state == PaymentState.Failed);

        stage.Payments.ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.State.ShouldBe(PaymentState.Failed), p => p.Code.ShouldBe("not_found"));
        method.Charged.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Call_ThatWaitsForASlowCard_WaitsTenSecondsAndNoLonger()
    {
        var slow = new TaskCompletionSource<ChargeOutcome>();
        var method = new ScriptedMethod { OnCharge = _ => slow.Task };
        using var stage = await WithCardAsync(method);
        await stage.Billing.SetAutoReloadAsync(stage.Wallet, true, 50, 500);
        var waiting = stage.Billing.TryBeforeRefusalAsync(stage.Wallet, 10, CancellationToken.None);
        await Eventually.GetAsync(() => Task.FromResult(method.Charged.Count), count => count == 1);

        stage.Time.Advance(TimeSpan.FromSeconds(10));

        (await waiting).ShouldBe(ReloadTry.UnderWay);
        slow.SetResult(ScriptedMethod.Made(method.Charged[0]));
        (await Eventually.GetAsync(() => Task.FromResult(stage.Balance), balance => balance == 600)).ShouldBe(600);
    }

    [Fact]
    public async Task Reload_ThatNeedsTheOwner_PausesWithALinkAndGoesOnOnceTheOwnerPaid()
    {
        var method = new ScriptedMethod
        {
            OnCharge = request => Task.FromResult(new ChargeOutcome(ChargeStatus.NeedsAction)
            {
                ProviderPayment = "pi_" + request.Payment, Code = "authentication_required", ActionUrl = new Uri("https://bank.test/confirm"),
            }),
        };
        using var stage = await WithCardAsync(method);
        await stage.Billing.SetAutoReloadAsync(stage.Wallet, true, 50, 500);

        (await stage.Billing.TryBeforeRefusalAsync(stage.Wallet, 10, CancellationToken.None)).ShouldBe(ReloadTry.Failed);

        stage.Billing.AutoReload(stage.Wallet).ShouldSatisfyAllConditions(
            s => s.Status.ShouldBe("needs_action"), s => s.ActionUrl.ShouldBe("https://bank.test/confirm"));
        (await stage.Billing.TryBeforeRefusalAsync(stage.Wallet, 10, CancellationToken.None)).ShouldBe(ReloadTry.NotTried);
        stage.Store.Events.ShouldHaveSingleItem().Kind.ShouldBe("auto_reload_paused");
        method.OnFind = ScriptedMethod.Made;
        stage.Time.Advance(TimeSpan.FromMinutes(11));
        await stage.Billing.SweepAsync();

        stage.Balance.ShouldBe(600);
        stage.Billing.AutoReload(stage.Wallet).Status.ShouldBe("armed");
    }

    [Fact]
    public async Task Reload_SetAnewWhileItWaitsForTheOwner_EndsTheChargeThatWaits()
    {
        var method = new ScriptedMethod
        {
            OnCharge = request => Task.FromResult(new ChargeOutcome(ChargeStatus.NeedsAction)
            {
                ProviderPayment = "pi_" + request.Payment, ActionUrl = new Uri("https://bank.test/confirm"),
            }),
        };
        using var stage = await WithCardAsync(method);
        await stage.Billing.SetAutoReloadAsync(stage.Wallet, true, 50, 500);
        await stage.Billing.TryBeforeRefusalAsync(stage.Wallet, 10, CancellationToken.None);

        var set = await stage.Billing.SetAutoReloadAsync(stage.Wallet, true, 50, 500);

        set.Status.ShouldBe("armed");
        (await Eventually.GetAsync(() => Task.FromResult(stage.Payments[0].State), state => state == PaymentState.Failed)).ShouldBe(PaymentState.Failed);
        stage.Billing.AutoReload(stage.Wallet).ActionUrl.ShouldBeNull();
    }

    [Fact]
    public async Task Reload_ThatWaitsForTheOwnerWhoPaysOtherwise_EndsBeforeAnotherOneBegins()
    {
        var method = new ScriptedMethod
        {
            OnCharge = request => Task.FromResult(new ChargeOutcome(ChargeStatus.NeedsAction)
            {
                ProviderPayment = "pi_" + request.Payment, ActionUrl = new Uri("https://bank.test/confirm"),
            }),
        };
        using var stage = await WithCardAsync(method);
        await stage.Billing.SetAutoReloadAsync(stage.Wallet, true, 5_000, 500);
        await stage.Billing.TryBeforeRefusalAsync(stage.Wallet, 10, CancellationToken.None);
        method.OnCharge = request => Task.FromResult(ScriptedMethod.Made(request));

        await stage.Billing.BuyAsync(stage.Wallet, 500, new BuyContext());
        await stage.Billing.TryBeforeRefusalAsync(stage.Wallet, 10, CancellationToken.None);

        method.Charged.Count.ShouldBe(2);
        await stage.Billing.SweepAsync();
        stage.Payments[0].State.ShouldBe(PaymentState.Failed);
        await Eventually.GetAsync(() => Task.FromResult(method.Charged.Count), count => count == 3);
    }

    [Fact]
    public async Task Card_OfATestNumber_IsRefusedWhereARealMethodPays()
    {
        using var real = new BillingStage(method: new ScriptedMethod());
        using var test = new BillingStage();

        (await real.Billing.SaveTestCardAsync(real.Wallet, BillingStage.Good)).ShouldBe(CardResult.Refused);
        (await test.Billing.SaveTestCardAsync(test.Wallet, "4929000000000000")).ShouldBe(CardResult.UnknownNumber);
        test.Billing.Card(test.Wallet).ShouldBeNull();
    }

    [Fact]
    public async Task Reconciliation_OfALostReplyAndALostEvent_Credits()
    {
        var method = new ScriptedMethod { OnCharge = _ => Task.FromResult(new ChargeOutcome(ChargeStatus.Refused) { Code = "lost" }) };
        using var stage = await WithCardAsync(method);
        await stage.Billing.BuyAsync(stage.Wallet, 500, new BuyContext());
        var payment = stage.Payments.First(p => p.Type == PaymentType.Purchase);
        method.Listed.Add(Listed(stage, payment));

        (await stage.Billing.ReconcileAsync()).ShouldBeTrue();

        stage.Billing.Findings.ShouldBeEmpty();
        stage.Balance.ShouldBe(600);
    }

    [Fact]
    public async Task Reconciliation_OfWhatDoesNotAgree_NamesEachFinding()
    {
        var method = new ScriptedMethod();
        using var stage = await WithCardAsync(method);
        for (var i = 0; i < 3; i++)
        {
            await stage.Billing.BuyAsync(stage.Wallet, 500, new BuyContext());
        }

        var (one, two) = (stage.Payments[0], stage.Payments[1]);
        method.Listed.Add(Listed(stage, one) with { RefundedCents = 100 });
        method.Listed.Add(Listed(stage, two) with { Cents = 499 });
        method.Listed.Add(Listed(stage, two) with { ProviderPayment = "pi_second" });
        method.Listed.Add(Listed(stage, two) with { Payment = new Id<PaymentKind>(4) });

        stage.Time.Advance(TimeSpan.FromMinutes(1));

        await stage.Billing.ReconcileAsync();

        stage.Billing.Findings.Count.ShouldBe(5);
        stage.Store.Events.Select(e => e.Kind).Distinct().ShouldBe(["payment_finding"]);
        stage.Store.Events.Select(e => e.Once!.Split('/')[^1]).ShouldBe(
            ["refund_mismatch", "amount_mismatch", "paid_twice", "credited_not_listed"], ignoreOrder: true);
        stage.Balance.ShouldBe(1_600);
    }

    private static ListedPayment Listed(BillingStage stage, Payment payment) => new()
    {
        ProviderPayment = payment.ProviderId ?? "pi_x", Payment = payment.Id, Status = ChargeStatus.Succeeded, CreatedAt = stage.Time.GetUtcNow(),
        Cents = payment.Cents, Currency = "usd", IsLive = true,
    };

    private static async Task<BillingStage> WithCardAsync(ScriptedMethod method)
    {
        var stage = new BillingStage(method: method);
        await stage.Meter.Wallets.WriteAsync(new PaymentChange
        {
            Profile = new PaymentProfile { Wallet = stage.Wallet, Method = method.Name, Customer = "cus_1", Card = new SavedCard("pm_1") },
        });
        return stage;
    }
}
