namespace Tollgate.Payments.TopUps;

/// <summary>What becomes of an incoming webhook.</summary>
public enum WebhookAnswer
{
    /// <summary>Taken in, refused or of no concern: recorded, and not to be sent again.</summary>
    Received,

    /// <summary>The signature, its time or the body is wrong: whoever sent it.</summary>
    NotBelieved,

    /// <summary>No payment method is set up that sends events.</summary>
    NotExpected,

    /// <summary>The store does not write, or what it is about is not known yet: it must be sent again.</summary>
    Unavailable,
}
