using System.Buffers;
using System.Text;
using System.Text.Json;
using Tollgate.Inference.Providers;

namespace Tollgate.Providers.Practice;

/// <summary>Answers requests for images: small pictures of squares, always the same for the same words, whatever size was asked for.</summary>
internal static class PracticeImages
{
    private const int Most = 10;
    private const long TokensPerImage = 16;

    /// <exception cref="JsonException">the body is no JSON.</exception>
    public static PracticeScript Script(ModelRequest request, PracticeBehaviour behaviour, long created)
    {
        using var body = JsonDocument.Parse(request.Body);
        var root = body.RootElement;
        var prompt = root.TryGetProperty("prompt"u8, out var said) && said.ValueKind == JsonValueKind.String ? PracticePrompt.TextOf(said) : "";
        var count = Number(root, "n"u8, 1);
        if (count is < 1 or > Most)
        {
            return PracticeScript.Failure(400, $"n must be from 1 to {Most}.");
        }

        var tokens = PracticeAnswer.Tokens(Encoding.UTF8.GetByteCount(prompt));
        if (tokens > request.ContextWindow)
        {
            return PracticeScript.Failure(400, $"The prompt has {tokens} tokens, the model takes {request.ContextWindow}.");
        }

        var made = Math.Min(TokensPerImage * count, request.MaxOutputTokens);
        (long Input, long Output)? usage = behaviour == PracticeBehaviour.NoUsage ? null : (tokens, made);
        if (request.Stream)
        {
            return PracticeScript.Stream(Events(prompt, Number(root, "partial_images"u8, 0), created, usage), behaviour);
        }

        var asAddress = root.TryGetProperty("response_format"u8, out var format) && format.ValueKind == JsonValueKind.String && format.ValueEquals("url"u8);
        return PracticeScript.Whole(Write(json => WriteReply(json, (prompt, count, asAddress), created, usage)), behaviour);
    }

    private static long Number(JsonElement root, ReadOnlySpan<byte> name, long otherwise) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : otherwise;

    private static void WriteReply(
        Utf8JsonWriter json, (string Prompt, long Count, bool AsAddress) asked, long created, (long Input, long Output)? usage)
    {
        json.WriteNumber("created"u8, created);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < asked.Count; i++)
        {
            json.WriteStartObject();
            if (asked.AsAddress)
            {
                json.WriteString("url"u8, "data:image/png;base64," + Convert.ToBase64String(PracticePicture.Of(asked.Prompt + i)));
            }
            else
            {
                json.WriteBase64String("b64_json"u8, PracticePicture.Of(asked.Prompt + i));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteUsage(json, usage);
    }

    private static List<byte[]> Events(string prompt, long partial, long created, (long Input, long Output)? usage)
    {
        var events = new List<byte[]>();
        for (var i = 0; i < Math.Clamp(partial, 0, 3); i++)
        {
            events.Add(Event("image_generation.partial_image", prompt, created, i, null));
        }

        events.Add(Event("image_generation.completed", prompt, created, null, usage));
        return events;
    }

    private static byte[] Event(string type, string prompt, long created, int? index, (long Input, long Output)? usage)
    {
        var data = Write(json =>
        {
            json.WriteString("type"u8, type);
            json.WriteBase64String("b64_json"u8, PracticePicture.Of(prompt + "0"));
            json.WriteNumber("created_at"u8, created);
            json.WriteString("size"u8, "1024x1024"u8);
            json.WriteString("quality"u8, "low"u8);
            json.WriteString("background"u8, "opaque"u8);
            json.WriteString("output_format"u8, "png"u8);
            if (index is { } place)
            {
                json.WriteNumber("partial_image_index"u8, place);
            }

            WriteUsage(json, usage);
        });
        return [.. Encoding.ASCII.GetBytes($"event: {type}\ndata: "), .. data, .. "\n\n"u8];
    }

    private static void WriteUsage(Utf8JsonWriter json, (long Input, long Output)? usage)
    {
        if (usage is not var (input, output))
        {
            return;
        }

        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, input);
        json.WriteNumber("output_tokens"u8, output);
        json.WriteNumber("total_tokens"u8, input + output);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("text_tokens"u8, input);
        json.WriteNumber("image_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
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
