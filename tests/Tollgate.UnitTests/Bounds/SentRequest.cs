using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tollgate.UnitTests.Bounds;

/// <summary>What a provider makes of the bytes that reach it, read without any of the product's own readers: each byte of text is a token, and
/// its habits come on top.</summary>
internal sealed class SentRequest
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ProviderHabits _habits;
    private readonly string _kind;

    public SentRequest(string kind, string dialect, ReadOnlyMemory<byte> body)
    {
        (_kind, _habits) = (kind, ProviderHabits.Of(kind));
        Input = _habits.Call;
        using var document = JsonDocument.Parse(body);
        switch (dialect)
        {
            case "openai":
                ReadOpenAi(document.RootElement);
                break;
            case "anthropic":
                ReadAnthropic(document.RootElement);
                break;
            case "responses":
                ReadResponses(document.RootElement);
                break;
            default:
                ReadGemini(document.RootElement);
                break;
        }
    }

    /// <summary>Tokens of one run of the model, where all of them are text.</summary>
    public long Input { get; private set; }

    /// <summary>Something else than text is there: it may fill the window.</summary>
    public bool HasMedia { get; private set; }

    public bool HasAudio { get; private set; }

    public bool SpeaksAudio { get; private set; }

    /// <summary>Null where the request sets none.</summary>
    public long? OutputLimit { get; private set; }

    public int Choices { get; private set; } = 1;

    public long Predicted { get; private set; }

    public int Searches { get; private set; }

    public string? Tier { get; private set; }

    private void ReadOpenAi(JsonElement root)
    {
        foreach (var message in root.GetProperty("messages").EnumerateArray())
        {
            Input += _habits.Message;
            ReadParts(message, "content");
            foreach (var call in Items(message, "tool_calls"))
            {
                Input += 8 + Bytes(call.GetProperty("function").GetProperty("name")) + Bytes(call.GetProperty("function").GetProperty("arguments"));
            }
        }

        ReadTools(root, "tools");
        ReadForm(root, "response_format");
        Tier = Word(root, "service_tier");
        Choices = Number(root, "n") is { } choices ? (int)choices : 1;
        Searches = root.TryGetProperty("web_search_options", out _) ? 1 : 0;
        Predicted = root.TryGetProperty("prediction", out var prediction) ? Bytes(prediction.GetProperty("content")) : 0;
        SpeaksAudio = Items(root, "modalities").Any(item => item.GetString() == "audio");

        // Some read both names, some only the older one.
        var old = Number(root, "max_tokens");
        var both = _kind is "openai" or "azure" or "xai" or "groq" or "practice";
        OutputLimit = both && Number(root, "max_completion_tokens") is { } limit ? Math.Max(limit, old ?? 0) : old;
    }

    private void ReadAnthropic(JsonElement root)
    {
        ReadParts(root, "system");
        foreach (var message in root.GetProperty("messages").EnumerateArray())
        {
            Input += _habits.Message;
            ReadParts(message, "content");
        }

        ReadTools(root, "tools");
        ReadForm(root, "output_config");
        OutputLimit = Number(root, "max_tokens");
        Tier = Word(root, "service_tier");
        Searches = Items(root, "tools").Sum(tool => (int)(Number(tool, "max_uses") ?? 0));
    }

    private void ReadResponses(JsonElement root)
    {
        ReadParts(root, "instructions");
        Input += _habits.Message;
        var input = root.GetProperty("input");
        if (input.ValueKind == JsonValueKind.String)
        {
            Input += Bytes(input);
        }
        else
        {
            foreach (var item in input.EnumerateArray())
            {
                Input += _habits.Message;
                ReadParts(item, "content");
                ReadParts(item, "output");
                Input += Text(item, "name") + Text(item, "arguments");
            }
        }

        ReadTools(root, "tools");
        ReadForm(root, "text");
        OutputLimit = Number(root, "max_output_tokens");
        Tier = Word(root, "service_tier");
        Searches = Items(root, "tools").Any(tool => Word(tool, "type") == "web_search") ? (int)(Number(root, "max_tool_calls") ?? int.MaxValue) : 0;
    }

    private void ReadGemini(JsonElement root)
    {
        if (root.TryGetProperty("systemInstruction", out var system))
        {
            ReadParts(system, "parts");
        }

        foreach (var content in root.GetProperty("contents").EnumerateArray())
        {
            Input += _habits.Message;
            ReadParts(content, "parts");
        }

        foreach (var tool in Items(root, "tools"))
        {
            ReadTools(tool, "functionDeclarations");
            Searches += tool.TryGetProperty("googleSearch", out _) ? 1 : 0;
        }

        Tier = Word(root, "serviceTier");
        if (root.TryGetProperty("generationConfig", out var config))
        {
            ReadForm(config, "responseJsonSchema");
            ReadForm(config, "responseSchema");
            OutputLimit = Number(config, "maxOutputTokens");
            Choices = Number(config, "candidateCount") is { } choices ? (int)choices : 1;
            SpeaksAudio = Items(config, "responseModalities").Any(item => item.GetString() == "AUDIO");
        }
    }

    private void ReadParts(JsonElement owner, string name)
    {
        if (!owner.TryGetProperty(name, out var value))
        {
            return;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            Input += Bytes(value);
            return;
        }

        foreach (var part in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [])
        {
            ReadPart(part);
        }
    }

    private void ReadPart(JsonElement part)
    {
        var type = Word(part, "type");
        var inline = part.TryGetProperty("inlineData", out var data) ? Word(data, "mimeType") : null;
        HasMedia |= inline is not null || type is "image_url" or "input_audio" or "file" or "image" or "document" or "input_image" or "input_file";
        HasAudio |= type is "input_audio" || inline?.StartsWith("audio/", StringComparison.Ordinal) == true
            || inline?.StartsWith("video/", StringComparison.Ordinal) == true;
        Input += Text(part, "text") + Text(part, "thinking") + (type is "tool_use" ? 8 + Text(part, "name") + Raw(part, "input") : 0);
        Input += Raw(part, "functionCall") + Raw(part, "functionResponse");
        ReadParts(part, "content");
    }

    private void ReadTools(JsonElement root, string name)
    {
        var any = false;
        foreach (var tool in Items(root, name))
        {
            any = true;
            var own = Word(tool, "type") is null or "function" or "custom";

            // A tool that the provider defines comes with a prompt of its own.
            Input += _habits.Tool + (own ? JsonSerializer.SerializeToUtf8Bytes(tool, Plain).Length : _habits.Tools);
        }

        Input += any ? _habits.Tools : 0;
    }

    private void ReadForm(JsonElement root, string name) =>
        Input += root.TryGetProperty(name, out _) ? _habits.Form + Raw(root, name) : 0;

    private static JsonElement.ArrayEnumerator Items(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    private static long Raw(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) ? JsonSerializer.SerializeToUtf8Bytes(value, Plain).Length : 0;

    private static long Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Bytes(value) : 0;

    private static string? Word(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private static long Bytes(JsonElement text) => Encoding.UTF8.GetByteCount(text.GetString()!);
}
