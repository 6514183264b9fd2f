using Tollgate.Metering.Identity;

namespace Tollgate.Payments.Methods;

/// <summary>One attempt to charge a saved card. Sent again for the same attempt it must be the same in every field.</summary>
internal sealed record ChargeRequest
{
    /// <summary>A request that was sent arrives within that time or never.</summary>
    public static readonly TimeSpan LatestArrival = TimeSpan.FromMinutes(2);

    /// <summary>So long after it was first sent an attempt may be sent again and has one effect; later it may only be looked up.</summary>
    public static readonly TimeSpan RepeatableFor = TimeSpan.FromHours(23);

    /// <summary>Our payment: one, whatever number of attempts.</summary>
    public required Id<PaymentKind> Payment { get; init; }

    /// <summary>Counts the attempts of a payment, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>USD cents, more than zero.</summary>
    public required long Cents { get; init; }

    public required Id<WorkspaceKind> Workspace { get; init; }

    public required KeyMode Mode { get; init; }

    /// <summary>The provider's id of the customer.</summary>
    public required string Customer { get; init; }

    /// <summary>The provider's id of the saved card. Empty to look up what was paid on a page of the provider.</summary>
    public required string Card { get; init; }

    /// <summary>When our payment was made: look-ups begin a little before.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What the card's owner reads on the receipt.</summary>
    public string? Description { get; init; }

    /// <summary>Where the owner comes back to from a page of the card's bank; null where there is no such page.</summary>
    public Uri? ReturnUrl { get; init; }
}
