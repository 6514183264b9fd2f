using System.Runtime.CompilerServices;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.Stripe;

/// <summary>Money by Stripe.</summary>
internal sealed class StripeMethod : IPaymentMethod, IDisposable
{
    private readonly StripeOptions _options;
    private readonly StripeClient _client;
    private readonly StripeCharges _charges;
    private readonly StripeCheckout _checkout;
    private readonly StripeRefunds _refunds;
    private readonly TimeProvider _time;
    private readonly IdSource _ids;

    /// <param name="options">Keys and addresses.</param>
    /// <param name="handler">The network, usually <see cref="StripeHandler.Create"/>; not disposed here.</param>
    /// <param name="time">Clock of time limits, pauses and signatures.</param>
    /// <param name="chance">Spreads the pauses between tries.</param>
    /// <param name="ids">Keys of requests that nothing else makes unique.</param>
    public StripeMethod(StripeOptions options, HttpMessageHandler handler, TimeProvider time, Random chance, IdSource ids)
    {
        _options = options;
        _time = time;
        _ids = ids;
        _client = new StripeClient(options, handler, time, chance);
        _charges = new StripeCharges(_client, time);
        _checkout = new StripeCheckout(_client);
        _refunds = new StripeRefunds(_client);
    }

    public string Name => "stripe";

    public bool IsLive => _options.IsLive;

    public string? Account => _options.Account;

    public bool KeepsList => true;

    public Task<ChargeOutcome> ChargeAsync(ChargeRequest request, CancellationToken cancellationToken) => _charges.ChargeAsync(request, cancellationToken);

    public Task<ChargeOutcome> FindAsync(ChargeRequest request, CancellationToken cancellationToken) => _charges.FindAsync(request, cancellationToken);

    public Task<ChargeOutcome> CancelAsync(string providerPayment, CancellationToken cancellationToken) =>
        _charges.CancelAsync(providerPayment, cancellationToken);

    public Task<LinkOutcome> CheckoutAsync(CheckoutRequest request, CancellationToken cancellationToken) =>
        _checkout.CheckoutAsync(request, cancellationToken);

    public Task<LinkOutcome> PortalAsync(PortalRequest request, CancellationToken cancellationToken) =>
        _checkout.PortalAsync(request, $"portal-{_ids.Next<RequestKind>()}", cancellationToken);

    public Task<RefundOutcome> RefundAsync(RefundRequest request, CancellationToken cancellationToken) => _refunds.RefundAsync(request, cancellationToken);

    public async Task<CardOutcome> CardAsync(string card, CancellationToken cancellationToken)
    {
        var call = StripeCall.Get($"v1/payment_methods/{Uri.EscapeDataString(card)}", new StripeForm());
        var reply = await _client.SendAsync(call, cancellationToken);
        var face = reply.Body.Part("card");
        return reply.End == StripeEnd.Done && reply.Body.Text("id") is { } id && face.Text("last4") is { } last4
            ? new CardOutcome(new SavedCard(id, face.Text("brand") ?? "unknown", last4, (int)(face.Number("exp_month") ?? 0), (int)(face.Number("exp_year") ?? 0)))
            : new CardOutcome(null, reply.IsPassing);
    }

    public WebhookReading ReadEvent(ReadOnlyMemory<byte> body, string? signature)
    {
        var fault = WebhookSignature.Check(body.Span, signature, _options.WebhookSecrets, _time.GetUtcNow(), _options.WebhookTolerance);
        return fault == WebhookFault.None ? WebhookReader.Read(body) : WebhookReading.Not(fault);
    }

    public async IAsyncEnumerable<ListedPayment> ListAsync(
        DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new StripeForm()
            .Add("created[gte]", from.ToUnixTimeSeconds())
            .Add("created[lt]", to.ToUnixTimeSeconds())
            .Add("expand[0]", "data.latest_charge");
        await foreach (var (intent, fault) in StripePages.ReadAsync(_client, "v1/payment_intents", query, cancellationToken))
        {
            if (fault is not null)
            {
                throw new PaymentListException($"Stripe's list of payments could not be read to its end: {fault.Code}");
            }

            var charge = intent.Part("latest_charge");
            yield return new ListedPayment
            {
                ProviderPayment = intent.Text("id") ?? throw new PaymentListException("Stripe's list holds a payment without an id."),
                Payment = intent.Payment(),
                Workspace = intent.Workspace(),
                Status = StripeIntent.Read(intent).Status,
                CreatedAt = intent.Time("created"),
                Cents = intent.Number("amount_received") ?? 0,
                RefundedCents = charge.Number("amount_refunded") ?? 0,
                IsDisputed = charge.Flag("disputed") ?? false,
                Currency = intent.Text("currency") ?? "",
                IsLive = intent.Flag("livemode") ?? false,
            };
        }
    }

    public void Dispose() => _client.Dispose();
}
