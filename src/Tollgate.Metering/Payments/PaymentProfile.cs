using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Payments;

/// <summary>A saved card, as far as anyone may see it.</summary>
/// <param name="Id">The payment method's id of the card.</param>
/// <param name="Brand">In lower case, such as <c>visa</c>; null where the method does not say.</param>
/// <param name="Last4">The last four digits; null where the method does not say.</param>
/// <param name="ExpiryMonth">From 1 to 12; null where the method does not say.</param>
/// <param name="ExpiryYear">Four digits; null where the method does not say.</param>
public sealed record SavedCard(string Id, string? Brand = null, string? Last4 = null, int? ExpiryMonth = null, int? ExpiryYear = null);

/// <summary>Who pays for a wallet, at the payment method.</summary>
public sealed record PaymentProfile
{
    public required WalletId Wallet { get; init; }

    /// <summary>Name of the payment method that knows the customer: ids mean nothing to another.</summary>
    public required string Method { get; init; }

    /// <summary>The method's id of the customer; null until there is one.</summary>
    public string? Customer { get; init; }

    /// <summary>Null while no card is saved.</summary>
    public SavedCard? Card { get; init; }

    /// <summary>When the newest subscription event that counted was made, Unix milliseconds: older ones come too late.</summary>
    public long SubscriptionAtMs { get; init; }
}
