using System.Net;

namespace Tollgate.Payments.Stripe;

/// <summary>The network to Stripe. Follows no redirect and keeps no cookie: a key goes to the configured address and nowhere else.</summary>
internal sealed class StripeHandler : DelegatingHandler
{
    /// <summary>No reply is larger; one that is was not read to its end.</summary>
    public const int MostReplyBytes = 8 * 1024 * 1024;

    private StripeHandler(HttpMessageHandler network)
        : base(network)
    {
    }

    /// <summary>With connections of its own.</summary>
    public static StripeHandler Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 64,
    });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(MostReplyBytes, cancellationToken);
            return response;
        }
        catch
        {
            response?.Dispose();
            throw;
        }
        finally
        {
            // Replies are read on the threads that poll sockets; what follows from this one waits for the store.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }
}
