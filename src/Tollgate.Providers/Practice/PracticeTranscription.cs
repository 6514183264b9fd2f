using System.Buffers;
using System.Text;
using System.Text.Json;
using Tollgate.Inference.Providers;

namespace Tollgate.Providers.Practice;

/// <summary>Answers requests for transcriptions: words that are always the same for the same file, and more of them the larger it is.</summary>
internal static class PracticeTranscription
{
    private const int ReadBytes = 32 * 1024;
    private const int BytesPerWord = 8_000;
    private const int MostWords = 500;

    private static readonly string[] Words = ["toll", "gate", "meter", "ledger", "hold", "settle", "budget", "window", "slice", "relay", "stream", "token"];

    public static async ValueTask<PracticeScript> ScriptAsync(ModelRequest request, PracticeBehaviour behaviour)
    {
        if (request.Upload is not { } upload)
        {
            return PracticeScript.Failure(400, "A practice transcription needs a form with a file.");
        }

        var (sum, format) = await ReadAsync(upload.Bytes);
        var words = Math.Min(Math.Clamp(1 + (upload.Bytes.Length / BytesPerWord), 1, MostWords), Math.Max(1, request.MaxOutputTokens));
        var text = new StringBuilder();
        for (var i = 0; i < words; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(Words[(sum + (i * 5)) % Words.Length]);
        }

        (long Input, long Output)? usage = behaviour == PracticeBehaviour.NoUsage ? null : (1, words);
        if (request.Stream)
        {
            return PracticeScript.Stream([Delta(text.ToString()), Done(text.ToString(), usage)], behaviour);
        }

        return format is "text" or "srt" or "vtt"
            ? PracticeScript.InPieces([Encoding.UTF8.GetBytes(Plain(text.ToString(), format))], behaviour, "text/plain; charset=utf-8")
            : PracticeScript.Whole(Json(json => WriteWhole(json, text.ToString(), usage)), behaviour);
    }

    // A sum over all that is sent, whatever boundary it has, and the format that is asked for.
    private static async ValueTask<(int Sum, string Format)> ReadAsync(ByteSource form)
    {
        var piece = ArrayPool<byte>.Shared.Rent(ReadBytes);
        var (sum, format) = (0, "json");
        for (var at = 0L; at < form.Length;)
        {
            var read = await form.ReadAsync(at, piece.AsMemory(0, ReadBytes));
            if (read == 0)
            {
                break;
            }

            format = FormatIn(piece.AsSpan(0, read)) ?? format;
            at += read;
            sum = (int)((sum + at) % Words.Length);
        }

        ArrayPool<byte>.Shared.Return(piece);
        return (sum, format);
    }

    private static string? FormatIn(ReadOnlySpan<byte> bytes)
    {
        var name = bytes.IndexOf("name=\"response_format\"\r\n\r\n"u8);
        if (name < 0)
        {
            return null;
        }

        var value = bytes[(name + "name=\"response_format\"\r\n\r\n".Length)..];
        var end = value.IndexOf((byte)'\r');
        return end < 0 ? null : Encoding.UTF8.GetString(value[..end]);
    }

    private static string Plain(string text, string format) => format switch
    {
        "srt" => $"1\n00:00:00,000 --> 00:00:01,000\n{text}\n\n",
        "vtt" => $"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n{text}\n\n",
        _ => text + "\n",
    };

    private static byte[] Delta(string text) => Event(json =>
    {
        json.WriteString("type"u8, "transcript.text.delta"u8);
        json.WriteString("delta"u8, text);
    });

    private static byte[] Done(string text, (long Input, long Output)? usage) => Event(json =>
    {
        json.WriteString("type"u8, "transcript.text.done"u8);
        WriteWhole(json, text, usage);
    });

    private static void WriteWhole(Utf8JsonWriter json, string text, (long Input, long Output)? usage)
    {
        json.WriteString("text"u8, text);
        if (usage is var (input, output))
        {
            json.WriteStartObject("usage"u8);
            json.WriteString("type"u8, "tokens"u8);
            json.WriteNumber("input_tokens"u8, input);
            json.WriteNumber("output_tokens"u8, output);
            json.WriteNumber("total_tokens"u8, input + output);
            json.WriteEndObject();
        }
    }

    private static byte[] Event(Action<Utf8JsonWriter> members) => [.. "data: "u8, .. Json(members), .. "\n\n"u8];

    private static byte[] Json(Action<Utf8JsonWriter> members)
    {
        var output = new ArrayBufferWriter<byte>(1_024);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
