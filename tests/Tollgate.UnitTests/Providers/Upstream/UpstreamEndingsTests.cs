using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Providers.Upstream.Connections;

namespace Tollgate.UnitTests.Providers.Upstream;

public sealed class UpstreamEndingsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Send_CancelledWhileConnecting_IsUnsentAndEndsTheAttempt()
    {
        using var stage = UpstreamStage.Start();
        var attempt = HangConnecting(stage);
        using var cancel = new CancellationTokenSource();
        var sending = stage.SendAsync(cancellationToken: cancel.Token);

        await cancel.CancelAsync();

        (await sending).Error!.Kind.ShouldBe(ProviderErrorKind.CancelledUnsent);
        attempt.Task.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Send_NotConnectedInTime_IsNotSentWithThatLimit()
    {
        using var stage = UpstreamStage.Start(new UpstreamOptions { ConnectTimeout = TimeSpan.FromSeconds(3) });
        HangConnecting(stage);
        var sending = stage.SendAsync();

        stage.Advance(Long);

        var error = (await sending).Error!;
        error.Kind.ShouldBe(ProviderErrorKind.NotSent);
        error.Limit.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Send_CancelledWhileTheConnectionComes_ClosesIt()
    {
        using var stage = UpstreamStage.Start();
        using var cancel = new CancellationTokenSource();
        stage.Connect = (_, _) =>
        {
            cancel.Cancel();
            return ValueTask.FromResult<Transport>(stage.Add());
        };

        (await stage.SendAsync(cancellationToken: cancel.Token)).Error!.Kind.ShouldBe(ProviderErrorKind.CancelledUnsent);

        var connection = stage.Connections.ShouldHaveSingleItem();
        connection.IsClosed.ShouldBeTrue();
        connection.Sent.ShouldBe("");
    }

    [Fact]
    public async Task Send_NotSentInTime_IsNotSent()
    {
        using var stage = UpstreamStage.Start();
        HangSending(stage);
        var sending = stage.SendAsync(UpstreamStage.Target() with { FirstByteTimeout = TimeSpan.FromSeconds(2) });

        stage.Advance(Long);

        var error = (await sending).Error!;
        error.Kind.ShouldBe(ProviderErrorKind.NotSent);
        error.Limit.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Send_CancelledOnAnIdleConnectionWhileSending_IsNotTriedAgain()
    {
        using var stage = UpstreamStage.Replying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        await stage.CallAsync();
        using var cancel = new CancellationTokenSource();
        stage.Connections[0].Sends = _ =>
        {
            cancel.Cancel();
            throw new IOException();
        };

        (await stage.SendAsync(cancellationToken: cancel.Token)).Error!.Kind.ShouldBe(ProviderErrorKind.CancelledUnsent);

        stage.Connections.ShouldHaveSingleItem().IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Send_CancelledBehindAPartOfTheHead_IsCancelled()
    {
        using var stage = UpstreamStage.Replying("HTTP/1.1 200 OK\r\nContent-");
        using var cancel = new CancellationTokenSource();
        var sending = stage.SendAsync(cancellationToken: cancel.Token);

        await cancel.CancelAsync();

        (await sending).Error!.Kind.ShouldBe(ProviderErrorKind.Cancelled);
        stage.Connections.Single().IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Send_HeadThatDripsOn_IsFirstByteTimeout()
    {
        using var stage = UpstreamStage.Replying("HTTP/1.1 200 OK\r\n");
        var sending = stage.SendAsync(UpstreamStage.Target() with { FirstByteTimeout = TimeSpan.FromSeconds(5) });

        for (var i = 0; i < 10 && !sending.IsCompleted; i++)
        {
            stage.Connections[0].Feed("X: y\r\n");
            stage.Advance(TimeSpan.FromSeconds(1));
        }

        (await sending).Error!.Kind.ShouldBe(ProviderErrorKind.FirstByteTimeout);
    }

    [Fact]
    public async Task Read_ChunksThatDripWithoutData_AreTimeout()
    {
        using var stage = UpstreamStage.Replying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
        var outcome = await stage.SendAsync(UpstreamStage.Target() with { IdleTimeout = TimeSpan.FromSeconds(5) });
        using var reply = outcome.Reply!;
        await reply.ReadAsync(new byte[2_000]);
        var reading = reply.ReadAsync(new byte[2_000]).AsTask();

        stage.Connections[0].Feed("1;");
        for (var i = 0; i < 10 && !reading.IsCompleted; i++)
        {
            stage.Connections[0].Feed("x");
            stage.Advance(TimeSpan.FromSeconds(1));
        }

        (await UpstreamStage.FailureOf(reading)).ShouldBe(ProviderErrorKind.Timeout);
        stage.Connections[0].IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Abort_OfACallThatIsOver_LeavesItsConnectionToTheNext()
    {
        using var stage = UpstreamStage.Replying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        var first = await stage.SendOkAsync();
        await UpstreamStage.ReadAllAsync(first);
        first.Dispose();
        using var second = await stage.SendOkAsync();

        first.Abort();
        first.Dispose();

        (await UpstreamStage.ReadAllAsync(second)).ShouldBe("{}");
        stage.Connections.ShouldHaveSingleItem().IsClosed.ShouldBeFalse();
    }

    [Fact]
    public async Task Abort_BehindTheEnd_ClosesTheConnection()
    {
        using var stage = UpstreamStage.Replying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        var reply = await stage.SendOkAsync();
        await UpstreamStage.ReadAllAsync(reply);

        reply.Abort();
        reply.Dispose();

        stage.Connections.ShouldHaveSingleItem().IsClosed.ShouldBeTrue();
    }

    private static TaskCompletionSource HangConnecting(UpstreamStage stage)
    {
        var ended = new TaskCompletionSource();
        stage.Connect = async (_, stop) =>
        {
            var hanging = new TaskCompletionSource<Transport>();
            using var stopping = stop.Register(() => hanging.SetCanceled(stop));
            try
            {
                return await hanging.Task;
            }
            finally
            {
                ended.SetResult();
            }
        };
        return ended;
    }

    private static void HangSending(UpstreamStage stage) => stage.Connect = (_, _) =>
    {
        var transport = stage.Add();
        var waiting = new byte[1];
        transport.Sends = async _ => await transport.ReceiveAsync(waiting);
        return ValueTask.FromResult<Transport>(transport);
    };
}
