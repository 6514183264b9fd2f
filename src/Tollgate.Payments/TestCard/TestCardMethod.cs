using System.Runtime.CompilerServices;
using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.TestCard;

/// <summary>Cards of the networks' test numbers, without a network: no money moves. Everything is a function of the card's number and the ids of
/// the payment, and nothing is kept: asked again, before or after a restart, a charge has the same outcome. So to look a charge up is to make it,
/// which only play money may do.</summary>
internal sealed class TestCardMethod : IPaymentMethod
{
    private const string CardPrefix = "card_test_";
    private const long LeastCents = 50;
    private const string NoPage = "no_page";
    private const string NoPageWords = "The test card has no pages: save one of the card networks' test numbers instead.";

    public string Name => "test_card";

    public bool IsLive => false;

    public string? Account => null;

    public bool KeepsList => false;

    /// <summary>What is kept of a card with this number; null unless it is one of the test numbers.</summary>
    /// <param name="number">Digits, also with spaces or hyphens between them.</param>
    public static SavedCard? Save(string number) => TestNumbers.Find(number) is { } known ? Show(known) : null;

    public Task<ChargeOutcome> ChargeAsync(ChargeRequest request, CancellationToken cancellationToken) => Task.FromResult(Charge(request));

    public Task<ChargeOutcome> FindAsync(ChargeRequest request, CancellationToken cancellationToken) => Task.FromResult(Charge(request));

    public Task<ChargeOutcome> CancelAsync(string providerPayment, CancellationToken cancellationToken) =>
        Task.FromResult(new ChargeOutcome(ChargeStatus.Cancelled) { ProviderPayment = providerPayment });

    public Task<LinkOutcome> CheckoutAsync(CheckoutRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new LinkOutcome { Code = NoPage, Message = NoPageWords, Customer = request.Customer ?? $"cus_test_{request.Workspace}" });

    public Task<LinkOutcome> PortalAsync(PortalRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new LinkOutcome { Code = NoPage, Message = NoPageWords, Customer = request.Customer });

    public Task<CardOutcome> CardAsync(string card, CancellationToken cancellationToken) =>
        Task.FromResult(new CardOutcome(Find(card) is { } number ? Show(number) : null));

    // A refund names the payment alone, and the payment's name holds the card's digits where they matter for it.
    public Task<RefundOutcome> RefundAsync(RefundRequest request, CancellationToken cancellationToken)
    {
        var number = TestNumbers.Find(request.ProviderPayment[(request.ProviderPayment.LastIndexOf('_') + 1)..]);
        var id = $"re_test_{request.Payment}_{request.Number}";
        return Task.FromResult(number?.Aftermath switch
        {
            null => new RefundOutcome(RefundStatus.Refused) { Code = "resource_missing", Message = "No such payment of a test card." },
            TestAftermath.SlowRefund => new RefundOutcome(RefundStatus.Pending) { ProviderRefund = id, Cents = request.Cents },
            TestAftermath.FailingRefund => new RefundOutcome(RefundStatus.Failed) { ProviderRefund = id, Code = "lost_or_stolen_card" },
            _ => new RefundOutcome(RefundStatus.Succeeded) { ProviderRefund = id, Cents = request.Cents },
        });
    }

    public WebhookReading ReadEvent(ReadOnlyMemory<byte> body, string? signature) => WebhookReading.Not(WebhookFault.NotSupported);

    public async IAsyncEnumerable<ListedPayment> ListAsync(
        DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Keeps no list: see KeepsList.
        await Task.CompletedTask;
        yield break;
    }

    private static ChargeOutcome Charge(ChargeRequest request)
    {
        if (Find(request.Card) is not { } number)
        {
            return new ChargeOutcome(ChargeStatus.Refused) { Code = "resource_missing", Message = "No such test card." };
        }

        if (request.Cents < LeastCents)
        {
            return new ChargeOutcome(ChargeStatus.Refused) { Code = "amount_too_small", Message = "A charge is at least 0.50 USD." };
        }

        var payment = $"pi_test_{request.Payment}_{number.Digits}";
        return number.DeclineCode switch
        {
            null => new ChargeOutcome(ChargeStatus.Succeeded)
            {
                ProviderPayment = payment,
                ProviderCharge = $"ch_test_{request.Payment}",
                Cents = request.Cents,
                Currency = "usd",
                Aftermath = number.Aftermath == TestAftermath.Dispute ? [Dispute(request, payment)] : [],
            },
            TestNumber.Authentication => new ChargeOutcome(ChargeStatus.NeedsAction)
            {
                ProviderPayment = payment, Code = number.DeclineCode, Message = "Your card was declined. This transaction requires authentication.",
            },
            var code => new ChargeOutcome(ChargeStatus.Declined) { ProviderPayment = payment, Code = code, Message = TestWords.Of(code) },
        };
    }

    private static PaymentEvent Dispute(ChargeRequest request, string payment) => new()
    {
        Id = $"evt_test_{request.Payment}_dispute",
        Type = "charge.dispute.created",
        Kind = PaymentEventKind.DisputeOpened,
        CreatedAt = request.CreatedAt,
        IsLive = false,
        Payment = request.Payment,
        Attempt = request.Attempt,
        Workspace = request.Workspace,
        Mode = request.Mode,
        Object = $"dp_test_{request.Payment}",
        ProviderPayment = payment,
        ProviderCharge = $"ch_test_{request.Payment}",
        Customer = request.Customer,
        Cents = request.Cents,
        Currency = "usd",
        Status = "needs_response",
        Code = request.Card.EndsWith("0259", StringComparison.Ordinal) ? "fraudulent" : "product_not_received",
    };

    private static TestNumber? Find(string card) =>
        card.StartsWith(CardPrefix, StringComparison.Ordinal) ? TestNumbers.Find(card[CardPrefix.Length..]) : null;

    private static SavedCard Show(TestNumber number) => new(CardPrefix + number.Digits, number.Brand, number.Digits[^4..], 12, 2040);
}
