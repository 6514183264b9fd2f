using System.Net;
using System.Net.Sockets;
using System.Text;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Remote.OpenAi;
using Tollgate.Providers.Upstream;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Providers.Remote.OpenAi;

public sealed class OpenAiProviderTests : IAsyncDisposable
{
    private const string Body = """{"model":"m","messages":[]}""";

    private readonly FakeUpstream _upstream = new();
    private readonly ManualTime _time = new();
    private readonly HttpMessageHandler _handler = UpstreamHandler.Create(new UpstreamOptions());
    private readonly UpstreamClient _client;
    private readonly OpenAiProvider _provider;

    public OpenAiProviderTests()
    {
        _client = new UpstreamClient(_handler, _time);
        _provider = new OpenAiProvider(_client);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _handler.Dispose();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Send_PlainCall_WritesExactlyTheseBytes()
    {
        using var reply = await SendOkAsync();

        var request = _upstream.Requests.Single();
        request.Head.ShouldBe(string.Join(
            "\r\n",
            "POST /v1/chat/completions HTTP/1.1",
            $"Host: {_upstream.BaseUrl.Authority}",
            "Authorization: Bearer sk-test",
            "Accept-Encoding: identity",
            "User-Agent: tollgate",
            "Content-Type: application/json",
            "Content-Length: 27"));
        request.BodyText.ShouldBe(Body);
    }

    [Fact]
    public async Task Send_WithoutKey_SendsNoAuthorization()
    {
        using var reply = await SendOkAsync(Target() with { ApiKey = "" });

        _upstream.Requests.Single().Head.ShouldNotContain("Authorization");
    }

    [Fact]
    public async Task Read_PlainReply_GivesTheBodyByteForByte()
    {
        _upstream.ReplyPlain("""{"a":1}""", 201, "X-Other: y\r\nRetry-After: 7\r\n");

        using var reply = await SendOkAsync();

        reply.Status.ShouldBe(201);
        reply.ContentType.ShouldBe("application/json");
        reply.ContentLength.ShouldBe(7);
        reply.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        (await ReadAllAsync(reply)).ShouldBe("""{"a":1}""");
    }

    [Fact]
    public async Task Read_RetryAfterAsDate_CountsFromTheClock()
    {
        _upstream.ReplyPlain("{}", 429, "Retry-After: Thu, 15 Jan 2026 12:00:30 GMT\r\n");

        using var reply = await SendOkAsync();

        reply.RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Read_Stream_GivesTheEventsAsTheyCome()
    {
        var next = new TaskCompletionSource();
        _upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync("data: 1\n\n");
            await next.Task;
            await exchange.SendChunkAsync("data: 2\n\n");
            await exchange.EndChunksAsync();
        });

        using var reply = await SendOkAsync();
        var buffer = new byte[100];
        var first = await reply.ReadAsync(buffer);
        Encoding.UTF8.GetString(buffer, 0, first).ShouldBe("data: 1\n\n");
        next.SetResult();

        (await ReadAllAsync(reply)).ShouldBe("data: 2\n\n");
        reply.ContentLength.ShouldBeNull();
    }

    [Fact]
    public async Task Read_ToTheEnd_LeavesTheConnectionForTheNextCall()
    {
        for (var i = 0; i < 3; i++)
        {
            using var reply = await SendOkAsync();
            await ReadAllAsync(reply);
        }

        _upstream.Count.ShouldBe(3);
        _upstream.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Dispose_BeforeTheEnd_ClosesTheConnection()
    {
        _upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync("data: 1\n\n");
            await exchange.ClientClosed;
        });

        var reply = await SendOkAsync();
        await reply.ReadAsync(new byte[100]);
        reply.Dispose();

        await Should.NotThrowAsync(() => _upstream.Exchanges.Single().ClientClosed.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Abort_WhileReading_EndsTheReadAsCancelledAndClosesTheConnection()
    {
        _upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.ClientClosed;
        });

        using var reply = await SendOkAsync();
        var reading = reply.ReadAsync(new byte[100]).AsTask();
        reply.Abort();

        (await FailureOf(reading)).Kind.ShouldBe(ProviderErrorKind.Cancelled);
        await _upstream.Exchanges.Single().ClientClosed.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Abort_AfterDispose_IsHarmless()
    {
        var reply = await SendOkAsync();
        reply.Dispose();

        Should.NotThrow(reply.Abort);
    }

    [Fact]
    public async Task Send_CancelledWhileWaitingForTheHead_IsCancelled()
    {
        _upstream.Hang();
        using var cancel = new CancellationTokenSource();
        var sending = SendAsync(Target(), cancel.Token);
        var exchange = await _upstream.NextAsync();
        await cancel.CancelAsync();

        (await sending).Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.Cancelled);
        await exchange.ClientClosed.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Send_NobodyListens_IsNotSent()
    {
        var address = _upstream.BaseUrl;
        await _upstream.DisposeAsync();

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

    [Fact]
    public async Task Send_ConnectionLostBeforeTheBodyIsOut_IsNotSent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var resetting = ResetNextAsync(listener);
        var target = Target() with { BaseUrl = new Uri($"http://{listener.LocalEndpoint}/v1") };

        // More than the buffers of both ends hold.
        var outcome = await _provider.SendAsync(new ModelRequest(target, "m", false, new byte[64 << 20]), CancellationToken.None);
        await resetting;

        outcome.Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.NotSent);
    }

    [Fact]
    public async Task Send_ClosedWithoutAReply_IsBroken()
    {
        _upstream.ReplyRaw("");

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
        _upstream.ReplyRaw(reply);

        (await SendAsync(Target())).Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.Broken);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":1}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabcde\r\n")]
    public async Task Read_BodyThatEndsWrongly_IsBroken(string reply)
    {
        _upstream.ReplyRaw(reply);

        using var head = await SendOkAsync();
        (await FailureOf(ReadAllAsync(head))).Kind.ShouldBe(ProviderErrorKind.Broken);
    }

    [Fact]
    public async Task Read_ConnectionReset_IsBroken()
    {
        _upstream.ResetAfter(60, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":1}" + new string('x', 50));

        var outcome = await SendAsync(Target());
        using var head = outcome.Reply;
        var error = head is null ? outcome.Error.ShouldNotBeNull() : await FailureOf(ReadAllAsync(head));

        error.Kind.ShouldBe(ProviderErrorKind.Broken);
    }

    [Fact]
    public async Task Send_Redirect_IsAReplyAndNotFollowed()
    {
        _upstream.ReplyPlain("{}", 302, "Location: http://169.254.169.254/\r\n");

        using var reply = await SendOkAsync();

        reply.Status.ShouldBe(302);
        _upstream.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Send_NoHeadInTime_IsFirstByteTimeoutWithItsLimit()
    {
        _upstream.Hang();
        var sending = SendAsync(Target() with { FirstByteTimeout = TimeSpan.FromSeconds(2) });
        var exchange = await _upstream.NextAsync();

        await AdvanceUntilDoneAsync(sending);

        var error = (await sending).Error.ShouldNotBeNull();
        error.Kind.ShouldBe(ProviderErrorKind.FirstByteTimeout);
        error.Limit.ShouldBe(TimeSpan.FromSeconds(2));
        await exchange.ClientClosed.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Read_NothingMoreInTime_IsTimeoutWithItsLimit()
    {
        _upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync("data: 1\n\n");
            await exchange.ClientClosed;
        });
        using var reply = await SendOkAsync(Target() with { IdleTimeout = TimeSpan.FromSeconds(3) });
        await reply.ReadAsync(new byte[100]);
        var reading = reply.ReadAsync(new byte[100]).AsTask();

        await AdvanceUntilDoneAsync(reading);

        var error = await FailureOf(reading);
        error.Kind.ShouldBe(ProviderErrorKind.Timeout);
        error.Limit.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Read_WholeTimeOver_IsTimeoutWithTheTotal()
    {
        _upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.ClientClosed;
        });
        using var reply = await SendOkAsync(Target() with { TotalTimeout = TimeSpan.FromSeconds(20) });
        var reading = reply.ReadAsync(new byte[100]).AsTask();

        await AdvanceUntilDoneAsync(reading);

        var error = await FailureOf(reading);
        error.Kind.ShouldBe(ProviderErrorKind.Timeout);
        error.Limit.ShouldBe(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Read_CallerSlowBetweenReads_DoesNotCountAsIdle()
    {
        _upstream.ReplyStream("data: 1\n\n", "data: 2\n\n");
        using var reply = await SendOkAsync(Target() with { IdleTimeout = TimeSpan.FromSeconds(1) });
        await reply.ReadAsync(new byte[9]);
        for (var i = 0; i < 40; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
        }

        (await ReadAllAsync(reply)).ShouldBe("data: 2\n\n");
    }

    private static async Task ResetNextAsync(TcpListener listener)
    {
        using var socket = await listener.AcceptSocketAsync();
        await socket.ReceiveAsync(new byte[1]);
        socket.LingerState = new LingerOption(true, 0);
    }

    private ProviderTarget Target() => new()
    {
        Name = "openai",
        Kind = "openai",
        BaseUrl = _upstream.BaseUrl,
        ApiKey = "sk-test",
    };

    private Task<SendOutcome> SendAsync(ProviderTarget target, CancellationToken cancellationToken = default) =>
        _provider.SendAsync(new ModelRequest(target, "m", false, Encoding.UTF8.GetBytes(Body)), cancellationToken).AsTask();

    private async Task<ModelReply> SendOkAsync(ProviderTarget? target = null)
    {
        var outcome = await SendAsync(target ?? Target());
        outcome.Error.ShouldBeNull();
        return outcome.Reply.ShouldNotBeNull();
    }

    // Each step moves the clock by one look of the watchdog, and lets what it woke run.
    private async Task AdvanceUntilDoneAsync(Task task)
    {
        for (var i = 0; i < 1_000 && !task.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }

        await Task.WhenAny(task).WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task<string> ReadAllAsync(ModelReply reply)
    {
        var all = new MemoryStream();
        var buffer = new byte[64];
        while (await reply.ReadAsync(buffer) is > 0 and var read)
        {
            all.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    private static async Task<ProviderError> FailureOf(Task task) =>
        (await Should.ThrowAsync<ProviderException>(task)).Error;
}
