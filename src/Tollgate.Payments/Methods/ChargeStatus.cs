namespace Tollgate.Payments.Methods;

/// <summary>What is known of a charge.</summary>
internal enum ChargeStatus
{
    /// <summary>It may have been made or not: look it up, do not send another.</summary>
    Unknown,

    /// <summary>Made.</summary>
    Succeeded,

    /// <summary>The card or its bank said no; nothing was charged.</summary>
    Declined,

    /// <summary>The owner of the card must act first; nothing is charged yet.</summary>
    NeedsAction,

    /// <summary>On its way; an event or a look-up will tell.</summary>
    Processing,

    /// <summary>The provider did not take the request (our key, our parameters, too many requests); nothing was charged.</summary>
    Refused,

    /// <summary>Ended before it was made, by us or by the provider; nothing was charged.</summary>
    Cancelled,

    /// <summary>The provider knows nothing of it. Only from look-ups.</summary>
    NotFound,
}
