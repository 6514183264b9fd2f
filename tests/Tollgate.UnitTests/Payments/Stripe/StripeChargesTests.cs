using System.Globalization;
using Tollgate.Metering.Identity;
using Tollgate.Payments.Methods;
using Tollgate.Payments.Stripe;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Payments.Stripe;

public sealed class StripeChargesTests
{
    private readonly ManualTime _time = new();
    private readonly ScriptedStripe _stripe = new();

    [Fact]
    public async Task Find_IntentThatIsOnlyBegun_IsUnknownWhileItsRequestMayRun()
    {
        _stripe.Answer(200, List(Intent("requires_confirmation", ageSeconds: 119)));

        var found = await FindAsync();

        (found.Status, found.ProviderPayment).ShouldBe((ChargeStatus.Unknown, "pi_1"));
        _stripe.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Find_IntentThatWasNeverConfirmed_IsCancelledSoThatItCannotBeCharged()
    {
        _stripe.Answer(200, List(Intent("requires_confirmation", ageSeconds: 121))).Answer(200, Intent("canceled", ageSeconds: 121));

        var found = await FindAsync();

        (found.Status, found.ProviderPayment).ShouldBe((ChargeStatus.Cancelled, "pi_1"));
        _stripe.Sent[^1].Address.AbsolutePath.ShouldEndWith("/v1/payment_intents/pi_1/cancel");
    }

    [Fact]
    public async Task Find_AnotherAttemptThatSucceeded_IsThePayment()
    {
        _stripe.Answer(200, List(Intent("requires_payment_method", 5, attempt: 1), Intent("succeeded", 5, attempt: 2)));

        (await FindAsync()).Status.ShouldBe(ChargeStatus.Succeeded);
    }

    [Fact]
    public async Task Find_AttemptsOfOtherPayments_DoNotCount()
    {
        _stripe.Answer(200, List(Intent("succeeded", 5, payment: 8), Intent("canceled", 5, attempt: 2)));

        (await FindAsync()).Status.ShouldBe(ChargeStatus.NotFound);
    }

    [Fact]
    public async Task Find_WithAClockThatIsWrongByATimeZone_StillLooksWhereTheChargeIs()
    {
        _stripe.Answer(200, List());

        await FindAsync();

        var since = long.Parse(_stripe.Sent[0].Address.Query.Split("created[gte]=")[1].Split('&')[0], CultureInfo.InvariantCulture);
        since.ShouldBeLessThan(_time.GetUtcNow().AddHours(-26).ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("processing", nameof(ChargeStatus.Processing))]
    [InlineData("requires_capture", nameof(ChargeStatus.Processing))]
    [InlineData("requires_action", nameof(ChargeStatus.NeedsAction))]
    [InlineData("canceled", nameof(ChargeStatus.Cancelled))]
    [InlineData("something_new", nameof(ChargeStatus.Unknown))]
    public async Task Charge_ByTheIntentsStatus_HasItsOutcome(string status, string outcome)
    {
        _stripe.Answer(200, Intent(status, 0));

        (await ChargeAsync()).Status.ToString().ShouldBe(outcome);
    }

    [Fact]
    public async Task Charge_NeedsItsOwnerAndNoAddressToComeBackTo_IsNotConfirmedAgain()
    {
        _stripe.Answer(402, $$$"""{"error":{"type":"card_error","code":"authentication_required","payment_intent":{{{Intent("requires_payment_method", 0)}}}}}""");

        var outcome = await ChargeAsync();

        (outcome.Status, outcome.ActionUrl, outcome.ProviderPayment).ShouldBe((ChargeStatus.NeedsAction, null, "pi_1"));
        _stripe.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Charge_PageOfTheBankNotTold_StillNeedsItsOwner()
    {
        _stripe.Answer(402, $$$"""{"error":{"type":"card_error","code":"authentication_required","payment_intent":{{{Intent("requires_payment_method", 0)}}}}}""")
            .Answer(500, """{"error":{"type":"api_error"}}""");

        var outcome = await ChargeAsync(new Uri("https://shop.example/"));

        (outcome.Status, outcome.ActionUrl).ShouldBe((ChargeStatus.NeedsAction, null));
        _stripe.Sent[^1].Headers["Idempotency-Key"].ShouldBe($"{new Id<PaymentKind>(9)}-1-owner");
    }

    [Fact]
    public async Task Link_ThatIsNoWebAddress_IsNoLink()
    {
        _stripe.Answer(200, Intent("requires_action", 0).Replace("\"x\":0", """ "next_action":{"redirect_to_url":{"url":"javascript:alert(1)"}} """));

        (await ChargeAsync()).ActionUrl.ShouldBeNull();
    }

    private async Task<ChargeOutcome> FindAsync()
    {
        using var client = _stripe.Client(_time);
        return await new StripeCharges(client, _time).FindAsync(Request(null), CancellationToken.None);
    }

    private async Task<ChargeOutcome> ChargeAsync(Uri? returnUrl = null)
    {
        using var client = _stripe.Client(_time);
        return await new StripeCharges(client, _time).ChargeAsync(Request(returnUrl), CancellationToken.None);
    }

    private ChargeRequest Request(Uri? returnUrl) => new()
    {
        Payment = new Id<PaymentKind>(9), Attempt = 1, Cents = 2_500, Workspace = new Id<WorkspaceKind>(3), Mode = KeyMode.Live,
        Customer = "cus_1", Card = "pm_1", CreatedAt = _time.GetUtcNow(), ReturnUrl = returnUrl,
    };

    private string Intent(string status, int ageSeconds, int attempt = 1, ulong payment = 9) => $$$"""
        {"id":"pi_1","status":"{{{status}}}","created":{{{_time.GetUtcNow().ToUnixTimeSeconds() - ageSeconds}}},"x":0,"currency":"usd",
         "amount_received":2500,"metadata":{"tollgate_payment":"{{{new Id<PaymentKind>(payment)}}}","tollgate_attempt":"{{{attempt}}}"}}
        """;

    private static string List(params string[] intents) => $$"""{"object":"list","has_more":false,"data":[{{string.Join(',', intents)}}]}""";
}
