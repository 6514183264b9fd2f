using Tollgate.Payments;
using Tollgate.Payments.TopUps;

namespace Tollgate.Host.Configuration;

/// <summary>Makes of the settings what payments work with.</summary>
internal static class PaymentSetup
{
    private const long CentsPerUsd = 100;

    /// <summary>What single values cannot tell: whether they make sense.</summary>
    public static void Collect(PaymentOptions options, List<string> errors)
    {
        if (options.StripeAddress is { } address && !Uri.TryCreate(address, UriKind.Absolute, out _))
        {
            errors.Add("payments.stripe.address: is no address");
        }
        else if (Stripe(options) is { } stripe)
        {
            errors.AddRange(PaymentsModule.Check(stripe));
        }
        else if (options.StripeWebhookSecrets is not null || options.StripeAccount is not null || options.StripeAddress is not null)
        {
            errors.Add("payments.stripe: payments.stripe.secret_key is not set");
        }

        if (options.ReturnUrl is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
        {
            errors.Add($"payments.return_url: '{url}' is no address such as https://example.com/billing");
        }
    }

    /// <summary>Null while no real payment method is set up.</summary>
    public static StripeSettings? Stripe(PaymentOptions options) => options.StripeSecretKey is not { } key ? null : new StripeSettings
    {
        SecretKey = key,
        WebhookSecrets = options.StripeWebhookSecrets?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
        Account = options.StripeAccount,
        Address = options.StripeAddress is { } address ? new Uri(address) : null,
    };

    /// <summary>The limits of what is charged.</summary>
    public static TopUpRules Rules(PaymentOptions options) => new()
    {
        DayCapCents = options.DayCapUsd * CentsPerUsd,
        MonthCapCents = options.MonthCapUsd == 0 ? null : options.MonthCapUsd * CentsPerUsd,
    };

    /// <summary>Where buyers come back to.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="listening">The first address that is listened on.</param>
    public static Uri ReturnUrl(PaymentOptions options, string listening) => new(options.ReturnUrl ?? listening);
}
