using System.Net;
using System.Net.Sockets;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Remote.OpenAi;
using Tollgate.Providers.Upstream;

namespace Tollgate.UnitTests.Providers.Remote.OpenAi;

public sealed class OpenAiFailuresTests : OpenAiStage
{
    [Fact]
    public async Task Send_NobodyListens_IsNotSent()
    {
        var address = Upstream.BaseUrl;
        await Upstream.DisposeAsync();

        var outcome = await SendAsync(Target() with { BaseUrl = address });

        outcome.Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.NotSent);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/v1")]
    [InlineData("http://169.254.169.254/v1")]
    [InlineData("http://[fe80::1]/v1")]
    [InlineData("http://[::ffff:169.254.169.254]/v1")]
    public async Task Send_AddressThatMayNotBeCalled_IsNotSent(string address)
    {
        var outcome = await SendAsync(Target() with { BaseUrl = new Uri(address) });

        outcome.Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.NotSent);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task Send_OwnNetworkWhereItIsNotAllowed_MakesNoConnection(string host)
    {
        using var client = new UpstreamClient(new UpstreamOptions { AllowPrivateAddresses = false }, Time);
        var target = Target() with { BaseUrl = new Uri($"http://{host}:{Upstream.BaseUrl.Port}/v1") };

        var outcome = await new OpenAiProvider(client).SendAsync(new ModelRequest(target, "m", false, new byte[2]), CancellationToken.None);

        outcome.Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.NotSent);
        Upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Send_ConnectionLostBeforeTheBodyIsOut_IsNotSent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var resetting = ResetNextAsync(listener);
        var target = Target() with { BaseUrl = new Uri($"http://{listener.LocalEndpoint}/v1") };

        // More than the buffers of both ends hold.
        var outcome = await Provider.SendAsync(new ModelRequest(target, "m", false, new byte[64 << 20]), CancellationToken.None);
        await resetting;

        outcome.Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.NotSent);
    }

    [Fact]
    public async Task Send_CancelledBeforeTheBodyIsOut_IsToldFromOneThatWasSent()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        using var cancel = new CancellationTokenSource();
        var request = new ModelRequest(Target() with { BaseUrl = new Uri($"http://{deaf.LocalEndpoint}/v1") }, "m", false, new byte[64 << 20]);

        var sending = Provider.SendAsync(request, cancel.Token).AsTask();
        using var accepted = await deaf.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await cancel.CancelAsync();

        (await sending).Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.CancelledUnsent);
        (await Provider.SendAsync(request, cancel.Token)).Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.CancelledUnsent);
    }

    [Fact]
    public async Task Send_ClosedWithoutAReply_IsBroken()
    {
        Upstream.ReplyRaw("");

        (await SendAsync(Target())).Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.Broken);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Len")]
    public async Task Send_HeadThatCannotBeUsed_IsBroken(string reply)
    {
        Upstream.ReplyRaw(reply);

        (await SendAsync(Target())).Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.Broken);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":1}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabcde\r\n")]
    public async Task Read_BodyThatEndsWrongly_IsBroken(string reply)
    {
        Upstream.ReplyRaw(reply);

        using var head = await SendOkAsync();
        (await FailureOf(ReadAllAsync(head))).Kind.ShouldBe(ProviderErrorKind.Broken);
    }

    [Fact]
    public async Task Read_ConnectionReset_IsBroken()
    {
        Upstream.ResetAfter(60, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":1}" + new string('x', 50));

        var outcome = await SendAsync(Target());
        using var head = outcome.Reply;
        var error = head is null ? outcome.Error.ShouldNotBeNull() : await FailureOf(ReadAllAsync(head));

        error.Kind.ShouldBe(ProviderErrorKind.Broken);
    }

    private static async Task ResetNextAsync(TcpListener listener)
    {
        using var socket = await listener.AcceptSocketAsync();
        await socket.ReceiveAsync(new byte[1]);
        socket.LingerState = new LingerOption(true, 0);
    }
}
