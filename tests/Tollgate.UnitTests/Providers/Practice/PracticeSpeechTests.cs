using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Providers.Practice;

public sealed class PracticeSpeechTests
{
    private const string Text = "The gate is open now.";

    [Theory]
    [InlineData("mp3", "audio/mpeg", 21 * 2 * 417)]
    [InlineData("pcm", "audio/pcm", 21 * 2_400)]
    [InlineData("wav", "audio/wav", 44 + (21 * 2_400))]
    [InlineData("opus", "audio/wav", 44 + (21 * 2_400))]
    public async Task Speech_OfAText_LastsAsLongAsItsLetters(string format, string type, int bytes)
    {
        var body = $$"""{"model":"echo","voice":"a","input":"{{Text}}","response_format":"{{format}}"}""";
        using var reply = await PracticeAsk.SendAsync(ModelApi.Speech, body, "echo", 1_000);

        (reply.Status, reply.ContentType, reply.ContentLength).ShouldBe((200, type, null));
        var sound = await PracticeAsk.ReadAsync(reply);
        sound.Length.ShouldBe(bytes);
        using var again = await PracticeAsk.SendAsync(ModelApi.Speech, body, "echo", 1_000);
        (await PracticeAsk.ReadAsync(again)).ShouldBe(sound);
    }

    [Fact]
    public async Task Speech_AsWav_SaysItsLengthInItsHead()
    {
        using var reply = await PracticeAsk.SendAsync(ModelApi.Speech, """{"input":"ab","response_format":"wav"}""", "echo", 1_000);

        var sound = await PracticeAsk.ReadAsync(reply);
        Encoding.ASCII.GetString(sound, 0, 4).ShouldBe("RIFF");
        BinaryPrimitives.ReadInt32LittleEndian(sound.AsSpan(4)).ShouldBe(sound.Length - 8);
        BinaryPrimitives.ReadInt32LittleEndian(sound.AsSpan(40)).ShouldBe(sound.Length - 44);
    }

    [Fact]
    public async Task Speech_InEvents_IsTheSameSoundAndItsUsage()
    {
        using var plain = await PracticeAsk.SendAsync(ModelApi.Speech, $$"""{"input":"{{Text}}","response_format":"pcm"}""", "echo", 1_000);
        using var reply = await PracticeAsk.SendAsync(ModelApi.Speech, $$"""{"input":"{{Text}}","response_format":"pcm","stream_format":"sse"}""", "echo", 1_000, stream: true);

        reply.ContentType.ShouldBe("text/event-stream; charset=utf-8");
        var events = Encoding.UTF8.GetString(await PracticeAsk.ReadAsync(reply)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(e => JsonDocument.Parse(e["data: ".Length..]).RootElement).ToArray();
        events[..^1].SelectMany(e => e.GetProperty("audio").GetBytesFromBase64()).ShouldBe(await PracticeAsk.ReadAsync(plain));
        events[^1].GetRawText().ShouldBe("""{"type":"speech.audio.done","usage":{"input_tokens":6,"output_tokens":21,"total_tokens":27}}""");
    }

    [Fact]
    public async Task Speech_OfTheModelThatBreaksOff_EndsBeforeItsEnd()
    {
        using var reply = await PracticeAsk.SendAsync(ModelApi.Speech, $$"""{"input":"{{Text}}"}""", "cut", 1_000);

        var broken = await Should.ThrowAsync<ProviderException>(async () => await PracticeAsk.ReadAsync(reply));
        broken.Error.Kind.ShouldBe(ProviderErrorKind.Broken);
    }

    [Fact]
    public async Task Speech_OfATextBeyondTheWindow_IsRefused()
    {
        using var reply = await PracticeAsk.SendAsync(ModelApi.Speech, $$"""{"input":"{{Text}}"}""", "echo", 2);

        reply.Status.ShouldBe(400);
    }
}
