using Tollgate.Metering.Identity;

namespace Tollgate.Payments.Methods;

/// <summary>What a payment provider reports, in no provider's terms. Events come late, twice, in any order or never.</summary>
internal sealed record PaymentEvent
{
    /// <summary>The provider's id of the event.</summary>
    public required string Id { get; init; }

    /// <summary>The provider's name for what happened.</summary>
    public required string Type { get; init; }

    public required PaymentEventKind Kind { get; init; }

    /// <summary>When it happened, in whole seconds; of two events of one object the later one tells how it stands.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether real money is meant.</summary>
    public required bool IsLive { get; init; }

    /// <summary>The provider's id of the account that it happened in; null for the one that our key belongs to.</summary>
    public string? Account { get; init; }

    /// <summary>Our payment; null where the provider does not say (find it by <see cref="ProviderPayment"/>).</summary>
    public Id<PaymentKind>? Payment { get; init; }

    /// <summary>Which attempt of it; 0 where the provider does not say.</summary>
    public int Attempt { get; init; }

    public Id<WorkspaceKind>? Workspace { get; init; }

    public KeyMode? Mode { get; init; }

    /// <summary>The provider's id of what the event is about: payment, refund, dispute, page, card or subscription.</summary>
    public string? Object { get; init; }

    public string? ProviderPayment { get; init; }

    public string? ProviderCharge { get; init; }

    public string? Customer { get; init; }

    /// <summary>The provider's id of the card that was used or saved.</summary>
    public string? Card { get; init; }

    /// <summary>Cents that came in, went back or are disputed.</summary>
    public long? Cents { get; init; }

    /// <summary>Lower-case.</summary>
    public string? Currency { get; init; }

    /// <summary>The provider's word for how the object stands, e.g. <c>past_due</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Why it was declined, refunded or disputed.</summary>
    public string? Code { get; init; }

    public string? Message { get; init; }

    public Uri? ReceiptUrl { get; init; }

    /// <summary>Where the card's owner can act.</summary>
    public Uri? ActionUrl { get; init; }
}
