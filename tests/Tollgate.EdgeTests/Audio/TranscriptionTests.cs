using System.Text;
using Tollgate.EdgeTests.Relay;
using Tollgate.Metering.Usage;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Audio;

public sealed class TranscriptionTests
{
    private const string Whole = """{"text":"Good day","usage":{"type":"tokens","input_tokens":14,"input_token_details":{"text_tokens":0,"audio_tokens":14},"output_tokens":45,"total_tokens":59}}""";

    [Fact]
    public async Task Transcription_OfAFile_PassesEveryByteUpWithoutMetadataAndTheReplyDown()
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.ReplyPlain(Whole);
        var wav = AudioStage.Wav(2_000);
        var form = AudioStage.FormOf(wav, ("model", "scribe"), ("metadata", """{"workflow_tag":"calls","other":"x"}"""), ("prompt", "Grüße"));

        var reply = await stage.TranscribeAsync(form);

        reply.Status.ShouldBe(200);
        reply.Text.ShouldStartWith(Whole[..^1] + ",\"tollgate\":{\"request_id\":\"req_");
        reply.Header("X-Tollgate-Cost-Usd").ShouldBe(AudioStage.Usd(14_000 + 90_000));
        var sent = stage.Upstream.Requests.Single();
        sent.Head.ShouldStartWith("POST /v1/audio/transcriptions ");
        sent.Head.ShouldContain($"\r\nContent-Length: {sent.Body.Length}");
        var parts = AudioStage.PartsOf(sent);
        parts.Keys.ShouldBe(["model", "prompt", "file"]);
        parts["file"].ShouldBe(wav);
        Encoding.UTF8.GetString(parts["prompt"]).ShouldBe("Grüße");
        sent.BodyText.ShouldContain("name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n");
        var row = await stage.RowAsync();
        row.Route.ShouldBe("audio.transcriptions");
        row.WorkflowTag.ShouldBe("calls");
        row.Usage.AudioInputTokens.ShouldBe(14);
        row.Flags.ShouldBe(CallFlags.None);
        stage.Budget().ShouldBe((104_000, 0));
    }

    [Fact]
    public async Task Duration_ThatIsReported_IsCharged()
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.ReplyPlain("""{"text":"a","usage":{"type":"duration","seconds":9}}""");

        await stage.TranscribeAsync(AudioStage.FormOf(AudioStage.Wav(8_470), ("model", "whisper")));

        var row = await stage.RowAsync();
        row.Usage.AudioMs.ShouldBe(9_000);
        row.CostNanoUsd.ShouldBe(900_000);
    }

    [Fact]
    public async Task File_WhoseLengthCannotBeTold_IsRefusedWhereTimeIsBilled()
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.ReplyPlain(Whole);

        var byTime = await stage.TranscribeAsync(AudioStage.FormOf(AudioStage.Sound(1_000), ("model", "whisper")));
        var byToken = await stage.TranscribeAsync(AudioStage.FormOf(AudioStage.Sound(1_000), ("model", "scribe")));

        byTime.Status.ShouldBe(400);
        byTime.Text.ShouldContain("\"param\":\"file\"");
        byToken.Status.ShouldBe(200);
        stage.Upstream.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("text", "text/plain; charset=utf-8", "Good day\n")]
    [InlineData("srt", "application/x-subrip", "1\n00:00:00,000 --> 00:00:01,000\nGood day\n")]
    [InlineData("json", "application/json", """{"text":"Good day"}""")]
    public async Task Reply_WithoutUsage_IsChargedByTheFilesOwnLength(string format, string contentType, string body)
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.ReplyBytes(Encoding.UTF8.GetBytes(body), contentType);

        var reply = await stage.TranscribeAsync(AudioStage.FormOf(AudioStage.Wav(1_500), ("model", "whisper"), ("response_format", format)));

        reply.Text.ShouldStartWith(format == "json" ? body[..^1] : body);
        reply.Header("Content-Type").ShouldBe(contentType);
        reply.Header("X-Tollgate-Cost-Usd").ShouldBe(AudioStage.Usd(200_000));
        var row = await stage.RowAsync();
        row.Usage.AudioMs.ShouldBe(2_000);
        row.Flags.ShouldBe(CallFlags.Counted);
    }

    [Fact]
    public async Task Reply_WithoutUsageOfAModelBilledByToken_IsChargedAtTheBound()
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.ReplyBytes("Good day"u8.ToArray(), "text/plain");

        await stage.TranscribeAsync(AudioStage.FormOf(AudioStage.Wav(1_000), ("model", "scribe"), ("response_format", "text")));

        // 30 tokens a second and 64 for what stands around it; all that it may write.
        var row = await stage.RowAsync();
        row.CostNanoUsd.ShouldBe(((30 + 64) * 1_000) + (2_000 * 2_000));
        row.Flags.ShouldBe(CallFlags.ChargedAtBound);
    }

    [Fact]
    public async Task Stream_OfATranscription_PassesWithOurCommentBeforeTheLast()
    {
        await using var stage = await AudioStage.StartAsync();
        const string Delta = "data: {\"type\":\"transcript.text.delta\",\"delta\":\"Good day\"}\n\n";
        const string Done = "data: {\"type\":\"transcript.text.done\",\"text\":\"Good day\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"output_tokens\":4,\"total_tokens\":18}}\n\n";
        stage.Upstream.ReplyStream(Delta, Done);

        var reply = await stage.TranscribeAsync(AudioStage.FormOf(AudioStage.Wav(1_000), ("model", "scribe"), ("stream", "true")));

        reply.Text.ShouldStartWith(Delta + ": tollgate {");
        reply.Text.ShouldEndWith("}\n\n" + Done);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(14_000 + 8_000);
    }

    [Fact]
    public async Task Transcription_OfAModelThatIgnoresTheWishForAStream_IsGivenWhole()
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.ReplyPlain("""{"text":"a","usage":{"type":"duration","seconds":1}}""");

        var reply = await stage.TranscribeAsync(AudioStage.FormOf(AudioStage.Wav(900), ("model", "whisper"), ("stream", "true")));

        reply.Status.ShouldBe(200);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(100_000);
    }

    [Fact]
    public async Task Transcription_WhoseFirstTargetFails_IsSentAgainWhole()
    {
        await using var stage = await AudioStage.StartAsync(retries: 1);
        var wav = AudioStage.Wav(40_000);
        stage.Upstream.ReplyPlain("""{"error":{"message":"busy"}}""", 503);
        stage.Upstream.ReplyPlain(Whole);

        var asking = stage.TranscribeAsync(AudioStage.FormOf(wav, ("model", "scribe")));
        var sends = await Eventually.GetAsync(
            () =>
            {
                stage.Time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(stage.Upstream.Count);
            },
            count => count == 2);
        var reply = await asking;

        sends.ShouldBe(2);
        reply.Status.ShouldBe(200);
        reply.Header("X-Tollgate-Attempts").ShouldBe("2");
        foreach (var sent in stage.Upstream.Requests)
        {
            AudioStage.PartsOf(sent)["file"].ShouldBe(wav);
        }
    }

    [Fact]
    public async Task Transcription_SentTwiceUnderOneKeyWithAnotherBoundary_IsReplayedAndChargedOnce()
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.ReplyPlain(Whole);
        var form = AudioStage.FormOf(AudioStage.Wav(1_000), ("model", "scribe"));
        var first = await stage.TranscribeAsync(form, ("Idempotency-Key", "k"));

        var other = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(form).Replace("--XX", "--YYY", StringComparison.Ordinal));
        var second = await stage.PostAsync("/audio/transcriptions", other, "multipart/form-data; boundary=YYY", ("Idempotency-Key", "k"));
        var changed = await stage.TranscribeAsync(AudioStage.FormOf(AudioStage.Wav(1_001), ("model", "scribe")), ("Idempotency-Key", "k"));

        second.Text.ShouldBe(first.Text);
        second.Header("Idempotent-Replayed").ShouldBe("true");
        changed.Status.ShouldBe(422);
        stage.Upstream.Count.ShouldBe(1);
    }

    [Fact]
    public async Task CallerWhoLeaves_DuringAPlainTranscription_IsChargedByItsUsage()
    {
        await using var stage = await AudioStage.StartAsync();
        var form = Encoding.Latin1.GetString(AudioStage.FormOf(AudioStage.Wav(100), ("model", "scribe")));
        var left = new TaskCompletionSource();
        stage.Upstream.Script(async exchange =>
        {
            await left.Task;
            await exchange.SendPlainAsync(Whole);
        });
        using (var socket = await stage.SendFormRawAsync(form))
        {
            await stage.Upstream.NextAsync();
            socket.Close();
        }

        left.SetResult();
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(104_000);
    }

    [Fact]
    public async Task CallerWhoLeaves_BeforeItsFileIsWhole_CostsNothing()
    {
        await using var stage = await AudioStage.StartAsync();
        var form = Encoding.Latin1.GetString(AudioStage.FormOf(AudioStage.Wav(60_000), ("model", "scribe")));
        using (var socket = await stage.SendFormRawAsync(form, form.Length / 2))
        {
            socket.Close();
        }

        stage.Upstream.ReplyPlain(Whole);
        (await stage.TranscribeAsync(AudioStage.FormOf(AudioStage.Wav(100), ("model", "scribe")))).Status.ShouldBe(200);
        stage.Upstream.Count.ShouldBe(1);
        stage.Budget().ShouldBe((104_000, 0));
    }
}
