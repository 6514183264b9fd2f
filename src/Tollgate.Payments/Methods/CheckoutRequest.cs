using Tollgate.Metering.Identity;

namespace Tollgate.Payments.Methods;

/// <summary>Asks for a page where a customer enters a card. The card is saved for later charges.</summary>
internal sealed record CheckoutRequest
{
    /// <summary>What makes it the same request when it is sent again.</summary>
    public required Id<PaymentKind> Payment { get; init; }

    /// <summary>What is paid there, in USD cents; null only saves the card.</summary>
    public long? Cents { get; init; }

    public required Id<WorkspaceKind> Workspace { get; init; }

    public required KeyMode Mode { get; init; }

    /// <summary>The provider's id of the customer; null makes one.</summary>
    public string? Customer { get; init; }

    /// <summary>E-mail of a customer to be made; may be null.</summary>
    public string? Email { get; init; }

    /// <summary>What the page and the receipt say is bought.</summary>
    public required string Description { get; init; }

    /// <summary>Where the customer comes back to.</summary>
    public required Uri ReturnUrl { get; init; }
}
