using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tollgate.Testing;

/// <summary>A mail as it came over the wire.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's receiver.</param>
/// <param name="Data">Headers and body.</param>
public sealed record ReceivedMail(string From, string To, string Data);

/// <summary>A small SMTP server on the loopback: takes every mail, or refuses every receiver.</summary>
public sealed class FakeSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _came = new(0);
    private readonly Task _running;

    private FakeSmtpServer()
    {
        _listener.Start();
        _running = RunAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public bool Refuses { get; set; }

    /// <summary>What it says to a receiver, by the address; when null, yes to all or, if it refuses, no.</summary>
    public Func<string, string>? Receiver { get; set; }

    /// <summary>The first thing it says.</summary>
    public string Greeting { get; set; } = "220 mail.example.org ready";

    /// <summary>Every line that it was told outside of mails.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>Whether it offers STARTTLS, with a certificate that nobody trusts.</summary>
    public bool HasBadCertificate { get; set; }

    public ConcurrentQueue<ReceivedMail> Mails { get; } = new();

    public static FakeSmtpServer Start() => new();

    /// <summary>Waits for the next mail not yet waited for, and gives the newest.</summary>
    public async Task<ReceivedMail> NextAsync()
    {
        await _came.WaitAsync(TimeSpan.FromSeconds(30));
        return Mails.Last();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
        _came.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            await ConverseAsync(client);
        }
    }

    private async Task ConverseAsync(TcpClient client)
    {
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await using var writer = new StreamWriter(stream, Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync(Greeting);
        string from = "", to = "";
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            Lines.Enqueue(line);
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "MAIL":
                    from = line[(line.IndexOf('<') + 1)..line.IndexOf('>')];
                    await writer.WriteLineAsync("250 ok");
                    break;
                case "RCPT":
                    to = line[(line.IndexOf('<') + 1)..line.IndexOf('>')];
                    await writer.WriteLineAsync(Receiver?.Invoke(to) ?? (Refuses ? "550 no such mailbox" : "250 ok"));
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    Mails.Enqueue(new ReceivedMail(from, to, await DataAsync(reader)));
                    _came.Release();
                    await writer.WriteLineAsync("250 taken");
                    break;
                case "EHLO" when HasBadCertificate:
                    await writer.WriteLineAsync("250-mail.example.org\r\n250 STARTTLS");
                    break;
                case "STARTTLS":
                    await writer.WriteLineAsync("220 go on");
                    await FailTlsAsync(stream);
                    return;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 mail.example.org");
                    break;
            }
        }
    }

    // Whoever checks certificates leaves in the middle of it.
    private async Task FailTlsAsync(NetworkStream stream)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=mail.example.org", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        await using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _stop.Token);
            _ = await tls.ReadAsync(new byte[1], _stop.Token);
        }
        catch (Exception left) when (left is IOException or AuthenticationException)
        {
            // As it should.
        }
    }

    private async Task<string> DataAsync(StreamReader reader)
    {
        var data = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line and not ".")
        {
            data.Append(line).Append('\n');
        }

        return data.ToString();
    }
}
