using System.Text.Json;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.Stripe;

/// <summary>What a payment intent says of a charge.</summary>
internal static class StripeIntent
{
    public const string Authentication = "authentication_required";

    /// <summary>Reads one; what has only been begun is <see cref="ChargeStatus.Unknown"/>.</summary>
    public static ChargeOutcome Read(JsonElement intent)
    {
        var error = intent.Part("last_payment_error");
        var outcome = new ChargeOutcome(StatusOf(intent.Text("status"), error))
        {
            ProviderPayment = intent.Text("id"),
            ProviderCharge = intent.Reference("latest_charge"),
        };
        return outcome.Status switch
        {
            ChargeStatus.Succeeded => outcome with
            {
                Cents = intent.Number("amount_received"),
                Currency = intent.Text("currency"),
                ReceiptUrl = intent.Part("latest_charge").Link("receipt_url"),
            },
            ChargeStatus.NeedsAction => outcome with
            {
                Code = Authentication,
                Message = error.Text("message") ?? "The card's bank asks its owner to confirm this payment.",
                ActionUrl = intent.Part("next_action").Part("redirect_to_url").Link("url"),
            },
            ChargeStatus.Declined => outcome with { Code = error.Text("decline_code") ?? error.Text("code") ?? "card_declined", Message = error.Text("message") },
            _ => outcome,
        };
    }

    private static ChargeStatus StatusOf(string? status, JsonElement error) => status switch
    {
        "succeeded" => ChargeStatus.Succeeded,
        "processing" or "requires_capture" => ChargeStatus.Processing,
        "requires_action" => ChargeStatus.NeedsAction,
        "canceled" => ChargeStatus.Cancelled,
        "requires_payment_method" when error.Text("code") == Authentication => ChargeStatus.NeedsAction,
        "requires_payment_method" when error.ValueKind == JsonValueKind.Object => ChargeStatus.Declined,
        _ => ChargeStatus.Unknown,
    };
}
