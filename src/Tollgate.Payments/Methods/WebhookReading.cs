namespace Tollgate.Payments.Methods;

/// <summary>Why an incoming event is not believed.</summary>
internal enum WebhookFault
{
    None,

    /// <summary>No signature, or none that can be read.</summary>
    NoSignature,

    /// <summary>Signed with none of our secrets.</summary>
    WrongSignature,

    /// <summary>Signed too long ago, or in the future: perhaps sent again by a stranger.</summary>
    WrongTime,

    /// <summary>Rightly signed, but no event.</summary>
    Malformed,

    /// <summary>The method sends no events.</summary>
    NotSupported,
}

/// <summary>An incoming event, or why it is none.</summary>
/// <param name="Event">Null unless <paramref name="Fault"/> is <see cref="WebhookFault.None"/>. Not yet judged: mode, account, amount and currency
/// may be wrong.</param>
/// <param name="Fault">Why it is not believed.</param>
internal sealed record WebhookReading(PaymentEvent? Event, WebhookFault Fault)
{
    public static WebhookReading Not(WebhookFault fault) => new(null, fault);
}
