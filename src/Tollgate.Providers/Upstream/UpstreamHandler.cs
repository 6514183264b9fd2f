using System.Net;
using System.Net.Sockets;

namespace Tollgate.Providers.Upstream;

/// <summary>Makes the one pool of connections to providers.</summary>
public static class UpstreamHandler
{
    /// <summary>One per process; disposing it closes all connections.</summary>
    public static HttpMessageHandler Create(UpstreamOptions options) => new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = int.MaxValue,
        PooledConnectionLifetime = options.ConnectionLifetime,
        PooledConnectionIdleTimeout = options.ConnectionIdleTimeout,
        ConnectTimeout = options.ConnectTimeout,
        MaxResponseHeadersLength = 64,

        // A reply that is given up is closed at once: reading its rest would let the provider go on producing what nobody pays for.
        MaxResponseDrainSize = 0,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, options, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, UpstreamOptions options, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(endPoint.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken);
        var allowed = Array.FindAll(addresses, a => AddressRules.IsAllowed(a, options.AllowPrivateAddresses));
        if (allowed.Length == 0)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The provider's address is not one that may be called.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var connected = false;
        try
        {
            await socket.ConnectAsync(allowed, endPoint.Port, cancellationToken);
            connected = true;
            return new NetworkStream(socket, ownsSocket: true);
        }
        finally
        {
            if (!connected)
            {
                socket.Dispose();
            }
        }
    }
}
