using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>Reads the pieces of a message, of a request or of a reply.</summary>
internal static class OpenAiPartsReader
{
    private static readonly RawJson NoArguments = new("{}"u8.ToArray());

    /// <summary>Reads the member <c>content</c>: nothing, a text, or parts.</summary>
    public static bool TryReadContent(RawBody body, JsonElement message, List<ShapePart> parts, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (!message.TryGetProperty("content"u8, out var content) || content.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            parts.Add(new TextPart(body.Of(content)));
            return true;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            fault = new DialectFault("messages.content", "content must be a string or an array of parts.");
            return false;
        }

        foreach (var item in content.EnumerateArray())
        {
            if (ReadPart(body, item, shape) is not { } part)
            {
                fault = new DialectFault("messages.content", "A part of content has a type, or lacks a field, that cannot be carried to this model's provider.");
                return false;
            }

            parts.Add(part);
        }

        return true;
    }

    /// <summary>Reads what a message keeps of earlier thoughts: <c>reasoning_details</c>, as this gateway and OpenRouter give them out, or
    /// <c>thinking_blocks</c>, as LiteLLM does. Thoughts without a signature are worth nothing to a provider that signs.</summary>
    public static void ReadThoughts(RawBody body, JsonElement message, List<ShapePart> parts, ChatShape shape)
    {
        if (message.TryGetProperty("reasoning_details"u8, out var details) && details.ValueKind == JsonValueKind.Array)
        {
            foreach (var detail in details.EnumerateArray())
            {
                ReadThought(body, detail, ("text", "signature", "data"), parts);
            }
        }
        else if (message.TryGetProperty("thinking_blocks"u8, out var blocks) && blocks.ValueKind == JsonValueKind.Array)
        {
            foreach (var block in blocks.EnumerateArray())
            {
                ReadThought(body, block, ("thinking", "signature", "data"), parts);
            }
        }
        else if ((body.Of(message, "reasoning_content"u8) is { IsText: true } text ? text : body.Of(message, "reasoning"u8)) is { IsText: true, IsEmptyText: false } bare)
        {
            parts.Add(new ThinkingPart(bare, default));
        }

        if (parts.Count > 0)
        {
            shape.Mark(ShapeField.ThinkingPart);
        }
    }

    /// <summary>Null when it is no call of a function with arguments that are an object.</summary>
    public static ToolCallPart? ToolCall(RawBody body, JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object || !call.TryGetProperty("function"u8, out var function)
            || body.Of(call, "id"u8) is not { IsText: true } id || body.Of(function, "name"u8) is not { IsText: true } name)
        {
            return null;
        }

        var text = body.Of(function, "arguments"u8);
        if (!text.IsGiven || text.IsEmptyText)
        {
            return new ToolCallPart(id, name, NoArguments);
        }

        return text.IsText && text.Unescaped() is { } json && IsObject(json) ? new ToolCallPart(id, name, new RawJson(json)) : null;
    }

    /// <summary>An address, or the bytes themselves where it is a <c>data:</c> address; null when such a one is not base64.</summary>
    public static MediaSource? Source(RawJson url)
    {
        if (!url.Inside.StartsWith("data:"u8))
        {
            return new MediaSource(MediaPlace.Url, default, url);
        }

        var text = url.Inside.IndexOf((byte)'\\') < 0 ? url : new RawJson((byte[])[(byte)'"', .. url.Unescaped() ?? [], (byte)'"']);
        var inside = text.Inside;
        var comma = inside.IndexOf((byte)',');
        if (comma < 0 || !inside[..comma].EndsWith(";base64"u8) || inside.IndexOfAny("\"\\"u8) >= 0
            || inside.IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0)
        {
            return null;
        }

        var type = inside["data:".Length..(comma - ";base64".Length)];
        var end = type.IndexOf((byte)';');
        var data = new byte[inside.Length - comma + 1];
        data[0] = data[^1] = (byte)'"';
        inside[(comma + 1)..].CopyTo(data.AsSpan(1));
        return new MediaSource(MediaPlace.Inline, RawJson.Text(end < 0 ? type : type[..end]), new RawJson(data));
    }

    private static void ReadThought(RawBody body, JsonElement item, (string Text, string Signature, string Data) names, List<ShapePart> parts)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        RawJson Member(string name) => item.TryGetProperty(name, out var value) ? body.Of(value) : default;
        if (Member(names.Data) is { IsText: true } data)
        {
            parts.Add(new RedactedPart(data));
        }
        else if (Member(names.Text) is { IsText: true } text)
        {
            parts.Add(new ThinkingPart(text, Member(names.Signature) is { IsText: true, IsEmptyText: false } signature ? signature : default));
        }
        else if (Member(names.Signature) is { IsText: true, IsEmptyText: false } alone)
        {
            Sign(parts, alone);
        }
    }

    // What came in a stream has text and signature apart.
    private static void Sign(List<ShapePart> parts, RawJson signature)
    {
        if (parts is [.., ThinkingPart { Signature.IsGiven: false } last])
        {
            parts[^1] = last with { Signature = signature };
        }
        else
        {
            parts.Add(new ThinkingPart(new RawJson("\"\""u8.ToArray()), signature));
        }
    }

    private static ShapePart? ReadPart(RawBody body, JsonElement item, ChatShape shape)
    {
        var cache = body.Of(item, "cache_control"u8);
        if (cache.IsGiven)
        {
            shape.Mark(ShapeField.CacheMarks);
        }

        ShapePart? part = RawBody.Word(item, "type"u8) switch
        {
            "text" when body.Of(item, "text"u8) is { IsText: true } text => new TextPart(text),
            "refusal" when body.Of(item, "refusal"u8) is { IsText: true } refusal => new RefusalPart(refusal),
            "image_url" => Image(body, item, shape),
            "file" => Document(body, item, shape),
            "input_audio" => Audio(body, item, shape),
            _ => null,
        };
        return part is null ? null : part with { Cache = cache };
    }

    private static ImagePart? Image(RawBody body, JsonElement item, ChatShape shape)
    {
        shape.Mark(ShapeField.ImagePart);
        if (!item.TryGetProperty("image_url"u8, out var image))
        {
            return null;
        }

        var url = image.ValueKind == JsonValueKind.String ? body.Of(image) : body.Of(image, "url"u8);
        if (image.ValueKind == JsonValueKind.Object && body.Of(image, "detail"u8).IsGiven)
        {
            shape.Mark(ShapeField.ImageDetail);
        }

        return url.IsText && Source(url) is { } source ? new ImagePart(source) : null;
    }

    private static DocumentPart? Document(RawBody body, JsonElement item, ChatShape shape)
    {
        shape.Mark(ShapeField.DocumentPart);
        return item.TryGetProperty("file"u8, out var file) && body.Of(file, "file_data"u8) is { IsText: true } data
            && Source(data) is { Place: MediaPlace.Inline } source
            ? new DocumentPart(source, body.Of(file, "filename"u8) is { IsText: true } name ? name : default)
            : null;
    }

    private static AudioPart? Audio(RawBody body, JsonElement item, ChatShape shape)
    {
        shape.Mark(ShapeField.AudioPart);
        return item.TryGetProperty("input_audio"u8, out var audio) && body.Of(audio, "data"u8) is { IsText: true } data
            ? new AudioPart(new MediaSource(MediaPlace.Inline, body.Of(audio, "format"u8), data))
            : null;
    }

    private static bool IsObject(byte[] json)
    {
        using var read = RawBody.Read(json);
        return read is not null;
    }
}
