using System.Text.Json;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.Stripe;

/// <summary>Reads Stripe's events. Only fields that have been the same in all versions of the last years are read, so that the version set at the
/// webhook endpoint need not be ours.</summary>
internal static class WebhookReader
{
    public static WebhookReading Read(ReadOnlyMemory<byte> body)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(body);
            root = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return WebhookReading.Not(WebhookFault.Malformed);
        }

        var data = root.Part("data");
        var about = data.Part("object");
        if (root.Text("object") != "event" || root.Text("id") is not { } id || root.Text("type") is not { } type
            || root.Flag("livemode") is not { } live || about.ValueKind != JsonValueKind.Object)
        {
            return WebhookReading.Not(WebhookFault.Malformed);
        }

        var common = new PaymentEvent
        {
            Id = id,
            Type = type,
            Kind = PaymentEventKind.Ignored,
            CreatedAt = root.Time("created"),
            IsLive = live,
            Account = root.Text("account"),
            Payment = about.Payment(),
            Attempt = about.Attempt(),
            Workspace = about.Workspace(),
            Mode = about.Mode(),
            Object = about.Text("id"),
            Customer = about.Reference("customer"),
            Status = about.Text("status"),
        };
        return new WebhookReading(Tell(common, about, data.Part("previous_attributes")), WebhookFault.None);
    }

    private static PaymentEvent Tell(PaymentEvent common, JsonElement about, JsonElement before) => common.Type switch
    {
        "payment_intent.succeeded" or "payment_intent.payment_failed" or "payment_intent.processing" or "payment_intent.requires_action"
            or "payment_intent.canceled" => Intent(common, about),
        "checkout.session.completed" => Page(common, about, PaymentEventKind.CheckoutCompleted),
        "checkout.session.expired" => Page(common, about, PaymentEventKind.CheckoutExpired),
        "setup_intent.succeeded" => common with { Kind = PaymentEventKind.CardSaved, Card = about.Reference("payment_method") },
        "payment_method.updated" or "payment_method.automatically_updated" =>
            common with { Kind = PaymentEventKind.CardChanged, Card = common.Object },
        "payment_method.detached" =>
            common with { Kind = PaymentEventKind.CardRemoved, Card = common.Object, Customer = before.Reference("customer") ?? common.Customer },
        "customer.updated" => Customer(common, about, before),

        // charge.refunded tells the same without an id of the refund, so that it could not be told from the next one.
        "refund.created" or "refund.updated" or "refund.failed" or "charge.refund.updated" => Refund(common, about),
        "charge.dispute.created" or "charge.dispute.funds_withdrawn" or "charge.dispute.funds_reinstated" or "charge.dispute.closed" =>
            Dispute(common, about),
        "customer.subscription.created" or "customer.subscription.updated" or "customer.subscription.deleted" or "customer.subscription.paused"
            or "customer.subscription.resumed" => common with { Kind = PaymentEventKind.SubscriptionChanged },
        _ => common,
    };

    private static PaymentEvent Intent(PaymentEvent common, JsonElement intent)
    {
        var read = StripeIntent.Read(intent);
        var error = intent.Part("last_payment_error");
        var kind = common.Type switch
        {
            "payment_intent.succeeded" => PaymentEventKind.PaymentSucceeded,
            "payment_intent.processing" => PaymentEventKind.PaymentProcessing,
            "payment_intent.canceled" => PaymentEventKind.PaymentCancelled,
            "payment_intent.requires_action" => PaymentEventKind.PaymentNeedsAction,
            _ when read.Status == ChargeStatus.NeedsAction => PaymentEventKind.PaymentNeedsAction,
            _ => PaymentEventKind.PaymentFailed,
        };
        return common with
        {
            Kind = kind,
            ProviderPayment = common.Object,
            ProviderCharge = read.ProviderCharge,
            Card = intent.Reference("payment_method") ?? error.Reference("payment_method"),
            Cents = kind == PaymentEventKind.PaymentSucceeded ? intent.Number("amount_received") : intent.Number("amount"),
            Currency = intent.Text("currency"),
            Code = error.Text("decline_code") ?? error.Text("code") ?? read.Code ?? intent.Text("cancellation_reason"),
            Message = error.Text("message"),
            ReceiptUrl = read.ReceiptUrl,
            ActionUrl = read.ActionUrl,
        };
    }

    private static PaymentEvent Page(PaymentEvent common, JsonElement page, PaymentEventKind kind) => common with
    {
        Kind = kind,
        ProviderPayment = page.Reference("payment_intent"),
        Cents = page.Number("amount_total"),
        Currency = page.Text("currency"),
        Status = page.Text("payment_status"),
    };

    private static PaymentEvent Customer(PaymentEvent common, JsonElement customer, JsonElement before)
    {
        var told = common with { Customer = common.Object };
        var changed = before.Part("invoice_settings").Part("default_payment_method").ValueKind != JsonValueKind.Undefined;
        return changed && customer.Part("invoice_settings").Reference("default_payment_method") is { } card
            ? told with { Kind = PaymentEventKind.CardSaved, Card = card }
            : told;
    }

    private static PaymentEvent Refund(PaymentEvent common, JsonElement refund) => common with
    {
        Kind = common.Status switch
        {
            "succeeded" or "pending" when common.Type != "refund.failed" => PaymentEventKind.Refunded,
            "failed" or "canceled" => PaymentEventKind.RefundFailed,
            _ => PaymentEventKind.Ignored,
        },
        ProviderPayment = refund.Reference("payment_intent"),
        ProviderCharge = refund.Reference("charge"),
        Cents = refund.Number("amount"),
        Currency = refund.Text("currency"),
        Code = refund.Text("failure_reason") ?? refund.Text("reason"),
    };

    // An inquiry (warning_...) and a dispute that was prevented move no money.
    private static PaymentEvent Dispute(PaymentEvent common, JsonElement dispute) => common with
    {
        Kind = (common.Type, common.Status) switch
        {
            ("charge.dispute.funds_withdrawn", _) => PaymentEventKind.DisputeOpened,
            ("charge.dispute.funds_reinstated", _) => PaymentEventKind.DisputeWon,
            ("charge.dispute.closed", "won") => PaymentEventKind.DisputeWon,
            ("charge.dispute.closed", "lost") => PaymentEventKind.DisputeLost,
            ("charge.dispute.created", "needs_response" or "under_review" or "lost") => PaymentEventKind.DisputeOpened,
            _ => PaymentEventKind.Ignored,
        },
        ProviderPayment = dispute.Reference("payment_intent"),
        ProviderCharge = dispute.Reference("charge"),
        Cents = dispute.Number("amount"),
        Currency = dispute.Text("currency"),
        Code = dispute.Text("reason"),
    };
}
