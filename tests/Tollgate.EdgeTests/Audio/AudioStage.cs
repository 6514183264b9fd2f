using System.Buffers.Binary;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Tollgate.EdgeTests.Relay;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Audio;

/// <summary>The walk of a call with models of sound: <c>tts</c> costs 15,000 nano-USD a character; <c>voice</c> 1,000 a token in and 2,000 a token out, and
/// gives at most 1,000; <c>whisper</c> 100 a millisecond; <c>scribe</c> costs as <c>voice</c>.</summary>
internal static class AudioStage
{
    public const string Form = "multipart/form-data; boundary=XX";

    /// <summary>0, 1, 2, ... and again.</summary>
    public static byte[] Sound(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 7) + (i >> 8)))];

    public static async Task<CallStage> StartAsync(WorkspaceSettings? settings = null, int retries = 0)
    {
        var stage = await CallStage.StartAsync(settings, retries);
        var free = new PriceSheet { Input = UnitPrice.Zero, Output = UnitPrice.Zero };
        var tokens = new PriceSheet { Input = new UnitPrice(NanoUsd.PerUsd), Output = new UnitPrice(2 * NanoUsd.PerUsd) };
        Put(stage, "tts", new ModelPrice { Version = "", Base = free, PerCharacter = new UnitPrice(15 * NanoUsd.PerUsd), ContextWindow = 4_096, MaxOutputTokens = 1 });
        Put(stage, "voice", new ModelPrice { Version = "", Base = tokens, ContextWindow = 2_000, MaxOutputTokens = 1_000 });
        Put(stage, "whisper", new ModelPrice { Version = "", Base = free, PerAudioMs = new UnitPrice(100_000_000), ContextWindow = 1_000, MaxOutputTokens = 1 });
        Put(stage, "scribe", new ModelPrice { Version = "", Base = tokens, ContextWindow = 16_000, MaxOutputTokens = 2_000 });
        return stage;
    }

    /// <summary>Sends all calls to another place.</summary>
    public static void UseUpstream(this CallStage stage, Uri baseUrl) =>
        _ = stage.Customers.Put(stage.Tenant, "openai", account => account! with { BaseUrl = baseUrl.ToString() });

    /// <summary>Sends a reply of any kind of bytes, its length told.</summary>
    public static FakeUpstream ReplyBytes(this FakeUpstream upstream, byte[] body, string contentType) => upstream.Script(async exchange =>
    {
        await exchange.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n");
        await exchange.SendBytesAsync(body);
    });

    /// <summary>An event of speech with a piece of sound.</summary>
    public static string Delta(byte[] sound) => $$"""data: {"type":"speech.audio.delta","audio":"{{Convert.ToBase64String(sound)}}"}""" + "\n\n";

    /// <summary>The event that ends speech.</summary>
    public static string Done(int input, int output) =>
        $$$"""data: {"type":"speech.audio.done","usage":{"input_tokens":{{{input}}},"output_tokens":{{{output}}},"total_tokens":{{{input + output}}}}}""" + "\n\n";

    /// <summary>A wave file of silence: 16,000 samples a second of two bytes.</summary>
    public static byte[] Wav(int milliseconds)
    {
        var wav = new byte[44 + (milliseconds * 32)];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        wav[20] = wav[22] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), 16_000);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), 32_000);
        wav[32] = 2;
        wav[34] = 16;
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), wav.Length - 44);
        return wav;
    }

    /// <summary>A form as it goes over the wire, its boundary XX.</summary>
    public static byte[] FormOf(byte[]? file, params (string Name, string Value)[] fields)
    {
        var form = new MemoryStream();
        foreach (var (name, value) in fields)
        {
            form.Write(Encoding.UTF8.GetBytes($"--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        }

        if (file is not null)
        {
            form.Write("--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n"u8);
            form.Write(file);
            form.Write("\r\n"u8);
        }

        form.Write("--XX--\r\n"u8);
        return form.ToArray();
    }

    public static async Task<SoundReply> PostAsync(
        this CallStage stage, string path, byte[] body, string contentType, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + stage.Key.Secret);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await stage.Http.SendAsync(request);
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new SoundReply((int)response.StatusCode, all, await response.Content.ReadAsByteArrayAsync());
    }

    public static Task<SoundReply> SpeakAsync(this CallStage stage, string json, params (string Name, string Value)[] headers) =>
        stage.PostAsync("/v1/audio/speech", Encoding.UTF8.GetBytes(json), "application/json", headers);

    public static Task<SoundReply> TranscribeAsync(this CallStage stage, byte[] form, params (string Name, string Value)[] headers) =>
        stage.PostAsync("/v1/audio/transcriptions", form, Form, headers);

    /// <summary>A caller on a socket of its own, who sends a form, or its beginning.</summary>
    public static async Task<Socket> SendFormRawAsync(this CallStage stage, string form, int? bytes = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(stage.Http.BaseAddress!.Host, stage.Http.BaseAddress.Port);
        var head = $"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {stage.Key.Secret}\r\n"
            + $"Content-Type: {Form}\r\nContent-Length: {form.Length}\r\n\r\n";
        await socket.SendAsync(Encoding.Latin1.GetBytes(head + form[..(bytes ?? form.Length)]));
        return socket;
    }

    /// <summary>The parts of a form by their names, as the upstream was sent them.</summary>
    public static Dictionary<string, byte[]> PartsOf(FakeRequest request)
    {
        var boundary = "--" + request.Head.Split("boundary=")[1].Split("\r\n")[0];
        var text = Encoding.Latin1.GetString(request.Body);
        text.ShouldEndWith(boundary + "--\r\n");
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var part in text.Split(boundary + "\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var head = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var name = part[..head].Split("name=\"")[1].Split('"')[0];
            var end = part.LastIndexOf("\r\n" + boundary, StringComparison.Ordinal);
            parts.Add(name, Encoding.Latin1.GetBytes(end < 0 ? part[(head + 4)..^2] : part[(head + 4)..end]));
        }

        return parts;
    }

    public static string Usd(long nano) => (nano / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture);

    private static void Put(CallStage stage, string model, ModelPrice price) => _ = stage.Customers.Put(stage.Tenant, "openai", model, price);
}

/// <summary>A reply whose body may be sound.</summary>
internal sealed record SoundReply(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
