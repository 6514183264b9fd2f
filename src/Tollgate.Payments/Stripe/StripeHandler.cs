using System.Net;

namespace Tollgate.Payments.Stripe;

/// <summary>The network to Stripe.</summary>
internal static class StripeHandler
{
    /// <summary>Connections that follow no redirect and keep no cookie: a key goes to the configured address and nowhere else.</summary>
    public static SocketsHttpHandler Create() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 64,
    };
}
