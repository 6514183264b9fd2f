using System.Net.Sockets;
using System.Text;
using Tollgate.EdgeTests.Relay;
using Tollgate.Metering.Usage;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Audio;

public sealed class SpeechTests
{
    [Fact]
    public async Task Speech_BilledByCharacter_PassesEveryByteWithItsCostInTheHead()
    {
        await using var stage = await AudioStage.StartAsync();
        var sound = AudioStage.Sound(300_000);
        stage.Upstream.ReplyBytes(sound, "audio/mpeg");

        var reply = await stage.SpeakAsync("""{"model":"tts","input":"Grüße 😀","voice":"alloy"}""");

        reply.Status.ShouldBe(200);
        reply.Bytes.ShouldBe(sound);
        reply.Header("Content-Type").ShouldBe("audio/mpeg");
        reply.Header("X-Tollgate-Cost-Usd").ShouldBe(AudioStage.Usd(7 * 15_000));
        reply.Header("X-Tollgate-Model").ShouldBe("tts");
        stage.Upstream.Requests.Single().Head.ShouldStartWith("POST /v1/audio/speech ");
        var row = await stage.RowAsync();
        row.Route.ShouldBe("audio.speech");
        row.Usage.Characters.ShouldBe(7);
        row.CostNanoUsd.ShouldBe(105_000);
        row.BoundNanoUsd.ShouldBe(105_000);
        row.Flags.ShouldBe(CallFlags.None);
        stage.Budget().ShouldBe((105_000, 0));
    }

    [Fact]
    public async Task Speech_BilledByToken_IsAskedInEventsAndGivenAsBytes()
    {
        await using var stage = await AudioStage.StartAsync();
        var sound = AudioStage.Sound(10_000);
        stage.Upstream.ReplyStream(AudioStage.Delta(sound[..3_001]), AudioStage.Delta(sound[3_001..]), AudioStage.Done(14, 101));

        var reply = await stage.SpeakAsync("""{"model":"voice","input":"Hello","voice":"alloy","response_format":"wav","metadata":{"workflow_tag":"w"}}""");

        reply.Status.ShouldBe(200);
        reply.Bytes.ShouldBe(sound);
        reply.Header("Content-Type").ShouldBe("audio/wav");
        reply.Header("X-Tollgate-Cost-Usd").ShouldBeNull();
        stage.Upstream.Requests.Single().BodyText
            .ShouldBe("""{"model":"voice","input":"Hello","voice":"alloy","response_format":"wav","stream_format":"sse"}""");
        var row = await stage.RowAsync();
        row.WorkflowTag.ShouldBe("w");
        row.CostNanoUsd.ShouldBe(14_000 + 202_000);
        row.Usage.AudioOutputTokens.ShouldBe(101);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"stream_format\":\"sse\"")]
    public async Task Speech_ThatIsSaidToHaveTakenNoTokens_IsChargedAtTheBound(string asked)
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.ReplyStream(AudioStage.Delta([1, 2, 3]), AudioStage.Done(14, 0));

        await stage.SpeakAsync($$"""{"model":"voice","input":"Hello","voice":"alloy"{{asked}}}""");

        var row = await stage.RowAsync();
        (row.CostNanoUsd, row.Flags).ShouldBe((row.BoundNanoUsd, CallFlags.ChargedAtBound));
    }

    [Fact]
    public async Task Speech_AskedForInEvents_PassesThemWithOurCommentBeforeTheLast()
    {
        await using var stage = await AudioStage.StartAsync();
        var delta = AudioStage.Delta([1, 2, 3]);
        stage.Upstream.ReplyStream(delta, AudioStage.Done(14, 101));

        var reply = await stage.SpeakAsync("""{"model":"voice","input":"Hello","voice":"alloy","stream_format":"sse"}""");

        reply.Header("Content-Type").ShouldBe("text/event-stream");
        reply.Text.ShouldStartWith(delta + ": tollgate {");
        reply.Text.ShouldEndWith("}\n\n" + AudioStage.Done(14, 101));
        reply.Text.ShouldContain("\"cost_usd\":" + AudioStage.Usd(216_000));
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(216_000);
    }

    [Theory]
    [InlineData("{}", "model")]
    [InlineData("""{"model":"tts","voice":"a"}""", "input")]
    [InlineData("""{"model":"tts","input":1}""", "input")]
    [InlineData("""{"model":"tts","input":"a","Input":"b"}""", "Input")]
    [InlineData("""{"model":"tts","input":"a","input":"b"}""", "input")]
    [InlineData("""{"model":"tts","input":"a","stream_format":"x"}""", "stream_format")]
    [InlineData("""{"model":"tts","input":"a","metadata":1}""", "metadata")]
    [InlineData("""{"model":"tts","input":"\ud800"}""", "input")]
    public async Task Request_ThatIsNotValid_NamesTheField(string body, string param)
    {
        await using var stage = await AudioStage.StartAsync();

        var reply = await stage.SpeakAsync(body);

        reply.Status.ShouldBe(400);
        reply.Text.ShouldContain($"\"param\":\"{param}\"");
        stage.Upstream.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Reply_ThatIsAnError_IsTheContractsAndFree()
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.ReplyPlain("""{"error":{"message":"No such voice","param":"voice"}}""", 400);

        var reply = await stage.SpeakAsync("""{"model":"tts","input":"Hello","voice":"x"}""");

        reply.Status.ShouldBe(400);
        reply.Text.ShouldContain("No such voice");
        stage.Budget().ShouldBe((0, 0));
    }

    [Fact]
    public async Task Upstream_ThatBreaksInTheMiddle_CutsTheCallerAndCostsWhatWasSaid()
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.Script(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: 1000\r\n\r\nsound");
            exchange.Reset();
        });

        await Should.ThrowAsync<HttpRequestException>(() => stage.SpeakAsync("""{"model":"tts","input":"Hello","voice":"a"}"""));

        var row = await stage.RowAsync();
        row.CostNanoUsd.ShouldBe(75_000);
        row.Flags.ShouldBe(CallFlags.Counted);
        row.ErrorCode.ShouldBe("PROVIDER_ERROR");
    }

    [Fact]
    public async Task Samples_OfACutStream_AreCountedByHowLongTheyLast()
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync(AudioStage.Delta(AudioStage.Sound(48_000)));
            await exchange.ClientClosed;
        });
        using (var socket = await stage.SendRawAsync(
            """{"model":"voice","input":"Hello, my good friend","response_format":"pcm"}""", path: "/v1/audio/speech"))
        {
            var received = new byte[4_096];
            (await socket.ReceiveAsync(received)).ShouldBeGreaterThan(0);
            Encoding.ASCII.GetString(received).ShouldContain("audio/pcm");
        }

        // A second of samples: 21 tokens begun, and seven of the text.
        var row = await stage.RowAsync();
        row.Usage.AudioOutputTokens.ShouldBe(21);
        row.CostNanoUsd.ShouldBe(42_000 + 7_000);
        row.Flags.ShouldBe(CallFlags.Counted | CallFlags.CallerLeft);
    }

    [Fact]
    public async Task CallerWhoLeaves_BeforeTheFirstByte_PaysForWhatWasSent()
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.Hang();
        using (var socket = await stage.SendRawAsync("""{"model":"tts","input":"Hello"}""", path: "/v1/audio/speech"))
        {
            await stage.Upstream.NextAsync();
            socket.Close();
        }

        var row = await stage.RowAsync();
        row.CostNanoUsd.ShouldBe(75_000);
        row.Status.ShouldBe(499);
        stage.Budget().ShouldBe((75_000, 0));
    }

    [Theory]
    [InlineData("tts")]
    [InlineData("voice")]
    public async Task Speech_SentTwiceUnderOneKey_IsReplayedByteForByteAndChargedOnce(string model)
    {
        await using var stage = await AudioStage.StartAsync();
        var sound = AudioStage.Sound(200_000);
        _ = model == "tts"
            ? stage.Upstream.ReplyBytes(sound, "audio/mpeg")
            : stage.Upstream.ReplyStream(AudioStage.Delta(sound), AudioStage.Done(1, 10));
        var ask = $$"""{"model":"{{model}}","input":"Hello"}""";

        var first = await stage.SpeakAsync(ask, ("Idempotency-Key", "k"));
        var second = await stage.SpeakAsync(ask, ("Idempotency-Key", "k"));

        first.Bytes.ShouldBe(sound);
        second.Bytes.ShouldBe(sound);
        second.Header("Content-Type").ShouldBe("audio/mpeg");
        second.Header("Idempotent-Replayed").ShouldBe("true");
        second.Header("X-Tollgate-Cost-Usd").ShouldBe(first.Header("X-Tollgate-Cost-Usd"));
        stage.Upstream.Count.ShouldBe(1);
        (await stage.LogAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Speech_ThatBrokeUnderAKey_IsNeverReplayedAsIfItWereWhole()
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.Script(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: 1000\r\n\r\nsound");
            exchange.Reset();
        });
        const string Ask = """{"model":"tts","input":"Hello"}""";
        await Should.ThrowAsync<HttpRequestException>(() => stage.SpeakAsync(Ask, ("Idempotency-Key", "k")));

        var again = await Eventually.GetAsync(() => stage.SpeakAsync(Ask, ("Idempotency-Key", "k")), reply => !reply.Text.Contains("IDEMPOTENCY_CONFLICT", StringComparison.Ordinal));

        again.Status.ShouldBe(409);
        again.Text.ShouldContain("outcome_unknown");
        stage.Upstream.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Events_InEveryPieceTheyCanComeIn_GiveTheSameSound()
    {
        var sound = AudioStage.Sound(20);
        var whole = AudioStage.Delta(sound[..7]) + AudioStage.Delta(sound[7..]) + AudioStage.Done(1, 1);
        await using var stage = await AudioStage.StartAsync();
        for (var cut = 1; cut < whole.Length; cut += 3)
        {
            stage.Upstream.ReplyStream(whole[..cut], whole[cut..]);
            (await stage.SpeakAsync("""{"model":"voice","input":"Hello"}""")).Bytes.ShouldBe(sound);
        }
    }
}
