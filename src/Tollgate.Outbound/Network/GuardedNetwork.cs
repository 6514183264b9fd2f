using System.Net;
using System.Net.Sockets;
using Tollgate.Outbound.Addresses;

namespace Tollgate.Outbound.Network;

/// <summary>Connections to servers that an operator or a caller names. The very address that is connected to is judged, each time anew, so that
/// neither a name nor a later answer of its DNS server leads inward; no redirect is followed, no proxy asked, no cookie kept.</summary>
public static class GuardedNetwork
{
    /// <summary>A network of its own. Connecting to an address that is not allowed fails with <see cref="SocketError.AccessDenied"/> inside an
    /// <see cref="HttpRequestException"/>.</summary>
    /// <param name="allowPrivate">Whether loopback and private addresses may be called; metadata and link-local ones never may.</param>
    public static HttpMessageHandler Create(bool allowPrivate) => Create(allowPrivate, Dns.GetHostAddressesAsync);

    /// <summary>The same, with names resolved by whatever is handed in.</summary>
    internal static HttpMessageHandler Create(bool allowPrivate, Func<string, CancellationToken, Task<IPAddress[]>> resolve) => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 64,
        MaxConnectionsPerServer = 64,
        ConnectCallback = (context, stop) => ConnectAsync(context.DnsEndPoint, allowPrivate, resolve, stop),
    };

    // A name is resolved once for a connection: what was judged is what is connected to, and nobody asks again in between.
    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint target, bool allowPrivate, Func<string, CancellationToken, Task<IPAddress[]>> resolve, CancellationToken stop)
    {
        var host = target.Host.Trim('[', ']');
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, stop);
        var allowed = Array.FindAll(addresses, a => AddressRules.IsAllowed(a, allowPrivate));
        if (allowed.Length == 0)
        {
            throw new SocketException((int)SocketError.AccessDenied);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        NetworkStream? stream = null;
        try
        {
            await socket.ConnectAsync(allowed, target.Port, stop);
            stream = new NetworkStream(socket, ownsSocket: true);
            return stream;
        }
        finally
        {
            if (stream is null)
            {
                socket.Dispose();
            }
        }
    }
}
