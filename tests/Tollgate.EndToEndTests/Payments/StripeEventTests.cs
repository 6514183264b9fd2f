using System.Text;
using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;
using Tollgate.Payments.Methods;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Payments;

/// <summary>Events as they come over the wire.</summary>
public sealed class StripeEventTests
{
    [Fact]
    public async Task Events_OfAPaymentItsRefundAndItsDispute_AreReadInOurTerms()
    {
        await using var scene = await StripeScene.StartAsync();
        await using var sink = await EventSink.StartAsync();
        await scene.Fake.SendEventsToAsync(sink.Address, "whsec_new");
        var request = scene.Charge(await scene.CardAsync("4242424242424242"));
        var paid = await scene.ChargeAsync(request);
        var refund = await scene.Method.RefundAsync(new RefundRequest(request.Payment, 1, paid.ProviderPayment!, 400), CancellationToken.None);
        var dispute = await scene.Fake.WishAsync("dispute", new JsonObject { ["payment"] = paid.ProviderPayment });
        await scene.Fake.WishAsync("dispute/close", new JsonObject { ["dispute"] = (string?)dispute["id"], ["status"] = "won" });
        await scene.Fake.WishAsync("refund/fail", new JsonObject { ["refund"] = refund.ProviderRefund });

        var events = await ReadAsync(scene, sink, "refund.failed");

        events.Select(each => each.Kind).Where(kind => kind != PaymentEventKind.Ignored).ShouldBe(
        [
            PaymentEventKind.PaymentSucceeded, PaymentEventKind.Refunded, PaymentEventKind.DisputeOpened, PaymentEventKind.DisputeOpened,
            PaymentEventKind.DisputeWon, PaymentEventKind.DisputeWon, PaymentEventKind.RefundFailed,
        ]);
        var told = events.Single(each => each.Kind == PaymentEventKind.PaymentSucceeded);
        (told.Payment, told.Attempt, told.Workspace, told.Cents, told.Currency).ShouldBe((request.Payment, 1, scene.Workspace, 2_500L, "usd"));
        (told.ProviderPayment, told.Customer, told.Card, told.IsLive).ShouldBe((paid.ProviderPayment, scene.Customer, request.Card, false));
        var back = events.Single(each => each.Kind == PaymentEventKind.Refunded);
        (back.Object, back.Cents, back.ProviderPayment, back.Payment).ShouldBe((refund.ProviderRefund, 400L, paid.ProviderPayment, request.Payment));
        var disputed = events.Where(each => each.Kind is PaymentEventKind.DisputeOpened or PaymentEventKind.DisputeWon).ToList();
        disputed.ShouldAllBe(each => each.Object == (string)dispute["id"]! && each.Cents == 2_500 && each.ProviderPayment == paid.ProviderPayment);
    }

    [Fact]
    public async Task Events_OfDeclinesPagesAndSubscriptions_AreReadInOurTerms()
    {
        await using var scene = await StripeScene.StartAsync();
        await using var sink = await EventSink.StartAsync();
        await scene.Fake.SendEventsToAsync(sink.Address, "whsec_old");
        await scene.ChargeAsync(scene.Charge(await scene.CardAsync("4000000000009995")));
        await scene.ChargeAsync(scene.Charge(await scene.CardAsync("4000002760003184")) with { ReturnUrl = null });
        var page = await scene.Method.CheckoutAsync(scene.Page(null), CancellationToken.None);
        await scene.Fake.WishAsync("complete", new JsonObject { ["page"] = page.Session, ["number"] = "4242424242424242" });
        var left = await scene.Method.CheckoutAsync(scene.Page(), CancellationToken.None);
        await scene.Fake.WishAsync("expire", new JsonObject { ["page"] = left.Session });
        var subscription = await scene.Fake.WishAsync("subscription", new JsonObject { ["customer"] = scene.Customer, ["status"] = "active" });
        await scene.Fake.WishAsync("subscription/change", new JsonObject { ["subscription"] = (string?)subscription["id"], ["status"] = "past_due" });

        var events = await ReadAsync(scene, sink, "customer.subscription.updated");

        var told = events.Where(each => each.Kind != PaymentEventKind.Ignored).ToList();
        told.Select(each => each.Kind).ShouldBe(
        [
            PaymentEventKind.PaymentFailed, PaymentEventKind.PaymentNeedsAction, PaymentEventKind.CardSaved, PaymentEventKind.CheckoutCompleted,
            PaymentEventKind.CheckoutExpired, PaymentEventKind.SubscriptionChanged, PaymentEventKind.SubscriptionChanged,
        ]);
        told[0].Code.ShouldBe("insufficient_funds");
        told[2].Card.ShouldNotBeNull().ShouldStartWith("pm_");
        told[4].Object.ShouldBe(left.Session);
        (told[5].Status, told[6].Status, told[6].Customer).ShouldBe(("active", "past_due", scene.Customer));
    }

    [Fact]
    public async Task Events_NotTakenAtOnce_ComeAgain()
    {
        await using var scene = await StripeScene.StartAsync();
        await using var sink = await EventSink.StartAsync();
        sink.Refuse(3);
        await scene.Fake.SendEventsToAsync(sink.Address, "whsec_new", "whsec_of_another");
        await scene.Fake.WishAsync("outbox", new JsonObject { ["mode"] = "Double" });

        await scene.ChargeAsync(scene.Charge(await scene.CardAsync("4242424242424242")));
        var events = await ReadAsync(scene, sink, "payment_intent.succeeded", 2);

        events.Count(each => each.Kind == PaymentEventKind.PaymentSucceeded).ShouldBe(2);
        events.GroupBy(each => each.Id).ShouldAllBe(same => same.Count() == 2);
    }

    [Fact]
    public async Task Events_HeldAndReleasedInReverse_ComeNewestFirst()
    {
        await using var scene = await StripeScene.StartAsync();
        await using var sink = await EventSink.StartAsync();
        await scene.Fake.SendEventsToAsync(sink.Address, "whsec_new");
        await scene.Fake.WishAsync("outbox", new JsonObject { ["mode"] = "Hold" });
        await scene.ChargeAsync(scene.Charge(await scene.CardAsync("4242424242424242")));
        sink.Taken.ShouldBeEmpty();

        await scene.Fake.WishAsync("release", new JsonObject { ["reversed"] = true });
        var events = await ReadAsync(scene, sink, "payment_method.attached");

        events.Select(each => each.Type).ShouldBe(["payment_intent.succeeded", "charge.succeeded", "payment_intent.created", "payment_method.attached"]);
    }

    // All that came until the last one of this type had come so often.
    private static async Task<List<PaymentEvent>> ReadAsync(StripeScene scene, EventSink sink, string last, int times = 1)
    {
        var taken = await Eventually.GetAsync(
            () => Task.FromResult(sink.Taken.ToArray()), all => all.Count(each => each.Body.Contains($"\"type\":\"{last}\"", StringComparison.Ordinal)) >= times);
        return [.. taken.Select(each =>
        {
            var reading = scene.Method.ReadEvent(Encoding.UTF8.GetBytes(each.Body), each.Signature);
            reading.Fault.ShouldBe(WebhookFault.None);
            return reading.Event!;
        })];
    }
}
