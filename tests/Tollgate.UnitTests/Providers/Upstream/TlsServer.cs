using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tollgate.UnitTests.Providers.Upstream;

/// <summary>A provider on loopback behind TLS, its certificate made out to <c>localhost</c> by itself. Answers every request with
/// <see cref="Reply"/>.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Task _serving;

    public TlsServer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public X509Certificate2 Certificate { get; }

    public int Port { get; }

    public string Reply { get; set; } = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";

    /// <summary>Host names and protocols that clients asked for.</summary>
    public ConcurrentQueue<(string Host, string Protocol)> Handshakes { get; } = new();

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Closes all connections as an idle server does.</summary>
    public void CloseAll()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        CloseAll();
        await _serving;
        Certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                _sockets.Add(socket);
                _ = TalkAsync(socket);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        try
        {
            await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = Certificate,
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            });
            Handshakes.Enqueue((stream.TargetHostName, stream.NegotiatedApplicationProtocol.ToString()));
            var buffer = new byte[4_096];
            var text = "";
            while (await stream.ReadAsync(buffer) is > 0 and var read)
            {
                text += Encoding.ASCII.GetString(buffer, 0, read);
                if (text.EndsWith('}'))
                {
                    Requests.Enqueue(text);
                    text = "";
                    foreach (var part in Reply.Chunk(20))
                    {
                        await stream.WriteAsync(Encoding.ASCII.GetBytes(part));
                    }
                }
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or refused the certificate.
        }
    }
}
