using Tollgate.Metering.Usage;

namespace Tollgate.EdgeTests.Images;

/// <summary>Streams of an image: each event as it comes, its cost by the last one.</summary>
public sealed class ImageStreamTests
{
    private const string Asked = """{"model":"draw","prompt":"p","quality":"low","stream":true,"partial_images":2}""";
    private const string Partial = "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"AA\",\"partial_image_index\":0}\n\n";
    private const string Done = "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"AAAA\",\"usage\":{\"input_tokens\":8,\"output_tokens\":372,\"total_tokens\":380,\"input_tokens_details\":{\"text_tokens\":8,\"image_tokens\":0}}}\n\n";

    // 8 in at 5,000 nano-USD, 372 out at 40,000.
    private const long Cost = 14_920_000;

    // 1 byte and 80 around it, the image, two of it not done, 2,000 of text.
    private const long Bound = 405_000 + 10_880_000 + 8_000_000 + 20_000_000;

    [Fact]
    public async Task Stream_ToItsEnd_PassesAndCostsItsUsage()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyStream(Partial, Partial, Done);

        var reply = await stage.AskAsync(Asked);

        reply.Header("Content-Type").ShouldBe("text/event-stream");
        reply.Body.ShouldStartWith(Partial + Partial + Done[..^3] + ",\"tollgate\":{\"request_id\":");
        reply.Body.ShouldContain("\"cost_usd\":0.01492,");
        reply.Body.ShouldEndWith("}}}\n\n");
        stage.Upstream.Requests.Single().BodyText.ShouldBe(Asked);
        var row = await stage.RowAsync();
        (row.CostNanoUsd, row.BoundNanoUsd, row.Stream, row.Usage.OutputTokens).ShouldBe((Cost, Bound, true, 372));
    }

    [Fact]
    public async Task Stream_WithAnEventOfManyMegabytes_Passes()
    {
        await using var stage = await ImageStage.StartAsync();
        var image = new string('A', 20_000_000);
        stage.Upstream.ReplyStream(Done.Replace("AAAA", image, StringComparison.Ordinal));

        var reply = await stage.AskAsync(Asked);

        reply.Body.ShouldContain(image);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(Cost);
    }

    [Fact]
    public async Task Stream_InPiecesThatEndInTheMiddleOfALine_LooksTheSame()
    {
        await using var stage = await ImageStage.StartAsync();
        var events = (Partial + Done).Replace("\n", "\r\n", StringComparison.Ordinal);
        stage.Upstream.ReplyStream([.. events.Select(c => c.ToString())]);

        var reply = await stage.AskAsync(Asked);

        reply.Body.ShouldStartWith(events[..^5]);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(Cost);
    }

    [Fact]
    public async Task Stream_ThatEndsBeforeItsImage_IsChargedAtTheBoundAndSaysSo()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyStream(Partial);

        var reply = await stage.AskAsync(Asked);

        reply.Body.ShouldStartWith(Partial + "data: {\"error\":{\"code\":\"PROVIDER_ERROR\"");
        var row = await stage.RowAsync();
        (row.CostNanoUsd, row.ErrorCode).ShouldBe((Bound, "PROVIDER_ERROR"));
        row.Flags.ShouldBe(CallFlags.ChargedAtBound);
    }

    [Fact]
    public async Task Stream_ThatSaysItFailedBeforeAnythingCame_CostsNothing()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyStream("data: {\"type\":\"error\",\"error\":{\"message\":\"blocked\"}}\n\n");

        var reply = await stage.AskAsync(Asked);

        reply.Code.ShouldBe("PROVIDER_ERROR");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(0);
    }

    [Fact]
    public async Task Stream_WhoseCallerLeaves_IsChargedAtTheBound()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync(Partial);
            await exchange.ClientClosed;
        });

        using (var socket = await stage.Calls.SendRawAsync(Asked, path: "/v1/images/generations"))
        {
            var some = new byte[256];
            (await socket.ReceiveAsync(some)).ShouldBeGreaterThan(0);
        }

        var row = await stage.RowAsync();
        row.CostNanoUsd.ShouldBe(Bound);
        row.Flags.ShouldBe(CallFlags.ChargedAtBound | CallFlags.CallerLeft);
    }

    [Fact]
    public async Task Stream_AnsweredWhole_IsAnErrorThatCostsItsUsage()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain("""{"data":[{"b64_json":"AA"}],"usage":{"input_tokens":8,"output_tokens":372}}""");

        var reply = await stage.AskAsync(Asked);

        reply.Code.ShouldBe("PROVIDER_ERROR");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(Cost);
    }
}
