using Tollgate.Metering.Identity;
using Tollgate.Payments.Methods;
using Tollgate.Payments.TestCard;

namespace Tollgate.UnitTests.Payments.TestCard;

public sealed class TestCardMethodTests
{
    private readonly TestCardMethod _method = new();

    [Theory]
    [InlineData("4242424242424242", nameof(ChargeStatus.Succeeded), null)]
    [InlineData("4000000000000002", nameof(ChargeStatus.Declined), "generic_decline")]
    [InlineData("4000000000009995", nameof(ChargeStatus.Declined), "insufficient_funds")]
    [InlineData("4000000000009987", nameof(ChargeStatus.Declined), "lost_card")]
    [InlineData("4000000000009979", nameof(ChargeStatus.Declined), "stolen_card")]
    [InlineData("4000000000000069", nameof(ChargeStatus.Declined), "expired_card")]
    [InlineData("4000000000000127", nameof(ChargeStatus.Declined), "incorrect_cvc")]
    [InlineData("4000000000000119", nameof(ChargeStatus.Declined), "processing_error")]
    [InlineData("4000002760003184", nameof(ChargeStatus.NeedsAction), "authentication_required")]
    [InlineData("4000000000000259", nameof(ChargeStatus.Succeeded), null)]
    public async Task Charge_ByTheNumber_HasTheDocumentedOutcome(string number, string status, string? code)
    {
        var request = Charge(number);

        var outcome = await _method.ChargeAsync(request, CancellationToken.None);

        (outcome.Status.ToString(), outcome.Code).ShouldBe((status, code));
        outcome.Cents.ShouldBe(outcome.Status == ChargeStatus.Succeeded ? 2_500 : null);

        // Another instance, as after a restart, knows the same of it.
        var found = await new TestCardMethod().FindAsync(request, CancellationToken.None);
        (found.Status, found.Code, found.ProviderPayment, found.ProviderCharge)
            .ShouldBe((outcome.Status, outcome.Code, outcome.ProviderPayment, outcome.ProviderCharge));
    }

    [Fact]
    public async Task Charge_DisputedNumber_TellsOfTheDispute()
    {
        var request = Charge("4000000000000259");

        var outcome = await _method.ChargeAsync(request, CancellationToken.None);

        var told = outcome.Aftermath.ShouldHaveSingleItem();
        (told.Kind, told.Payment, told.Cents, told.ProviderPayment, told.Code).ShouldBe(
            (PaymentEventKind.DisputeOpened, request.Payment, 2_500L, outcome.ProviderPayment, "fraudulent"));
    }

    [Theory]
    [InlineData("4242 4242 4242 4242", "4242")]
    [InlineData("3782-822463-10005", "0005")]
    public void Card_OfATestNumber_IsSaved(string number, string last4)
    {
        var card = TestCardMethod.Save(number).ShouldNotBeNull();

        (card.Last4, card.ExpiryYear).ShouldBe((last4, 2040));
    }

    [Theory]
    [InlineData("4242424242424241")]
    [InlineData("4539578763621486")]
    [InlineData("")]
    public void Card_OfAnyOtherNumber_IsNotKept(string number) => TestCardMethod.Save(number).ShouldBeNull();

    [Theory]
    [InlineData("card_test_4539578763621486", 2_500, "resource_missing")]
    [InlineData("pm_1", 2_500, "resource_missing")]
    [InlineData("card_test_4242424242424242", 49, "amount_too_small")]
    public async Task Charge_OfNoCardOrOfTooLittle_IsRefused(string card, long cents, string code)
    {
        var outcome = await _method.ChargeAsync(Charge("4242424242424242") with { Card = card, Cents = cents }, CancellationToken.None);

        (outcome.Status, outcome.Code, outcome.IsPassing).ShouldBe((ChargeStatus.Refused, code, false));
    }

    [Theory]
    [InlineData("4242424242424242", nameof(RefundStatus.Succeeded))]
    [InlineData("4000000000007726", nameof(RefundStatus.Pending))]
    [InlineData("4000000000005126", nameof(RefundStatus.Failed))]
    public async Task Refund_ByTheNumber_HasTheDocumentedOutcome(string number, string status)
    {
        var request = Charge(number);
        var paid = await _method.ChargeAsync(request, CancellationToken.None);

        var refund = await _method.RefundAsync(new RefundRequest(request.Payment, 1, paid.ProviderPayment!, 500), CancellationToken.None);

        refund.Status.ToString().ShouldBe(status);
    }

    [Fact]
    public async Task Pages_OfTheTestCard_DoNotExist()
    {
        var page = await _method.PortalAsync(new PortalRequest("cus_test_1", new Uri("https://gateway.example/")), CancellationToken.None);

        (page.Url, page.Code).ShouldBe((null, "no_page"));
        _method.ReadEvent(new byte[] { 1 }, "t=1").Fault.ShouldBe(WebhookFault.NotSupported);
        (_method.IsLive, _method.KeepsList).ShouldBe((false, false));
    }

    private static ChargeRequest Charge(string number) => new()
    {
        Payment = new Id<PaymentKind>(9), Attempt = 1, Cents = 2_500, Workspace = new Id<WorkspaceKind>(3), Mode = KeyMode.Test,
        Customer = "cus_test_1", Card = "card_test_" + number, CreatedAt = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero),
    };
}
