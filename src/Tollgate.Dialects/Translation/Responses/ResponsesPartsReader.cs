using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation.OpenAi;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Reads the pieces of an item, of a request or of a response.</summary>
internal static class ResponsesPartsReader
{
    private static readonly RawJson NoArguments = new("{}"u8.ToArray());
    private static readonly RawJson NoText = new("\"\""u8.ToArray());

    /// <summary>Reads a member of an item: nothing, a text, or parts.</summary>
    public static bool TryReadContent(
        RawBody body, JsonElement item, ReadOnlySpan<byte> name, List<ShapePart> parts, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (!item.TryGetProperty(name, out var content) || content.ValueKind == JsonValueKind.Null)
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
            fault = new DialectFault("input.content", "It must be a string or an array of parts.");
            return false;
        }

        foreach (var piece in content.EnumerateArray())
        {
            if (ReadPart(body, piece, shape) is not { } part)
            {
                fault = new DialectFault(
                    "input.content", "A part has a type, or lacks a field, that cannot be carried to this model's provider; files are carried whole, not by id.");
                return false;
            }

            parts.Add(part);
        }

        return true;
    }

    /// <summary>The item as a part; null when it is no call of a function with arguments that are an object.</summary>
    public static ToolCallPart? ToolCall(RawBody body, JsonElement item)
    {
        if (body.Of(item, "call_id"u8) is not { IsText: true } id || body.Of(item, "name"u8) is not { IsText: true } name)
        {
            return null;
        }

        var text = body.Of(item, "arguments"u8);
        if (!text.IsGiven || text.IsEmptyText)
        {
            return new ToolCallPart(id, name, NoArguments);
        }

        return text.IsText && text.Unescaped() is { } json && IsObject(json) ? new ToolCallPart(id, name, new RawJson(json)) : null;
    }

    /// <summary>The item as a part; null when it says nothing.</summary>
    public static ShapePart? Thought(RawBody body, JsonElement item)
    {
        var seal = body.Of(item, "encrypted_content"u8) is { IsText: true, IsEmptyText: false } content ? content : default;
        if (ResponsesTraits.TryUnredact(seal, out var data))
        {
            return new RedactedPart(data);
        }

        var texts = Texts(body, item, "summary"u8);
        texts = texts.Count > 0 ? texts : Texts(body, item, "content"u8);
        return texts.Count == 0 && !seal.IsGiven ? null : new ThinkingPart(Joined(texts), seal);
    }

    private static ShapePart? ReadPart(RawBody body, JsonElement item, ChatShape shape) => RawBody.Word(item, "type"u8) switch
    {
        "input_text" or "output_text" or "text" when body.Of(item, "text"u8) is { IsText: true } text => new TextPart(text),
        "refusal" when body.Of(item, "refusal"u8) is { IsText: true } refusal => Refusal(refusal, shape),
        "input_image" => Image(body, item, shape),
        "input_file" => Document(body, item, shape),
        "input_audio" => Audio(body, item, shape),
        _ => null,
    };

    private static RefusalPart Refusal(RawJson text, ChatShape shape)
    {
        shape.Mark(ShapeField.RefusalPart);
        return new RefusalPart(text);
    }

    private static ImagePart? Image(RawBody body, JsonElement item, ChatShape shape)
    {
        shape.Mark(ShapeField.ImagePart);
        if (RawBody.Word(item, "detail"u8) is not (null or "auto"))
        {
            shape.Mark(ShapeField.ImageDetail);
        }

        return body.Of(item, "image_url"u8) is { IsText: true } url && OpenAiPartsReader.Source(url) is { } source ? new ImagePart(source) : null;
    }

    private static DocumentPart? Document(RawBody body, JsonElement item, ChatShape shape)
    {
        var title = body.Of(item, "filename"u8) is { IsText: true } name ? name : default;
        if (body.Of(item, "file_url"u8) is { IsText: true } url)
        {
            shape.Mark(ShapeField.DocumentUrl);
            return new DocumentPart(new MediaSource(MediaPlace.Url, default, url), title);
        }

        shape.Mark(ShapeField.DocumentPart);
        return body.Of(item, "file_data"u8) is { IsText: true } data && OpenAiPartsReader.Source(data) is { Place: MediaPlace.Inline } source
            ? new DocumentPart(source, title)
            : null;
    }

    private static AudioPart? Audio(RawBody body, JsonElement item, ChatShape shape)
    {
        shape.Mark(ShapeField.AudioPart);
        return item.TryGetProperty("input_audio"u8, out var audio) && body.Of(audio, "data"u8) is { IsText: true } data
            ? new AudioPart(new MediaSource(MediaPlace.Inline, body.Of(audio, "format"u8), data))
            : null;
    }

    private static List<RawJson> Texts(RawBody body, JsonElement item, ReadOnlySpan<byte> name)
    {
        var texts = new List<RawJson>();
        if (item.TryGetProperty(name, out var parts) && parts.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in parts.EnumerateArray())
            {
                if (body.Of(part, "text"u8) is { IsText: true, IsEmptyText: false } text)
                {
                    texts.Add(text);
                }
            }
        }

        return texts;
    }

    // A summary of several paragraphs is one text elsewhere.
    private static RawJson Joined(List<RawJson> texts) => texts switch
    {
        [] => NoText,
        [var only] => only,
        _ => new RawJson((byte[])[(byte)'"', .. texts.SelectMany((text, i) => i == 0 ? text.Inside.ToArray() : [.. "\\n\\n"u8, .. text.Inside]), (byte)'"']),
    };

    private static bool IsObject(byte[] json)
    {
        using var read = RawBody.Read(json);
        return read is not null;
    }
}
