using System.ClientModel;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Audio;
using Tollgate.EndToEndTests.Kit;
using Tollgate.Testing;

namespace Tollgate.EndToEndTests.Sdks;

/// <summary>The official OpenAI SDKs (JavaScript, C#) speak and listen, plain and streamed.</summary>
public sealed class AudioSdkTests
{
    // Of samples of two bytes, 16,000 a second, to the end of the file.
    private static readonly byte[] WavHead =
    [
        .. "RIFF"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0, .. "data"u8, 0xFF, 0xFF, 0xFF, 0xFF,
    ];

    private static readonly byte[] Sound = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7))];

    [Fact]
    public async Task Speech_ByEachSdk_IsByteForByteWhatTheProviderSaid()
    {
        await using var provider = Provider();
        await using var scene = await StartAsync(provider);
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":10}""");

        var whole = await TellAsync(scene, "speech", secret, "tts-1");
        var pieces = await TellAsync(scene, "speechInPieces", secret, "gpt-4o-mini-tts");
        var events = await TellAsync(scene, "speechEvents", secret, "gpt-4o-mini-tts");
        BinaryData dotNet = await Client(scene, secret, "tts-1").GenerateSpeechAsync("The toll is paid once.", GeneratedSpeechVoice.Alloy);

        var sum = Convert.ToHexStringLower(SHA256.HashData(Sound));
        whole["sum"]!.GetValue<string>().ShouldBe(sum);
        whole["type"]!.GetValue<string>().ShouldBe("audio/mpeg");
        whole["cost"]!.GetValue<string>().ShouldBe("0.00033");
        pieces["sum"]!.GetValue<string>().ShouldBe(sum);
        events.ToJsonString().ShouldBe("""{"done":true,"block":true}""");
        dotNet.ToArray().ShouldBe(Sound);

        // Twice 22 characters at 15 USD a million; twice 10 tokens at 0.6 and 100 at 12.
        (await scene.BudgetAsync("key", id))["spent_usd"]!.GetValue<decimal>().ShouldBe((2 * 0.00033m) + (2 * (0.000006m + 0.0012m)));
    }

    [Fact]
    public async Task Transcription_ByEachSdk_IsWhatTheProviderHeard()
    {
        await using var provider = Provider();
        await using var scene = await StartAsync(provider);
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":10}""");

        var plain = await TellAsync(scene, "transcription", secret, "whisper-1");
        var streamed = await TellAsync(scene, "transcriptionStream", secret, "gpt-4o-transcribe");
        using var file = new MemoryStream([.. WavHead, .. new byte[2_000_000]]);
        AudioTranscription dotNet = await Client(scene, secret, "whisper-1").TranscribeAudioAsync(file, "call.wav");

        plain.ToJsonString().ShouldBe("""{"text":"Good day","seconds":3,"cost":0.0003}""");
        streamed.ToJsonString().ShouldBe("""{"pieces":["Good"," day",14]}""");
        dotNet.Text.ShouldBe("Good day");
        provider.Requests.ShouldAllBe(r => r.Body.Length > 2_000_000 && !r.BodyText.Contains("metadata", StringComparison.Ordinal));

        // Twice three seconds at 0.0001; ten tokens of sound at 6 USD a million and four of text at 10.
        (await scene.BudgetAsync("key", id))["spent_usd"]!.GetValue<decimal>().ShouldBe((2 * 0.0003m) + 0.00006m + 0.00004m);
    }

    [Fact]
    public async Task Transcription_WithATestKey_IsMadeOffline()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync("""{"name":"k","mode":"test"}""");

        var text = await TellAsync(scene, "transcriptionText", secret, "practice/echo");

        text["text"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task ModelOfChat_AskedToListen_IsABadRequestOfTheSdk()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync();

        var told = await TellAsync(scene, "refused", secret, "gpt-4o-mini");

        told.ToJsonString().ShouldBe("""{"kind":"BadRequestError","code":"INVALID_REQUEST","param":"model"}""");
    }

    private static FakeUpstream Provider() => new()
    {
        Default = exchange => exchange.Request.Head.Contains("/audio/speech", StringComparison.Ordinal) ? SpeakAsync(exchange) : HearAsync(exchange),
    };

    private static async Task SpeakAsync(FakeExchange exchange)
    {
        if (!exchange.Request.BodyText.Contains("\"sse\"", StringComparison.Ordinal))
        {
            await exchange.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: {Sound.Length}\r\n\r\n");
            await exchange.SendBytesAsync(Sound);
            return;
        }

        await exchange.SendStreamHeadAsync();
        foreach (var piece in Sound.Chunk(30_000))
        {
            await exchange.SendChunkAsync($$"""data: {"type":"speech.audio.delta","audio":"{{Convert.ToBase64String(piece)}}"}""" + "\n\n");
        }

        await exchange.SendChunkAsync("""data: {"type":"speech.audio.done","usage":{"input_tokens":10,"output_tokens":100,"total_tokens":110}}""" + "\n\n");
        await exchange.EndChunksAsync();
    }

    private static async Task HearAsync(FakeExchange exchange)
    {
        if (!exchange.Request.BodyText.Contains("name=\"stream\"", StringComparison.Ordinal))
        {
            await exchange.SendPlainAsync("""{"text":"Good day","usage":{"type":"duration","seconds":3}}""");
            return;
        }

        await exchange.SendStreamHeadAsync();
        await exchange.SendChunkAsync("""data: {"type":"transcript.text.delta","delta":"Good"}""" + "\n\n");
        await exchange.SendChunkAsync("""data: {"type":"transcript.text.delta","delta":" day"}""" + "\n\n");
        await exchange.SendChunkAsync("""data: {"type":"transcript.text.done","text":"Good day","usage":{"type":"tokens","input_tokens":10,"input_token_details":{"text_tokens":0,"audio_tokens":10},"output_tokens":4,"total_tokens":14}}""" + "\n\n");
        await exchange.EndChunksAsync();
    }

    private static async Task<Scene> StartAsync(FakeUpstream provider)
    {
        var scene = await Scene.StartAsync();
        await scene.Manage.PutAsync($"workspaces/{scene.Workspace}/providers/openai", $$"""{"api_key":"k","base_url":"{{provider.BaseUrl}}"}""");
        return scene;
    }

    private static Task<JsonNode> TellAsync(Scene scene, string story, string secret, string model) =>
        NodeScripts.TellAudioAsync(story, scene.Gateway.Address, secret, model);

    private static AudioClient Client(Scene scene, string secret, string model) =>
        new(model, new ApiKeyCredential(secret), new OpenAIClientOptions { Endpoint = scene.BaseUrl });
}
