using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Tollgate.Outbound.Addresses;
using Tollgate.Providers.Upstream.Connections;

namespace Tollgate.Providers.Upstream;

/// <summary>Makes connections, to no address that may not be called.</summary>
internal sealed class UpstreamConnector(UpstreamOptions options)
{
    private static readonly List<SslApplicationProtocol> Protocols = [SslApplicationProtocol.Http11];

    /// <summary>Connects, TLS included.</summary>
    public async ValueTask<Transport> ConnectAsync(Origin origin, CancellationToken stop)
    {
        // The very addresses that are connected to are judged, so that no name leads inward.
        var addresses = IPAddress.TryParse(origin.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(origin.Host, stop);
        var allowed = Array.FindAll(addresses, a => AddressRules.IsAllowed(a, options.AllowPrivateAddresses));
        if (allowed.Length == 0)
        {
            throw new SocketException((int)SocketError.AccessDenied);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Transport? connected = null;
        try
        {
            await socket.ConnectAsync(allowed, origin.Port, stop);
            connected = origin.IsTls ? await SecureAsync(socket, origin.Host, stop) : new PlainTransport(socket);
            return connected;
        }
        finally
        {
            if (connected is null)
            {
                socket.Dispose();
            }
        }
    }

    private async Task<Transport> SecureAsync(Socket socket, string host, CancellationToken stop)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
        var secured = false;
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    ApplicationProtocols = Protocols,
                    CertificateChainPolicy = options.TrustedRoots is { } roots ? Trusting(roots) : null,
                },
                stop);
            secured = true;
            return new TlsTransport(socket, stream);
        }
        finally
        {
            if (!secured)
            {
                await stream.DisposeAsync();
            }
        }
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
