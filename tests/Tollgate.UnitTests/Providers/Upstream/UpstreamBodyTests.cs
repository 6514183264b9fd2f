using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Providers.Upstream;

public sealed class UpstreamBodyTests
{
    private const string Chunked =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nabcde\r\nA\r\n0123456789\r\n0\r\nT: v\r\n\r\n";

    private const string Plain = "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\nabcde0123456789";

    [Theory]
    [InlineData(Chunked, 4_096)]
    [InlineData(Chunked, 3)]
    [InlineData(Plain, 4_096)]
    [InlineData(Plain, 3)]
    public async Task Read_CutAtEveryByte_IsTheSameBody(string reply, int room)
    {
        for (var cut = 0; cut <= reply.Length; cut++)
        {
            using var stage = UpstreamStage.Start();
            stage.OnSent = transport =>
            {
                transport.Feed(reply[..cut]);
                transport.Feed(reply[cut..]);
            };

            (await stage.CallAsync(room)).ShouldBe("abcde0123456789", $"cut at {cut}");
            stage.Connections.Single().IsClosed.ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(Chunked)]
    [InlineData(Plain)]
    public async Task Read_EveryByteOnItsOwn_IsTheSameBody(string reply)
    {
        using var stage = UpstreamStage.Start();
        stage.OnSent = transport =>
        {
            foreach (var one in reply)
            {
                transport.Feed(one.ToString());
            }
        };

        (await stage.CallAsync()).ShouldBe("abcde0123456789");
    }

    [Theory]
    [InlineData(Chunked)]
    [InlineData(Plain)]
    public async Task Reply_ClosedBeforeItsEnd_NeverLooksComplete(string reply)
    {
        for (var cut = 0; cut < reply.Length; cut++)
        {
            using var stage = UpstreamStage.Start();
            stage.OnSent = transport =>
            {
                transport.Feed(reply[..cut]);
                transport.End();
            };
            var outcome = await stage.SendAsync();
            using var head = outcome.Reply;

            var kind = head is null ? outcome.Error!.Kind : await UpstreamStage.FailureOf(UpstreamStage.ReadAllAsync(head));

            kind.ShouldBe(ProviderErrorKind.Broken, $"cut at {cut}");
        }
    }

    [Fact]
    public async Task Read_AfterABreak_IsBrokenAgain()
    {
        using var stage = UpstreamStage.Replying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX");
        using var reply = await stage.SendOkAsync();

        (await reply.ReadAsync(new byte[100])).ShouldBe(3);
        (await UpstreamStage.FailureOf(reply.ReadAsync(new byte[100]).AsTask())).ShouldBe(ProviderErrorKind.Broken);
        (await UpstreamStage.FailureOf(reply.ReadAsync(new byte[100]).AsTask())).ShouldBe(ProviderErrorKind.Broken);
    }

    [Fact]
    public async Task Read_BodyUntilTheConnectionCloses_EndsThere()
    {
        using var stage = UpstreamStage.Start();
        stage.OnSent = transport =>
        {
            transport.Feed("HTTP/1.1 200 OK\r\n\r\nabc");
            transport.Feed("def");
            transport.End();
        };

        (await stage.CallAsync()).ShouldBe("abcdef");
        stage.Connections.Single().IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_LongBody_ComesWholeThroughAnyRoom()
    {
        var body = string.Concat(Enumerable.Range(0, 20_000).Select(i => (char)('a' + (i % 26))));
        var chunks = string.Concat(body.Chunk(700).Select(c => $"{c.Length:x}\r\n{new string(c)}\r\n")) + "0\r\n\r\n";
        foreach (var room in new[] { 1, 100, 1_024, 5_000, 50_000 })
        {
            using var plain = UpstreamStage.Replying($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            using var chunked = UpstreamStage.Replying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);

            (await plain.CallAsync(room)).ShouldBe(body);
            (await chunked.CallAsync(room)).ShouldBe(body);
        }
    }

    [Fact]
    public async Task Send_InterimRepliesWithoutEnd_AreBroken()
    {
        using var stage = UpstreamStage.Replying(string.Concat(Enumerable.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 9)) + Plain);

        (await stage.SendAsync()).Error!.Kind.ShouldBe(ProviderErrorKind.Broken);
        stage.Connections.Single().IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Send_LargeHead_IsReadUpToItsLimit()
    {
        var large = "HTTP/1.1 200 OK\r\nX: " + new string('x', 31_000) + "\r\nContent-Length: 2\r\n\r\n{}";
        using var stage = UpstreamStage.Replying(large);
        using var tooLarge = UpstreamStage.Replying(large.Replace("xxx", "xxxx", StringComparison.Ordinal));

        (await stage.CallAsync()).ShouldBe("{}");
        (await tooLarge.SendAsync()).Error!.Kind.ShouldBe(ProviderErrorKind.Broken);
    }
}
