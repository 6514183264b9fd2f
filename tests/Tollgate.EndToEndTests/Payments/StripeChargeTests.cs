using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;
using Tollgate.Payments.Methods;

namespace Tollgate.EndToEndTests.Payments;

/// <summary>Charges of saved cards, as Stripe's API is described.</summary>
public sealed class StripeChargeTests
{
    [Fact]
    public async Task Charge_GoodCard_SucceedsWithReceiptAndOurNames()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync("4242424242424242"));

        var outcome = await scene.ChargeAsync(request);

        outcome.Status.ShouldBe(ChargeStatus.Succeeded);
        (outcome.Cents, outcome.Currency).ShouldBe((2_500, "usd"));
        outcome.ReceiptUrl.ShouldNotBeNull().AbsolutePath.ShouldStartWith("/receipts/ch_");
        var intent = (await scene.Fake.IntentsAsync()).ShouldHaveSingleItem();
        ((string?)intent["id"]).ShouldBe(outcome.ProviderPayment);
        ((string?)intent["metadata"]!["tollgate_payment"]).ShouldBe(request.Payment.ToString());
        ((string?)intent["description"]).ShouldBe("2,500 tokens & more");
        var sent = (await scene.Fake.RequestsAsync())[^1];
        ((string?)sent["idempotency_key"]).ShouldBe($"{request.Payment}-1");
        ((string?)sent["version"]).ShouldBe("2026-07-29.dahlia");
        ((string)sent["parameters"]!).ShouldContain("off_session=true");
    }

    [Theory]
    [InlineData("4000000000000341", "generic_decline")]
    [InlineData("4000000000009995", "insufficient_funds")]
    [InlineData("4000000000009987", "lost_card")]
    [InlineData("4000000000009979", "stolen_card")]
    [InlineData("4000000000000069", "expired_card")]
    [InlineData("4000000000000119", "processing_error")]
    public async Task Charge_DecliningCard_SaysWhy(string number, string code)
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync(number));

        var outcome = await scene.ChargeAsync(request);

        (outcome.Status, outcome.Code).ShouldBe((ChargeStatus.Declined, code));
        outcome.Message.ShouldNotBeNullOrEmpty();
        outcome.Cents.ShouldBeNull();
        var found = await scene.FindAsync(request);
        (found.Status, found.Code, found.ProviderPayment).ShouldBe((ChargeStatus.Declined, code, outcome.ProviderPayment));
    }

    [Fact]
    public async Task Charge_SentTwice_HasOneEffect()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync("4242424242424242"));

        var first = await scene.ChargeAsync(request);
        var second = await scene.ChargeAsync(request);

        second.ProviderPayment.ShouldBe(first.ProviderPayment);
        second.Status.ShouldBe(ChargeStatus.Succeeded);
        (await scene.Fake.IntentsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Charge_SameAttemptWithAnotherAmount_IsUnknownAndFound()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync("4242424242424242"));
        await scene.ChargeAsync(request);

        var outcome = await scene.ChargeAsync(request with { Cents = 5_000 });

        (outcome.Status, outcome.Code).ShouldBe((ChargeStatus.Unknown, "idempotency_error"));
        (await scene.FindAsync(request)).Cents.ShouldBe(2_500);
        (await scene.Fake.IntentsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Charge_CardThatNeedsItsOwner_IsOnePaymentWithALink()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync("4000002760003184"));

        var outcome = await scene.ChargeAsync(request);

        (outcome.Status, outcome.Code).ShouldBe((ChargeStatus.NeedsAction, "authentication_required"));
        outcome.ActionUrl.ShouldNotBeNull().AbsolutePath.ShouldBe($"/authenticate/{outcome.ProviderPayment}");
        (await scene.FindAsync(request)).ActionUrl.ShouldBe(outcome.ActionUrl);
        await scene.Fake.WishAsync("authenticate", new JsonObject { ["payment"] = outcome.ProviderPayment, ["confirmed"] = true });
        (await scene.FindAsync(request)).Status.ShouldBe(ChargeStatus.Succeeded);
        (await scene.Fake.IntentsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Charge_OwnerDoesNotConfirm_IsDeclined()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync("4000002760003184"));
        var outcome = await scene.ChargeAsync(request);

        await scene.Fake.WishAsync("authenticate", new JsonObject { ["payment"] = outcome.ProviderPayment, ["confirmed"] = false });

        var found = await scene.FindAsync(request);
        (found.Status, found.Code).ShouldBe((ChargeStatus.Declined, "payment_intent_authentication_failure"));
    }

    [Fact]
    public async Task Cancel_WhatWaitsForItsOwner_EndsItAndALaterOneStays()
    {
        await using var scene = await StripeScene.StartAsync();
        var waiting = await scene.ChargeAsync(scene.Charge(await scene.CardAsync("4000002760003184")));
        var paid = await scene.ChargeAsync(scene.Charge(await scene.CardAsync("4242424242424242")));

        (await scene.Method.CancelAsync(waiting.ProviderPayment!, CancellationToken.None)).Status.ShouldBe(ChargeStatus.Cancelled);
        (await scene.Method.CancelAsync(waiting.ProviderPayment!, CancellationToken.None)).Status.ShouldBe(ChargeStatus.Cancelled);
        var kept = await scene.Method.CancelAsync(paid.ProviderPayment!, CancellationToken.None);
        (kept.Status, kept.Cents).ShouldBe((ChargeStatus.Succeeded, 2_500));
    }

    [Theory]
    [InlineData("pm_nobody", 2_500, "resource_missing")]
    [InlineData("card", 49, "amount_too_small")]
    public async Task Charge_ThatStripeDoesNotTake_IsRefusedForGood(string card, long cents, string code)
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(card == "card" ? await scene.CardAsync("4242424242424242") : card) with { Cents = cents };

        var outcome = await scene.ChargeAsync(request);

        (outcome.Status, outcome.Code, outcome.IsPassing).ShouldBe((ChargeStatus.Refused, code, false));
        (await scene.Fake.IntentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Find_AmongManyOthers_ReadsTheListToItsEnd()
    {
        await using var scene = await StripeScene.StartAsync();
        var card = await scene.CardAsync("4242424242424242");
        var first = scene.Charge(card);
        var made = await scene.ChargeAsync(first);
        for (var i = 0; i < 120; i++)
        {
            await scene.ChargeAsync(scene.Charge(card));
        }

        (await scene.FindAsync(first)).ProviderPayment.ShouldBe(made.ProviderPayment);
        (await scene.FindAsync(scene.Charge(card))).Status.ShouldBe(ChargeStatus.NotFound);
    }
}
