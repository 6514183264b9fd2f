using System.Runtime.CompilerServices;
using System.Text;
using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;

namespace Tollgate.UnitTests.TopUps;

/// <summary>A payment method that answers what the test says.</summary>
internal sealed class ScriptedMethod : IPaymentMethod
{
    private readonly Dictionary<string, PaymentEvent> _events = [];

    public string Name => "scripted";

    public bool IsLive => true;

    public string? Account => "acct_ours";

    public bool KeepsList => true;

    public Func<ChargeRequest, Task<ChargeOutcome>> OnCharge { get; set; } = static request => Task.FromResult(Made(request));

    public Func<ChargeRequest, ChargeOutcome> OnFind { get; set; } = static _ => new ChargeOutcome(ChargeStatus.NotFound);

    public Func<CheckoutRequest, LinkOutcome> OnCheckout { get; set; } = static request => new LinkOutcome
    {
        Url = new Uri("https://pay.test/" + request.Payment), Customer = request.Customer ?? "cus_1",
    };

    public List<ChargeRequest> Charged { get; } = [];

    public List<ListedPayment> Listed { get; } = [];

    public static ChargeOutcome Made(ChargeRequest request) => new(ChargeStatus.Succeeded)
    {
        ProviderPayment = "pi_" + request.Payment, Cents = request.Cents, Currency = "usd", ReceiptUrl = new Uri("https://pay.test/receipt"),
    };

    /// <summary>The bytes that bring the event.</summary>
    public byte[] Send(PaymentEvent happened)
    {
        _events[happened.Id] = happened;
        return Encoding.UTF8.GetBytes(happened.Id);
    }

    public Task<ChargeOutcome> ChargeAsync(ChargeRequest request, CancellationToken cancellationToken)
    {
        lock (Charged)
        {
            Charged.Add(request);
        }

        return OnCharge(request);
    }

    public Task<ChargeOutcome> FindAsync(ChargeRequest request, CancellationToken cancellationToken) => Task.FromResult(OnFind(request));

    public Task<ChargeOutcome> CancelAsync(string providerPayment, CancellationToken cancellationToken) =>
        Task.FromResult(new ChargeOutcome(ChargeStatus.Cancelled) { ProviderPayment = providerPayment });

    public Task<LinkOutcome> CheckoutAsync(CheckoutRequest request, CancellationToken cancellationToken) => Task.FromResult(OnCheckout(request));

    /// <summary>Printed on every card.</summary>
    public int ExpiryYear { get; set; } = 2040;

    public Task<CardOutcome> CardAsync(string card, CancellationToken cancellationToken) =>
        Task.FromResult(new CardOutcome(new SavedCard(card, "visa", "4242", 1, ExpiryYear)));

    public Task<LinkOutcome> PortalAsync(PortalRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new LinkOutcome { Url = new Uri("https://pay.test/portal/" + request.Customer) });

    public Task<RefundOutcome> RefundAsync(RefundRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new RefundOutcome(RefundStatus.Refused));

    public WebhookReading ReadEvent(ReadOnlyMemory<byte> body, string? signature) => signature == "signed"
        ? new WebhookReading(_events[Encoding.UTF8.GetString(body.Span)], WebhookFault.None)
        : WebhookReading.Not(WebhookFault.WrongSignature);

    public async IAsyncEnumerable<ListedPayment> ListAsync(
        DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var listed in Listed)
        {
            yield return listed;
        }
    }
}
