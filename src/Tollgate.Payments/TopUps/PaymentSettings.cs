namespace Tollgate.Payments.TopUps;

/// <summary>How Stripe is reached. Holds secrets: never print it.</summary>
public sealed class StripeSettings
{
    public required string SecretKey { get; init; }

    /// <summary>Signing secrets of the webhook endpoint; more than one while one is rotated.</summary>
    public required IReadOnlyList<string> WebhookSecrets { get; init; }

    /// <summary>Connected account that charges are made for; null for the key's own.</summary>
    public string? Account { get; init; }

    /// <summary>Null for Stripe's own address.</summary>
    public Uri? Address { get; init; }
}

/// <summary>What the operator set about payments.</summary>
public sealed class PaymentSettings
{
    /// <summary>Null while no real payment method is set up.</summary>
    public StripeSettings? Stripe { get; init; }

    public required TopUpRules Rules { get; init; }

    /// <summary>Where owners come back to from pages of the payment method.</summary>
    public required Uri ReturnUrl { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Told of work that was put off because the store or the payment method failed.</summary>
    public required Action<Exception> Failed { get; init; }
}
