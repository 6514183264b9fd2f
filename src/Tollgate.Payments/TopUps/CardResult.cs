namespace Tollgate.Payments.TopUps;

/// <summary>What became of a test card that was to be saved.</summary>
public enum CardResult
{
    Saved,

    /// <summary>It is none of the card networks' test numbers.</summary>
    UnknownNumber,

    /// <summary>A real payment method is set up: test cards would be free tokens.</summary>
    Refused,
}
