namespace Tollgate.Host.Configuration;

/// <summary>How money comes in.</summary>
internal sealed class PaymentOptions
{
    /// <summary>Stripe's secret key; null while no real payment method is set up. A secret.</summary>
    public string? StripeSecretKey { get; set; }

    /// <summary>Signing secrets of the webhook endpoint, separated by ','. A secret.</summary>
    public string? StripeWebhookSecrets { get; set; }

    /// <summary>Connected account that charges are made for; null for the key's own.</summary>
    public string? StripeAccount { get; set; }

    /// <summary>Stripe's address; null for the public one.</summary>
    public string? StripeAddress { get; set; }

    /// <summary>Where buyers come back to; null for the address that is listened on.</summary>
    public string? ReturnUrl { get; set; }

    /// <summary>What automatic top-ups of one wallet may charge in a UTC day, USD.</summary>
    public long DayCapUsd { get; set; } = 500;

    /// <summary>The same in a UTC month; 0 means no limit.</summary>
    public long MonthCapUsd { get; set; }
}
