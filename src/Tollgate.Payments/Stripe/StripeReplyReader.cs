using System.Net;
using System.Text.Json;

namespace Tollgate.Payments.Stripe;

/// <summary>Says how far a request came, from the status and the error that came back.</summary>
internal static class StripeReplyReader
{
    public static StripeReply Read(int status, byte[] body)
    {
        if (Parse(body) is not { } json)
        {
            // Not Stripe's own words: something between us, which tells nothing of what lies behind it.
            return new StripeReply(StripeEnd.Unknown, default, status);
        }

        if (status is >= 200 and < 300)
        {
            return new StripeReply(StripeEnd.Done, json, status);
        }

        var error = json.Part("error");
        return new StripeReply(EndOf(status, error), error, status);
    }

    private static StripeEnd EndOf(int status, JsonElement error)
    {
        var type = error.Text("type");
        return status switch
        {
            (int)HttpStatusCode.PaymentRequired when type == "card_error" => StripeEnd.CardError,
            (int)HttpStatusCode.TooManyRequests => StripeEnd.NotDone,

            // The first request with this key is still under way.
            (int)HttpStatusCode.Conflict => StripeEnd.Unknown,

            // There was a request with this key before, and it was not this one: what became of it is not known.
            >= 400 and < 500 when type == "idempotency_error" => StripeEnd.Unknown,
            >= 400 and < 500 when type is not null => StripeEnd.Refused,
            _ => StripeEnd.Unknown,
        };
    }

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
