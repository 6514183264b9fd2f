using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Reads the blocks of a message, of a request or of a reply.</summary>
internal static class AnthropicPartsReader
{
    private static readonly RawJson PlainText = RawJson.Text("text/plain"u8);

    /// <summary>Reads a content: nothing, a text, or blocks. <paramref name="field"/> names it in a fault.</summary>
    public static bool TryReadContent(
        RawBody body, JsonElement content, List<ShapePart> parts, ChatShape shape, string field, out DialectFault fault)
    {
        fault = default;
        switch (content.ValueKind)
        {
            case JsonValueKind.Null:
                return true;
            case JsonValueKind.String:
                parts.Add(new TextPart(body.Of(content)));
                return true;
            case JsonValueKind.Array:
                return TryReadBlocks(body, content, parts, shape, field, out fault);
            default:
                fault = new DialectFault(field, "It must be a string or an array of blocks.");
                return false;
        }
    }

    /// <summary>The block as a part; null where it cannot be carried, with what is wrong in <paramref name="fault"/>.</summary>
    public static ShapePart? ReadBlock(RawBody body, JsonElement block, ChatShape shape, string field, out DialectFault fault)
    {
        fault = default;
        var cache = body.Of(block, "cache_control"u8);
        if (cache.IsGiven)
        {
            shape.Mark(ShapeField.CacheMarks);
        }

        ShapePart? part = RawBody.Word(block, "type"u8) switch
        {
            "text" when body.Of(block, "text"u8) is { IsText: true } text => new TextPart(text),
            "thinking" when body.Of(block, "thinking"u8) is { IsText: true } text => Thought(body, block, text, shape),
            "redacted_thinking" when body.Of(block, "data"u8) is { IsText: true } data => Redacted(data, shape),
            "tool_use" => ToolCall(body, block),
            "tool_result" => ToolResult(body, block, shape, field, out fault),
            "image" => Image(body, block),
            "document" => Document(body, block, shape),
            _ => null,
        };
        if (part is null && fault.Message is null)
        {
            fault = new DialectFault(field, "A block has a type, a source, or lacks a field, that cannot be carried to this model's provider.");
        }

        return part is null ? null : part with { Cache = cache };
    }

    private static bool TryReadBlocks(
        RawBody body, JsonElement content, List<ShapePart> parts, ChatShape shape, string field, out DialectFault fault)
    {
        fault = default;
        foreach (var block in content.EnumerateArray())
        {
            if (ReadBlock(body, block, shape, field, out fault) is not { } part)
            {
                return false;
            }

            parts.Add(part);
        }

        return true;
    }

    private static ThinkingPart Thought(RawBody body, JsonElement block, RawJson text, ChatShape shape)
    {
        shape.Mark(ShapeField.ThinkingPart);
        return new ThinkingPart(text, body.Of(block, "signature"u8) is { IsText: true, IsEmptyText: false } signature ? signature : default);
    }

    private static RedactedPart Redacted(RawJson data, ChatShape shape)
    {
        shape.Mark(ShapeField.ThinkingPart);
        return new RedactedPart(data);
    }

    private static ToolCallPart? ToolCall(RawBody body, JsonElement block) =>
        body.Of(block, "id"u8) is { IsText: true } id && body.Of(block, "name"u8) is { IsText: true } name && body.Of(block, "input"u8) is { IsGiven: true } input
            ? new ToolCallPart(id, name, input)
            : null;

    private static ToolResultPart? ToolResult(RawBody body, JsonElement block, ChatShape shape, string field, out DialectFault fault)
    {
        fault = default;
        if (body.Of(block, "tool_use_id"u8) is not { IsText: true } id)
        {
            return null;
        }

        var isError = block.TryGetProperty("is_error"u8, out var flag) && flag.ValueKind == JsonValueKind.True;
        if (isError)
        {
            shape.Mark(ShapeField.ToolError);
        }

        var content = new List<ShapePart>();
        if (block.TryGetProperty("content"u8, out var inner) && !TryReadContent(body, inner, content, shape, field, out fault))
        {
            return null;
        }

        if (content.Exists(part => part is not TextPart))
        {
            shape.Mark(ShapeField.ToolResultMedia);
        }

        return new ToolResultPart(id, content, isError);
    }

    private static ImagePart? Image(RawBody body, JsonElement block) =>
        block.TryGetProperty("source"u8, out var source) && Source(body, source) is { Place: not MediaPlace.PlainText } found ? new ImagePart(found) : null;

    private static DocumentPart? Document(RawBody body, JsonElement block, ChatShape shape)
    {
        if (!block.TryGetProperty("source"u8, out var source) || Source(body, source) is not { } found)
        {
            return null;
        }

        shape.Mark(found.Place switch
        {
            MediaPlace.Url => ShapeField.DocumentUrl,
            MediaPlace.PlainText => ShapeField.DocumentText,
            _ => ShapeField.DocumentPart,
        });
        return new DocumentPart(found, body.Of(block, "title"u8) is { IsText: true } title ? title : default);
    }

    // What the provider keeps under an id exists there only.
    private static MediaSource? Source(RawBody body, JsonElement source)
    {
        var data = body.Of(source, "data"u8);
        return RawBody.Word(source, "type"u8) switch
        {
            "base64" when data.IsText && body.Of(source, "media_type"u8) is { IsText: true } type => new MediaSource(MediaPlace.Inline, type, data),
            "url" when body.Of(source, "url"u8) is { IsText: true } url => new MediaSource(MediaPlace.Url, default, url),
            "text" when data.IsText => new MediaSource(MediaPlace.PlainText, PlainText, data),
            "content" when body.Of(source, "content"u8) is { IsText: true } text => new MediaSource(MediaPlace.PlainText, PlainText, text),
            _ => null,
        };
    }
}
