using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Tollgate.Inference.Providers;

namespace Tollgate.Providers.Practice;

/// <summary>Answers requests for speech: a tone for each letter, of which none says anything, as WAV or PCM; as MP3 silence of the same length. What
/// else is asked for is given as WAV.</summary>
internal static class PracticeSpeech
{
    private const int SamplesPerSecond = 24_000;
    private const int SamplesPerLetter = 1_200;
    private const int LettersPerPiece = 16;

    // 26 ms in one channel: a head, and nothing behind it.
    private const int Mp3FrameBytes = 417;

    /// <exception cref="JsonException">the body is no JSON.</exception>
    public static PracticeScript Script(ModelRequest request, PracticeBehaviour behaviour)
    {
        using var body = JsonDocument.Parse(request.Body);
        var root = body.RootElement;
        var text = root.TryGetProperty("input"u8, out var said) && said.ValueKind == JsonValueKind.String ? PracticePrompt.TextOf(said) : "";
        var tokens = PracticeAnswer.Tokens(Encoding.UTF8.GetByteCount(text));
        if (tokens > request.ContextWindow)
        {
            return PracticeScript.Failure(400, $"The text has {tokens} tokens, the model takes {request.ContextWindow}.");
        }

        var (pieces, type) = Sound(text, Word(root, "response_format"u8) ?? "mp3");
        if (Word(root, "stream_format"u8) != "sse")
        {
            return PracticeScript.InPieces(pieces, behaviour, type);
        }

        var events = pieces.Select(Delta).ToList();
        var most = Math.Min(Math.Max(1, text.Length), request.MaxOutputTokens);
        events.Add(Done(behaviour == PracticeBehaviour.NoUsage ? null : (tokens, most)));
        return PracticeScript.Stream(events, behaviour);
    }

    private static string? Word(JsonElement root, ReadOnlySpan<byte> name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? PracticePrompt.TextOf(value) : null;

    private static (List<byte[]> Pieces, string Type) Sound(string text, string format)
    {
        var pieces = new List<byte[]>();
        if (format is not ("mp3" or "pcm"))
        {
            pieces.Add(WavHead(Math.Max(1, text.Length) * SamplesPerLetter * sizeof(short)));
        }

        for (var at = 0; at < Math.Max(1, text.Length); at += LettersPerPiece)
        {
            var letters = text.AsSpan(at, Math.Min(LettersPerPiece, text.Length - at));
            pieces.Add(format == "mp3" ? Silence(Math.Max(1, letters.Length)) : Tones(letters));
        }

        return (pieces, format switch { "mp3" => "audio/mpeg", "pcm" => "audio/pcm", _ => "audio/wav" });
    }

    private static byte[] Silence(int letters)
    {
        var frames = new byte[letters * 2 * Mp3FrameBytes];
        for (var at = 0; at < frames.Length; at += Mp3FrameBytes)
        {
            BinaryPrimitives.WriteUInt32BigEndian(frames.AsSpan(at), 0xFFFB90C4);
        }

        return frames;
    }

    private static byte[] Tones(ReadOnlySpan<char> letters)
    {
        var bytes = new byte[Math.Max(1, letters.Length) * SamplesPerLetter * sizeof(short)];
        for (var letter = 0; letter < letters.Length; letter++)
        {
            // Square waves, the higher the later the letter is in the alphabet; nothing for what is no letter.
            var half = char.IsLetterOrDigit(letters[letter]) ? 30 + (letters[letter] % 30) : SamplesPerLetter;
            for (var i = 0; i < SamplesPerLetter; i++)
            {
                var loud = half == SamplesPerLetter ? 0 : i / half % 2 == 0 ? 2_000 : -2_000;
                BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(((letter * SamplesPerLetter) + i) * sizeof(short)), (short)loud);
            }
        }

        return bytes;
    }

    private static byte[] WavHead(int dataBytes)
    {
        var head = new byte[44];
        "RIFF"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), dataBytes + 36);
        "WAVEfmt "u8.CopyTo(head.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(24), SamplesPerSecond);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(28), SamplesPerSecond * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(32), sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(34), 16);
        "data"u8.CopyTo(head.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(40), dataBytes);
        return head;
    }

    private static byte[] Delta(byte[] sound) => Event(json =>
    {
        json.WriteString("type"u8, "speech.audio.delta"u8);
        json.WriteBase64String("audio"u8, sound);
    });

    private static byte[] Done((long Input, long Output)? usage) => Event(json =>
    {
        json.WriteString("type"u8, "speech.audio.done"u8);
        if (usage is var (input, output))
        {
            json.WriteStartObject("usage"u8);
            json.WriteNumber("input_tokens"u8, input);
            json.WriteNumber("output_tokens"u8, output);
            json.WriteNumber("total_tokens"u8, input + output);
            json.WriteEndObject();
        }
    });

    private static byte[] Event(Action<Utf8JsonWriter> members)
    {
        var output = new ArrayBufferWriter<byte>(1_024);
        output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
        return output.WrittenSpan.ToArray();
    }
}
