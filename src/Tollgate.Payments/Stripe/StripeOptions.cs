namespace Tollgate.Payments.Stripe;

/// <summary>How Stripe is reached and how its events are believed. Holds secrets: never print it.</summary>
internal sealed class StripeOptions
{
    /// <summary>The secret or restricted key; its prefix says whether real money moves.</summary>
    public required string SecretKey { get; init; }

    /// <summary>Signing secrets of the webhook endpoint: more than one while one is rotated.</summary>
    public required IReadOnlyList<string> WebhookSecrets { get; init; }

    /// <summary>Charges are made for this connected account (<c>acct_...</c>); null for the account of the key.</summary>
    public string? Account { get; init; }

    public Uri BaseAddress { get; init; } = new("https://api.stripe.com/");

    /// <summary>One try of one request. A bank can take its time.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Events signed longer ago, or further in the future, are not believed.</summary>
    public TimeSpan WebhookTolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether real money moves.</summary>
    public bool IsLive => SecretKey.StartsWith("sk_live_", StringComparison.Ordinal) || SecretKey.StartsWith("rk_live_", StringComparison.Ordinal);

    /// <summary>Whether this can be the key of an account.</summary>
    public static bool IsSecretKey(string text) =>
        text.Length is > 10 and < 256 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && (text.StartsWith("sk_test_", StringComparison.Ordinal) || text.StartsWith("sk_live_", StringComparison.Ordinal)
            || text.StartsWith("rk_test_", StringComparison.Ordinal) || text.StartsWith("rk_live_", StringComparison.Ordinal));

    /// <summary>Whether a key may be sent there: over TLS, or to this machine.</summary>
    public static bool IsSafeAddress(Uri address) =>
        address.IsAbsoluteUri && address.Query.Length == 0 && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
