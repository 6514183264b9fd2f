using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;
using Tollgate.Payments.Methods;

namespace Tollgate.EndToEndTests.Payments;

/// <summary>Pages of Stripe, saved cards, refunds and lists.</summary>
public sealed class StripePageTests
{
    [Fact]
    public async Task Checkout_Paid_IsFoundAndSavesTheCard()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Page();

        var page = await scene.Method.CheckoutAsync(request, CancellationToken.None);
        await scene.Fake.WishAsync("complete", new JsonObject { ["page"] = page.Session, ["number"] = "5555555555554444" });

        page.Url.ShouldNotBeNull();
        page.Customer.ShouldBe(scene.Customer);
        var found = await scene.FindAsync(scene.Charge("") with { Payment = request.Payment });
        (found.Status, found.Cents).ShouldBe((ChargeStatus.Succeeded, 2_500));
        var intent = (await scene.Fake.IntentsAsync()).ShouldHaveSingleItem();
        ((string?)intent["setup_future_usage"]).ShouldBe("off_session");
        var card = (await scene.Method.CardAsync((string)intent["payment_method"]!, CancellationToken.None)).Card.ShouldNotBeNull();
        (card.Brand, card.Last4, card.ExpiryMonth, card.ExpiryYear).ShouldBe(("mastercard", "4444", 12, 2040));
    }

    [Fact]
    public async Task Checkout_OfACardAlone_SavesItForChargesWithoutItsOwner()
    {
        await using var scene = await StripeScene.StartAsync();

        var page = await scene.Method.CheckoutAsync(scene.Page(null), CancellationToken.None);
        var done = await scene.Fake.WishAsync("complete", new JsonObject { ["page"] = page.Session, ["number"] = "4000002500003155" });

        var setup = (string)done["setup_intent"]!;
        setup.ShouldStartWith("seti_");
        (await scene.Fake.IntentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Checkout_AskedTwice_IsOnePage()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Page();

        var first = await scene.Method.CheckoutAsync(request, CancellationToken.None);
        var second = await scene.Method.CheckoutAsync(request, CancellationToken.None);

        second.Session.ShouldBe(first.Session);
    }

    [Fact]
    public async Task Checkout_CustomerUnknownToStripe_SaysSo()
    {
        await using var scene = await StripeScene.StartAsync();

        var page = await scene.Method.CheckoutAsync(scene.Page() with { Customer = "cus_gone" }, CancellationToken.None);

        page.Url.ShouldBeNull();
        (page.Code, page.IsPassing).ShouldBe(("resource_missing", false));
    }

    [Fact]
    public async Task Portal_OfACustomer_IsANewLinkEachTime()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = new PortalRequest(scene.Customer, new Uri("https://gateway.example/"));

        var first = await scene.Method.PortalAsync(request, CancellationToken.None);
        var second = await scene.Method.PortalAsync(request, CancellationToken.None);

        first.Url.ShouldNotBeNull();
        second.Url.ShouldNotBe(first.Url);
    }

    [Fact]
    public async Task Card_ThatIsGone_IsNullForGood()
    {
        await using var scene = await StripeScene.StartAsync();

        var card = await scene.Method.CardAsync("pm_gone", CancellationToken.None);

        (card.Card, card.IsPassing).ShouldBe((null, false));
    }

    [Fact]
    public async Task Refund_OfADisputedOrRefundedCharge_IsRefused()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync("4242424242424242"));
        var paid = await scene.ChargeAsync(request);
        var refund = new RefundRequest(request.Payment, 1, paid.ProviderPayment!, null);

        (await scene.Method.RefundAsync(refund, CancellationToken.None)).Status.ShouldBe(RefundStatus.Succeeded);
        var again = await scene.Method.RefundAsync(refund with { Number = 2 }, CancellationToken.None);

        (again.Status, again.Code).ShouldBe((RefundStatus.Refused, "charge_already_refunded"));
    }

    [Fact]
    public async Task List_OfManyPayments_HasEachOnceWithWhatBecameOfIt()
    {
        await using var scene = await StripeScene.StartAsync();
        var good = await scene.CardAsync("4242424242424242");
        var bad = await scene.CardAsync("4000000000009995");
        var requests = Enumerable.Range(0, 105).Select(i => scene.Charge(i % 5 == 0 ? bad : good)).ToList();
        foreach (var request in requests)
        {
            await scene.ChargeAsync(request);
        }

        var paid = await scene.FindAsync(requests[1]);
        await scene.Method.RefundAsync(new RefundRequest(requests[1].Payment, 1, paid.ProviderPayment!, 700), CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();

        var listed = new List<ListedPayment>();
        await foreach (var each in scene.Method.ListAsync(now.AddHours(-1), now.AddHours(1), CancellationToken.None))
        {
            listed.Add(each);
        }

        listed.Select(each => each.Payment!.Value).ShouldBe(requests.Select(request => request.Payment).Reverse());
        listed.Count(each => each.Status == ChargeStatus.Declined && each.Cents == 0).ShouldBe(21);
        listed.Sum(each => each.Cents).ShouldBe(84 * 2_500);
        listed.Single(each => each.RefundedCents > 0).RefundedCents.ShouldBe(700);
        listed.ShouldAllBe(each => !each.IsLive && each.Workspace == scene.Workspace && each.Currency == "usd");
    }

    [Fact]
    public async Task List_BrokenAmidst_IsNoList()
    {
        await using var scene = await StripeScene.StartAsync();
        await scene.Fake.FaultAsync("/v1/payment_intents", "ErrorBefore", 3);
        var now = TimeProvider.System.GetUtcNow();

        await Should.ThrowAsync<PaymentListException>(async () =>
        {
            await foreach (var each in scene.Method.ListAsync(now.AddHours(-1), now, CancellationToken.None))
            {
                each.ShouldBeNull();
            }
        });
    }
}
