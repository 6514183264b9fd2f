using System.Net.Sockets;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Providers.Upstream.Connections;

namespace Tollgate.UnitTests.Providers.Upstream;

public sealed class UpstreamPoolTests
{
    private const string Reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    [Fact]
    public async Task Call_AfterAWholeReply_GoesOverTheSameConnection()
    {
        using var stage = UpstreamStage.Replying(Reply);

        await stage.CallAsync();
        await stage.CallAsync();

        var connection = stage.Connections.ShouldHaveSingleItem();
        connection.Sent.Split("POST ").Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}X")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nX")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")]
    public async Task Call_AfterAReplyWithMoreBehindIt_NeverSeesTheRest(string reply)
    {
        foreach (var pieceEnd in Enumerable.Range(1, reply.Length))
        {
            using var stage = UpstreamStage.Start();
            stage.OnSent = transport =>
            {
                transport.Feed(reply[..pieceEnd]);
                transport.Feed(reply[pieceEnd..]);
            };

            (await stage.CallAsync()).ShouldBe("{}");
            (await stage.CallAsync()).ShouldBe("{}");

            stage.Connections.Count.ShouldBe(2);
            stage.Connections[0].IsClosed.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task Call_ThatEndsItsConnection_ClosesIt(string reply)
    {
        using var stage = UpstreamStage.Replying(reply);

        await stage.CallAsync();

        stage.Connections.Single().IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Connection_ClosedWhileIdle_TakesNoCall()
    {
        using var stage = UpstreamStage.Replying(Reply);
        await stage.CallAsync();
        stage.Connections[0].End();

        await stage.CallAsync();

        stage.Connections.Count.ShouldBe(2);
        stage.Connections[0].IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Connection_ThatTheNetworkSaysIsClosed_TakesNoCall()
    {
        using var stage = UpstreamStage.Replying(Reply);
        await stage.CallAsync();
        stage.Connections[0].Quiet = false;
        stage.Advance(TimeSpan.FromSeconds(1));

        await stage.CallAsync();

        stage.Connections.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Send_FailingOnAnIdleConnection_GoesOverANewOne()
    {
        using var stage = UpstreamStage.Replying(Reply);
        await stage.CallAsync();
        stage.Connections[0].Sends = _ => throw new SocketException((int)SocketError.ConnectionReset);

        (await stage.CallAsync()).ShouldBe("{}");

        stage.Connections.Count.ShouldBe(2);
        stage.Connections[0].IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Send_FailingOnANewConnection_IsNotSentAndNotTriedAgain()
    {
        using var stage = UpstreamStage.Start();
        stage.Connect = (_, _) =>
        {
            var transport = stage.Add();
            transport.Sends = _ => throw new SocketException((int)SocketError.ConnectionReset);
            return ValueTask.FromResult<Transport>(transport);
        };

        (await stage.SendAsync()).Error!.Kind.ShouldBe(ProviderErrorKind.NotSent);

        stage.Connections.ShouldHaveSingleItem().IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Send_ClosedAfterAllWasSentOnAnIdleConnection_IsBrokenAndNotTriedAgain()
    {
        using var stage = UpstreamStage.Replying(Reply);
        await stage.CallAsync();
        stage.Connections[0].OnSent = transport => transport.End();

        (await stage.SendAsync()).Error!.Kind.ShouldBe(ProviderErrorKind.Broken);

        stage.Connections.ShouldHaveSingleItem().IsClosed.ShouldBeTrue();
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(70, true)]
    public async Task Connection_IdleForLong_IsClosed(int seconds, bool closed)
    {
        using var stage = UpstreamStage.Replying(Reply);
        await stage.CallAsync();

        stage.Advance(TimeSpan.FromSeconds(seconds));

        stage.Connections[0].IsClosed.ShouldBe(closed);
    }

    [Fact]
    public async Task Connection_ThatTheProviderKeepsForShort_IsClosedBefore()
    {
        using var stage = UpstreamStage.Replying("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nContent-Length: 2\r\n\r\n{}");
        await stage.CallAsync();
        stage.Advance(TimeSpan.FromSeconds(4));

        await stage.CallAsync();

        stage.Connections.Count.ShouldBe(2);
        stage.Connections[0].IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Connection_InUseForLong_GivesWayToANewOne()
    {
        using var stage = UpstreamStage.Replying(Reply);
        for (var i = 0; i < 7; i++)
        {
            await stage.CallAsync();
            stage.Advance(TimeSpan.FromSeconds(50));
        }

        stage.Connections.Count.ShouldBe(2);
        stage.Connections[0].IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Connections_Idle_AreTakenLastInFirstOutAndBounded()
    {
        using var stage = UpstreamStage.Start(new UpstreamOptions { MostIdleConnections = 2 });
        stage.OnSent = transport => transport.Feed(Reply);
        var replies = new[] { await stage.SendOkAsync(), await stage.SendOkAsync(), await stage.SendOkAsync() };
        foreach (var reply in replies)
        {
            await UpstreamStage.ReadAllAsync(reply);
            reply.Dispose();
        }

        await stage.CallAsync();

        stage.Connections.Select(c => c.IsClosed).ShouldBe([false, false, true]);
        stage.Connections.Select(c => c.Sent.Split("POST ").Length - 1).ShouldBe([1, 2, 1]);
    }

    [Fact]
    public async Task Client_Disposed_ClosesWhatIsIdleAndWhatComesBack()
    {
        var stage = UpstreamStage.Replying(Reply);
        await stage.CallAsync();
        var reply = await stage.SendOkAsync();
        var other = await stage.SendOkAsync();
        await UpstreamStage.ReadAllAsync(other);
        other.Dispose();

        stage.Dispose();
        await UpstreamStage.ReadAllAsync(reply);
        reply.Dispose();

        stage.Connections.Count.ShouldBe(2);
        stage.Connections.ShouldAllBe(c => c.IsClosed);
    }
}
