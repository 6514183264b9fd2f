using System.Net;
using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Payments;

/// <summary>Buying tokens from a gateway that Stripe pays, each in a process of its own.</summary>
public sealed class BuyingTests
{
    [Fact]
    public async Task Buy_FirstOnAPageThenWithTheSavedCard_CreditsEachOnce()
    {
        await using var scene = await PaymentScene.StartAsync();
        (await scene.BalanceAsync()).ShouldBe(100);
        await scene.BuyOnAPageAsync();

        var (status, reply) = await scene.CallAsync("buy_tokens", """{"amount_usd":50}""");

        status.ShouldBe(HttpStatusCode.OK);
        ((string?)reply["status"], reply["tokens"]!.GetValue<long>(), reply["balance"]!.GetValue<long>()).ShouldBe(("ok", 5_000L, 7_600L));
        (await scene.PaidAsync()).Count.ShouldBe(2);
        var invoices = (await scene.CallAsync("list_invoices")).Reply["invoices"]!.AsArray();
        invoices.Select(invoice => invoice!["tokens"]!.GetValue<long>()).ShouldBe([5_000L, 2_500L]);
        ((string?)invoices[0]!["invoice_url"]).ShouldStartWith(scene.Stripe.Address.AbsoluteUri);
        var (_, portal) = await scene.CallAsync("get_billing_portal");
        portal.ToJsonString().ShouldContain("/p/session/");
    }

    [Fact]
    public async Task Buy_DecliningCard_IsRefusedAndCreditsNothing()
    {
        await using var scene = await PaymentScene.StartAsync();
        await scene.ChooseAsync(await scene.BuyOnAPageAsync(), "4000000000009995");

        var (status, reply) = await scene.CallAsync("buy_tokens", """{"amount_usd":25}""");

        status.ShouldBe(HttpStatusCode.PaymentRequired);
        ((string?)reply["error"]!["code"], (string?)reply["error"]!["decline_code"]).ShouldBe(("CARD_DECLINED", "insufficient_funds"));
        ((string?)reply["error"]!["checkout_url"]).ShouldNotBeNull();
        (await scene.BalanceAsync()).ShouldBe(2_600);
    }

    [Fact]
    public async Task Buy_CardThatNeedsItsOwner_IsCreditedOnceTheOwnerConfirmed()
    {
        await using var scene = await PaymentScene.StartAsync();
        await scene.ChooseAsync(await scene.BuyOnAPageAsync(), "4000002760003184");

        var (status, reply) = await scene.CallAsync("buy_tokens", """{"amount_usd":25}""");
        status.ShouldBe(HttpStatusCode.PaymentRequired);
        var link = new Uri((string)reply["error"]!["checkout_url"]!);
        link.AbsolutePath.ShouldStartWith("/authenticate/");
        await scene.Stripe.WishAsync("authenticate", new JsonObject { ["payment"] = link.Segments[^1], ["confirmed"] = true });

        (await scene.BalanceAsync(5_100)).ShouldBe(5_100);
        (await scene.PaidAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task AutoReload_BelowItsThreshold_ChargesOnceAndClosesTheGap()
    {
        await using var scene = await PaymentScene.StartAsync();
        await scene.BuyOnAPageAsync();

        var (status, _) = await scene.CallAsync("set_auto_reload", """{"enabled":true,"threshold_tokens":7000,"topup_usd":25}""");

        status.ShouldBe(HttpStatusCode.OK);
        (await scene.BalanceAsync(7_600)).ShouldBe(7_600);
        (await scene.Stripe.IntentsAsync()).Select(intent => intent["amount"]!.GetValue<long>()).ShouldBe([2_500, 5_000]);
    }

    [Fact]
    public async Task Refunds_FromTheDashboard_TakeTokensBackAndAFailedOneGivesThemAgain()
    {
        await using var scene = await PaymentScene.StartAsync();
        await scene.BuyOnAPageAsync();
        var payment = (await scene.PaidAsync()).Single();

        var refund = await scene.DashboardAsync("v1/refunds", new() { ["payment_intent"] = payment, ["amount"] = "1000" });
        (await scene.BalanceAsync(1_600)).ShouldBe(1_600);
        await scene.DashboardAsync("v1/refunds", new() { ["payment_intent"] = payment });
        (await scene.BalanceAsync(100)).ShouldBe(100);
        await scene.Stripe.WishAsync("refund/fail", new JsonObject { ["refund"] = (string?)refund["id"] });

        (await scene.BalanceAsync(1_100)).ShouldBe(1_100);
    }

    [Fact]
    public async Task Disputes_OfAPurchase_TakeTokensUntilTheyAreWon()
    {
        await using var scene = await PaymentScene.StartAsync();
        await scene.BuyOnAPageAsync();
        var payment = (await scene.PaidAsync()).Single();

        var dispute = await scene.Stripe.WishAsync("dispute", new JsonObject { ["payment"] = payment });
        (await scene.BalanceAsync(100)).ShouldBe(100);
        await scene.Stripe.WishAsync("dispute/close", new JsonObject { ["dispute"] = (string?)dispute["id"], ["status"] = "won" });

        (await scene.BalanceAsync(2_600)).ShouldBe(2_600);
    }

    [Fact]
    public async Task Subscription_ThatIsNotPaid_SetsTheStatusOfItsWorkspace()
    {
        await using var scene = await PaymentScene.StartAsync();
        var customer = await scene.BuyOnAPageAsync();
        var subscription = await scene.Stripe.WishAsync("subscription", new JsonObject { ["customer"] = customer, ["status"] = "active" });

        await scene.Stripe.WishAsync("subscription/change", new JsonObject { ["subscription"] = (string?)subscription["id"], ["status"] = "past_due" });

        var workspace = await Eventually.GetAsync(
            () => scene.Manage.GetAsync($"workspaces/{scene.Workspace}"), each => (string?)each["subscription_status"] == "past_due");
        ((string?)workspace["subscription_status"]).ShouldBe("past_due");
    }
}
