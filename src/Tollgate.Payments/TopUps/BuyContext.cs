namespace Tollgate.Payments.TopUps;

/// <summary>What a page for a buyer is made with.</summary>
public sealed record BuyContext
{
    /// <summary>Where the buyer comes back to; null for the address of this installation.</summary>
    public Uri? ReturnUrl { get; init; }

    /// <summary>The buyer's e-mail, if known.</summary>
    public string? Email { get; init; }
}
