namespace Tollgate.Payments.Methods;

/// <summary>What became of an attempt to charge.</summary>
internal sealed record ChargeOutcome(ChargeStatus Status)
{
    /// <summary>The provider's id of the payment, where it has one already.</summary>
    public string? ProviderPayment { get; init; }

    /// <summary>The provider's id of the movement of money.</summary>
    public string? ProviderCharge { get; init; }

    /// <summary>What was charged, in cents; null unless it was.</summary>
    public long? Cents { get; init; }

    /// <summary>Lower-case currency of <see cref="Cents"/>.</summary>
    public string? Currency { get; init; }

    /// <summary>Why not, as the networks name it, e.g. <c>insufficient_funds</c>; for <see cref="ChargeStatus.Refused"/> the provider's error code.</summary>
    public string? Code { get; init; }

    /// <summary>The same in words that a customer may read; no secret.</summary>
    public string? Message { get; init; }

    /// <summary>Where the owner can act; null where the provider offers no page.</summary>
    public Uri? ActionUrl { get; init; }

    public Uri? ReceiptUrl { get; init; }

    /// <summary>Whether the same may succeed later without anybody's doing; for <see cref="ChargeStatus.Refused"/>.</summary>
    public bool IsPassing { get; init; }

    /// <summary>What the card's networks would report afterwards, for a method that sends no events of its own (a disputed charge).</summary>
    public IReadOnlyList<PaymentEvent> Aftermath { get; init; } = [];
}
