using Tollgate.EndToEndTests.Kit;
using Tollgate.Payments.Methods;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Payments;

/// <summary>What goes wrong on the way to Stripe: nothing is charged twice, and what became of it is found.</summary>
public sealed class StripeFaultTests
{
    private const string Charges = "/v1/payment_intents";

    [Theory]
    [InlineData("BreakAfter", nameof(ChargeStatus.Succeeded))]
    [InlineData("ErrorAfter", nameof(ChargeStatus.Succeeded))]
    [InlineData("Html", nameof(ChargeStatus.Succeeded))]
    [InlineData("BreakBefore", nameof(ChargeStatus.NotFound))]
    [InlineData("ErrorBefore", nameof(ChargeStatus.NotFound))]
    public async Task Charge_AnswerLost_IsUnknownAndThenFound(string fault, string truth)
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync("4242424242424242"));
        await scene.Fake.FaultAsync(Charges, fault);

        (await scene.ChargeAsync(request)).Status.ShouldBe(ChargeStatus.Unknown);

        (await scene.FindAsync(request)).Status.ToString().ShouldBe(truth);
        (await scene.Fake.RequestsAsync()).Count(sent => (string?)sent["method"] == "POST" && (string?)sent["path"] == Charges).ShouldBe(1);
    }

    [Theory]
    [InlineData("HangAfter", nameof(ChargeStatus.Succeeded))]
    [InlineData("HangBefore", nameof(ChargeStatus.NotFound))]
    public async Task Charge_NoAnswerInTime_IsUnknownAndThenFound(string fault, string truth)
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var scene = await StripeScene.StartAsync(time);
        var request = scene.Charge(await scene.CardAsync("4242424242424242"));
        await scene.Fake.FaultAsync(Charges, fault);

        var charging = scene.ChargeAsync(request);
        await Eventually.GetAsync(scene.Fake.RequestsAsync, all => all.Any(sent => (string?)sent["path"] == Charges));
        charging.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(31));

        (await charging).Status.ShouldBe(ChargeStatus.Unknown);
        (await scene.FindAsync(request)).Status.ToString().ShouldBe(truth);
    }

    [Fact]
    public async Task Charge_NeverArrived_MayBeSentAgain()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync("4242424242424242"));
        await scene.Fake.FaultAsync(Charges, "BreakBefore");
        await scene.ChargeAsync(request);

        (await scene.ChargeAsync(request)).Status.ShouldBe(ChargeStatus.Succeeded);

        (await scene.Fake.IntentsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Charge_AfterAStoredError_NeedsAnotherAttempt()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync("4242424242424242"));
        await scene.Fake.FaultAsync(Charges, "ErrorBefore");
        await scene.ChargeAsync(request);

        // The error is what this attempt's key now stands for.
        (await scene.ChargeAsync(request)).Status.ShouldBe(ChargeStatus.Unknown);
        (await scene.FindAsync(request)).Status.ShouldBe(ChargeStatus.NotFound);
        (await scene.ChargeAsync(request with { Attempt = 2 })).Status.ShouldBe(ChargeStatus.Succeeded);
        (await scene.Fake.IntentsAsync()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("Limit")]
    [InlineData("Conflict")]
    public async Task Charge_LimitedForAMoment_GoesAgainUnderItsKey(string fault)
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync("4242424242424242"));
        await scene.Fake.FaultAsync(Charges, fault);

        (await scene.ChargeAsync(request)).Status.ShouldBe(ChargeStatus.Succeeded);

        (await scene.Fake.RequestsAsync()).Where(sent => (string?)sent["path"] == Charges)
            .Select(sent => (string?)sent["idempotency_key"]).ShouldBe([$"{request.Payment}-1", $"{request.Payment}-1"]);
    }

    [Theory]
    [InlineData("Limit", nameof(ChargeStatus.Refused))]
    [InlineData("Conflict", nameof(ChargeStatus.Unknown))]
    public async Task Charge_LimitedForLong_IsRefusedOnlyWhereNothingCanHaveHappened(string fault, string status)
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync("4242424242424242"));
        await scene.Fake.FaultAsync(Charges, fault, 3);

        var outcome = await scene.ChargeAsync(request);

        outcome.Status.ToString().ShouldBe(status);
        outcome.IsPassing.ShouldBe(status == nameof(ChargeStatus.Refused));
    }

    [Fact]
    public async Task Find_ListFails_StaysUnknown()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync("4242424242424242"));
        await scene.ChargeAsync(request);
        await scene.Fake.FaultAsync(Charges, "Limit", 3);

        (await scene.FindAsync(request)).Status.ShouldBe(ChargeStatus.Unknown);
        (await scene.FindAsync(request)).Status.ShouldBe(ChargeStatus.Succeeded);
    }

    [Fact]
    public async Task Refund_AnswerLost_TellsWhenSentAgain()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Charge(await scene.CardAsync("4242424242424242"));
        var paid = await scene.ChargeAsync(request);
        var refund = new RefundRequest(request.Payment, 1, paid.ProviderPayment!, 1_000);
        await scene.Fake.FaultAsync("/v1/refunds", "BreakAfter");

        (await scene.Method.RefundAsync(refund, CancellationToken.None)).Status.ShouldBe(RefundStatus.Unknown);
        var told = await scene.Method.RefundAsync(refund, CancellationToken.None);

        (told.Status, told.Cents).ShouldBe((RefundStatus.Succeeded, 1_000));
        var rest = await scene.Method.RefundAsync(refund with { Number = 2, Cents = null }, CancellationToken.None);
        rest.Cents.ShouldBe(1_500);
    }
}
