using System.Text.Json;

namespace Tollgate.Payments.Stripe;

/// <summary>How far a request came.</summary>
internal enum StripeEnd
{
    /// <summary>It may have been carried out or not.</summary>
    Unknown,

    /// <summary>It was not carried out, and would be if it were sent later: no connection, or too many requests.</summary>
    NotDone,

    /// <summary>It was not carried out, and never will be as it is.</summary>
    Refused,

    /// <summary>Carried out, and a card was declined by it.</summary>
    CardError,

    /// <summary>Carried out.</summary>
    Done,
}

/// <summary>What came back.</summary>
/// <param name="End">How far the request came.</param>
/// <param name="Body">The object, or with an error the error; undefined when nothing readable came.</param>
/// <param name="Status">HTTP status; 0 when none came.</param>
internal sealed record StripeReply(StripeEnd End, JsonElement Body, int Status)
{
    /// <summary>The error's code, or its type where it has none; a word of ours where nothing came.</summary>
    public string Code => Status == 0 ? "unreachable" : Body.Text("code") ?? Body.Text("type") ?? $"http_{Status}";

    /// <summary>Stripe's words to the integrator; no secret in it but for keys, which Stripe shortens.</summary>
    public string Message => Status switch
    {
        0 => "The payment provider could not be reached.",
        401 or 403 => "The payment provider does not accept the gateway's key for this.",
        429 => "The payment provider is asked too often just now.",
        >= 500 => "The payment provider has an error of its own.",
        _ => Body.Text("message") ?? "The payment provider refused the request.",
    };

    /// <summary>Whether the same may succeed later.</summary>
    public bool IsPassing => End is StripeEnd.NotDone or StripeEnd.Unknown;

    /// <summary>The error is an error of a card: its own code, else that of the error.</summary>
    public string DeclineCode => Body.Text("decline_code") ?? Code;
}
