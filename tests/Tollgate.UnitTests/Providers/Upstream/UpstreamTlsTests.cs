using System.Net;
using System.Net.Sockets;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.UnitTests.Providers.Upstream;

public sealed class UpstreamTlsTests : IAsyncDisposable
{
    private readonly TlsServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Call_CertificateThatNobodyTrusts_IsRefusedBeforeAnythingIsSent()
    {
        using var client = new UpstreamClient(new UpstreamOptions(), new ManualTime());

        var outcome = await SendAsync(client, Address("localhost"));

        outcome.Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.NotSent);
        _server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Call_CertificateOfAnotherName_IsRefusedBeforeAnythingIsSent()
    {
        using var client = Trusting();

        var outcome = await SendAsync(client, Address("127.0.0.1"));

        outcome.Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.NotSent);
        _server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Calls_TrustedCertificate_GoOverOneConnection()
    {
        using var client = Trusting();
        var address = Address("localhost");
        for (var i = 0; i < 3; i++)
        {
            (await CallAsync(client, address)).ShouldBe("{}");
        }

        _server.Handshakes.ShouldHaveSingleItem().ShouldBe(("localhost", "http/1.1"));
        _server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Call_AfterTheServerClosedTheIdleConnection_GoesOverANewOne()
    {
        var time = new ManualTime();
        using var client = Trusting(time);
        var address = Address("localhost");
        await CallAsync(client, address);
        _server.CloseAll();

        // The clock moves, so that the network itself is asked.
        time.Advance(TimeSpan.FromSeconds(1));
        (await Eventually.GetAsync(() => SendAsync(client, address), o => o.Reply is not null)).Reply!.Dispose();

        _server.Handshakes.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Read_ClosedInTheMiddle_IsBroken()
    {
        _server.Reply = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}";
        using var client = Trusting();
        var outcome = await SendAsync(client, Address("localhost"));
        using var reply = outcome.Reply.ShouldNotBeNull();
        _server.CloseAll();

        (await UpstreamStage.FailureOf(UpstreamStage.ReadAllAsync(reply))).ShouldBe(ProviderErrorKind.Broken);
    }

    [Fact]
    public async Task Read_Aborted_IsCancelled()
    {
        _server.Reply = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
        using var client = Trusting();
        var outcome = await SendAsync(client, Address("localhost"));
        using var reply = outcome.Reply.ShouldNotBeNull();
        var reading = reply.ReadAsync(new byte[100]).AsTask();

        reply.Abort();

        (await UpstreamStage.FailureOf(reading)).ShouldBe(ProviderErrorKind.Cancelled);
    }

    [Fact]
    public async Task Send_CancelledDuringTheHandshake_IsUnsent()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        using var client = Trusting();
        using var cancel = new CancellationTokenSource();
        var address = new Uri($"https://localhost:{((IPEndPoint)deaf.LocalEndpoint).Port}/v1");
        var sending = SendAsync(client, address, cancel.Token);
        using var accepted = await deaf.AcceptSocketAsync();
        await accepted.ReceiveAsync(new byte[1]);

        await cancel.CancelAsync();

        (await sending).Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.CancelledUnsent);
    }

    private static Task<SendOutcome> SendAsync(UpstreamClient client, Uri address, CancellationToken cancellationToken = default) =>
        client.PostAsync(address, null, null, new ModelRequest(UpstreamStage.Target(), "m", false, "{}"u8.ToArray()), cancellationToken).AsTask();

    private static async Task<string> CallAsync(UpstreamClient client, Uri address)
    {
        var outcome = await SendAsync(client, address);
        using var reply = outcome.Reply.ShouldNotBeNull();
        return await UpstreamStage.ReadAllAsync(reply);
    }

    private UpstreamClient Trusting(ManualTime? time = null) =>
        new(new UpstreamOptions { TrustedRoots = [_server.Certificate] }, time ?? new ManualTime());

    private Uri Address(string host) => new($"https://{host}:{_server.Port}/v1/chat/completions");
}
