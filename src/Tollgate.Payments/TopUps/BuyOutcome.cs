using Tollgate.Metering.Payments;

namespace Tollgate.Payments.TopUps;

/// <summary>What a purchase came to.</summary>
public enum BuyResult
{
    /// <summary>Charged, and the tokens are in the wallet.</summary>
    Credited,

    /// <summary>No card is saved: the buyer pays on a page.</summary>
    CheckoutRequired,

    /// <summary>The card's bank said no, or the card needs its owner. Nothing was charged.</summary>
    Declined,

    /// <summary>The outcome is not known yet; the tokens follow by themselves if it was charged.</summary>
    Pending,

    /// <summary>Nothing was charged, and the same may succeed later.</summary>
    Unavailable,
}

/// <summary>What a purchase came to, with what the buyer needs to know.</summary>
/// <param name="Result">Which of them.</param>
/// <param name="Payment">The payment; null when none came to be.</param>
/// <param name="Balance">What can be spent after a credit, tokens.</param>
/// <param name="Url">Where the buyer can pay or put things right; null when the method has no such page.</param>
/// <param name="Code">Why not, in one token of the payment method, such as <c>insufficient_funds</c>.</param>
/// <param name="Message">The same in words for the buyer; no secret.</param>
public sealed record BuyOutcome(
    BuyResult Result, Payment? Payment = null, long Balance = 0, string? Url = null, string? Code = null, string? Message = null);
