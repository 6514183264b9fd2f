using Tollgate.Inference.Providers;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Providers.Remote.OpenAi;

public sealed class OpenAiEndingsTests : OpenAiStage
{
    [Fact]
    public async Task Read_ToTheEnd_LeavesTheConnectionForTheNextCall()
    {
        for (var i = 0; i < 3; i++)
        {
            using var reply = await SendOkAsync();
            await ReadAllAsync(reply);
        }

        Upstream.Count.ShouldBe(3);
        Upstream.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Dispose_BehindTheLastEvent_LeavesTheConnectionForTheNextCall()
    {
        Upstream.Default = exchange => exchange.SendAsync(FakeReplies.StreamHead + FakeReplies.Chunk(FakeReplies.Done) + "0\r\n\r\n");
        for (var i = 0; i < 3; i++)
        {
            using var reply = await SendOkAsync();
            (await reply.ReadAsync(new byte[100])).ShouldBe(FakeReplies.Done.Length);
        }

        Upstream.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Dispose_WhileMoreComes_ClosesTheConnection()
    {
        Upstream.Script(async exchange =>
        {
            await exchange.SendAsync(FakeReplies.StreamHead + FakeReplies.Chunk("data: 1\n\n") + FakeReplies.Chunk("data: 2\n\n"));
            await exchange.ClientClosed;
        });

        var reply = await SendOkAsync();
        await reply.ReadAsync(new byte[9]);
        reply.Dispose();

        await Should.NotThrowAsync(() => Upstream.Exchanges.Single().ClientClosed.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Dispose_WhileNothingComes_ClosesTheConnectionSoon()
    {
        var reply = await StartSilentStreamAsync();
        reply.Dispose();
        await AdvanceUntilDoneAsync(Upstream.Exchanges.Single().ClientClosed);

        Upstream.Exchanges.Single().ClientClosed.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Dispose_AfterAbort_ClosesTheConnectionAtOnce()
    {
        var reply = await StartSilentStreamAsync();
        reply.Abort();
        reply.Dispose();

        await Should.NotThrowAsync(() => Upstream.Exchanges.Single().ClientClosed.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Abort_WhileReading_EndsTheReadAsCancelledAndClosesTheConnection()
    {
        Upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.ClientClosed;
        });

        using var reply = await SendOkAsync();
        var reading = reply.ReadAsync(new byte[100]).AsTask();
        reply.Abort();

        (await FailureOf(reading)).Kind.ShouldBe(ProviderErrorKind.Cancelled);
        await Upstream.Exchanges.Single().ClientClosed.WaitAsync(TimeSpan.FromSeconds(10));
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
        Upstream.Hang();
        using var cancel = new CancellationTokenSource();
        var sending = SendAsync(Target(), cancel.Token);
        var exchange = await Upstream.NextAsync();
        await cancel.CancelAsync();

        (await sending).Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.Cancelled);
        await exchange.ClientClosed.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Send_NoHeadInTime_IsFirstByteTimeoutWithItsLimit()
    {
        Upstream.Hang();
        var sending = SendAsync(Target() with { FirstByteTimeout = TimeSpan.FromSeconds(2) });
        var exchange = await Upstream.NextAsync();

        await AdvanceUntilDoneAsync(sending);

        var error = (await sending).Error.ShouldNotBeNull();
        error.Kind.ShouldBe(ProviderErrorKind.FirstByteTimeout);
        error.Limit.ShouldBe(TimeSpan.FromSeconds(2));
        await exchange.ClientClosed.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Read_NothingMoreInTime_IsTimeoutWithItsLimit()
    {
        Upstream.Script(async exchange =>
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
        Upstream.Script(async exchange =>
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
        Upstream.ReplyStream("data: 1\n\n", "data: 2\n\n");
        using var reply = await SendOkAsync(Target() with { IdleTimeout = TimeSpan.FromSeconds(1) });
        await reply.ReadAsync(new byte[9]);
        for (var i = 0; i < 40; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(250));
        }

        (await ReadAllAsync(reply)).ShouldBe("data: 2\n\n");
    }

    private async Task<ModelReply> StartSilentStreamAsync()
    {
        Upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync("data: 1\n\n");
            await exchange.ClientClosed;
        });
        var reply = await SendOkAsync();
        await reply.ReadAsync(new byte[100]);
        return reply;
    }

    // Each step moves the clock by one look of the watchdog, and lets what it woke run.
    private async Task AdvanceUntilDoneAsync(Task task)
    {
        for (var i = 0; i < 1_000 && !task.IsCompleted; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }

        await Task.WhenAny(task).WaitAsync(TimeSpan.FromSeconds(10));
    }
}
