using System.Globalization;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Reads the parts of a content, of a request or of a reply.</summary>
internal static class GeminiPartsReader
{
    private const string Uncarried = "A part has a type, or lacks a field, that cannot be carried to this model's provider.";

    private static readonly RawJson NoArguments = new("{}"u8.ToArray());
    private static readonly RawJson NoText = RawJson.Text(""u8);

    /// <summary>Reads one part. What signs a thought stands before what it signs, as a thought of its own where there is none.</summary>
    public static bool TryRead(RawBody body, JsonElement part, List<ShapePart> parts, ChatShape shape, GeminiCalls calls, out DialectFault fault)
    {
        fault = default;
        if (part.ValueKind != JsonValueKind.Object)
        {
            return Refuse("contents.parts", Uncarried, out fault);
        }

        var isThought = part.TryGetProperty("thought"u8, out var flag) && flag.ValueKind == JsonValueKind.True;
        var text = body.Of(part, "text"u8);
        if (isThought && text.IsText)
        {
            shape.Mark(ShapeField.ThinkingPart);
            parts.Add(new ThinkingPart(text, default));
        }

        if (Of(body, part, "thoughtSignature"u8, "thought_signature"u8) is { IsText: true, IsEmptyText: false } signature)
        {
            shape.Mark(ShapeField.ThinkingPart);
            Sign(parts, signature);
            if (isThought || text.IsEmptyText)
            {
                return true;
            }
        }

        return isThought || TryReadData(body, part, parts, shape, calls, out fault);
    }

    /// <summary>The member in one of the provider's two spellings; nothing where it is missing or null.</summary>
    public static RawJson Of(RawBody body, JsonElement element, ReadOnlySpan<byte> camel, ReadOnlySpan<byte> snake) =>
        body.Of(element, camel) is { IsGiven: true } value ? value : body.Of(element, snake);

    /// <summary>Likewise, as an element.</summary>
    public static bool TryGet(JsonElement element, ReadOnlySpan<byte> camel, ReadOnlySpan<byte> snake, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && (element.TryGetProperty(camel, out value) || element.TryGetProperty(snake, out value))
            && value.ValueKind != JsonValueKind.Null;
    }

    private static void Sign(List<ShapePart> parts, RawJson signature)
    {
        if (parts is [.., ThinkingPart { Signature.IsGiven: false } last])
        {
            parts[^1] = last with { Signature = signature };
        }
        else
        {
            parts.Add(new ThinkingPart(NoText, signature));
        }
    }

    private static bool TryReadData(RawBody body, JsonElement part, List<ShapePart> parts, ChatShape shape, GeminiCalls calls, out DialectFault fault)
    {
        fault = default;
        if (body.Of(part, "text"u8) is { IsText: true } text)
        {
            parts.Add(new TextPart(text));
            return true;
        }

        if (TryGet(part, "functionCall"u8, "function_call"u8, out var call))
        {
            if (body.Of(call, "name"u8) is not { IsText: true } name)
            {
                return Refuse("contents.parts.functionCall", "A call names its function.", out fault);
            }

            var arguments = body.Of(call, "args"u8);
            parts.Add(new ToolCallPart(calls.Open(body.Of(call, "id"u8), name), name, arguments.IsGiven ? arguments : NoArguments));
            return true;
        }

        if (TryGet(part, "functionResponse"u8, "function_response"u8, out var response))
        {
            return TryReadResponse(body, response, parts, shape, calls, out fault);
        }

        if (ReadMedia(body, part, shape) is { } media)
        {
            parts.Add(media);
            return true;
        }

        return Refuse("contents.parts", Uncarried, out fault);
    }

    private static bool TryReadResponse(
        RawBody body, JsonElement response, List<ShapePart> parts, ChatShape shape, GeminiCalls calls, out DialectFault fault)
    {
        fault = default;
        if (body.Of(response, "name"u8) is not { IsText: true } name || calls.Answer(body.Of(response, "id"u8), name) is not { IsText: true } id)
        {
            return Refuse("contents.parts.functionResponse", "It answers no call before it: give it the call's name, and its id where it has one.", out fault);
        }

        var content = new List<ShapePart>();
        var isError = ReadOutput(body, response, content);
        if (isError)
        {
            shape.Mark(ShapeField.ToolError);
        }

        if (response.TryGetProperty("parts"u8, out var media) && media.ValueKind == JsonValueKind.Array)
        {
            shape.Mark(ShapeField.ToolResultMedia);
            foreach (var item in media.EnumerateArray())
            {
                if (ReadMedia(body, item, shape) is not { } read)
                {
                    return Refuse("contents.parts.functionResponse.parts", Uncarried, out fault);
                }

                content.Add(read);
            }
        }

        parts.Add(new ToolResultPart(id, content, isError));
        return true;
    }

    // A lone "output" or "error" is the result itself; anything else is as a whole. True for an error.
    private static bool ReadOutput(RawBody body, JsonElement response, List<ShapePart> content)
    {
        if (!response.TryGetProperty("response"u8, out var value) || value.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        var members = value.EnumerateObject().ToArray();
        var isError = members is [{ Name: "error" }];
        if (members is [{ Name: "output" or "error", Value.ValueKind: JsonValueKind.String }])
        {
            content.Add(new TextPart(body.Of(members[0].Value)));
        }
        else
        {
            content.Add(new TextPart(RawJson.Text(body.Of(value).Bytes.Span)));
        }

        return isError;
    }

    private static ShapePart? ReadMedia(RawBody body, JsonElement part, ChatShape shape)
    {
        if (TryGet(part, "inlineData"u8, "inline_data"u8, out var inline))
        {
            return Of(body, inline, "mimeType"u8, "mime_type"u8) is { IsText: true } type && body.Of(inline, "data"u8) is { IsText: true } data
                ? Media(RawBody.Word(inline, "mimeType"u8) ?? RawBody.Word(inline, "mime_type"u8), new MediaSource(MediaPlace.Inline, type, data), shape)
                : null;
        }

        return TryGet(part, "fileData"u8, "file_data"u8, out var file)
            && Of(body, file, "fileUri"u8, "file_uri"u8) is { IsText: true } address && IsOpen(address.Inside)
            ? Media(RawBody.Word(file, "mimeType"u8) ?? RawBody.Word(file, "mime_type"u8), new MediaSource(MediaPlace.Url, default, address), shape)
            : null;
    }

    // What stands in Google's own stores is not there for others.
    private static bool IsOpen(ReadOnlySpan<byte> address) =>
        address.StartsWith("https://"u8) && address.IndexOf("googleapis.com"u8) < 0 && address.IndexOf("youtube.com"u8) < 0 && address.IndexOf("youtu.be"u8) < 0;

    private static ShapePart? Media(string? type, MediaSource source, ChatShape shape)
    {
        switch (type)
        {
            case { } image when image.StartsWith("image/", StringComparison.Ordinal):
                shape.Mark(ShapeField.ImagePart);
                return new ImagePart(source);
            case { } sound when sound.StartsWith("audio/", StringComparison.Ordinal) && source.Place == MediaPlace.Inline:
                shape.Mark(ShapeField.AudioPart);
                return new AudioPart(source with { MediaType = RawJson.Text(sound is "audio/mpeg" ? "mp3" : sound["audio/".Length..]) });
            case "application/pdf":
            case { } text when text.StartsWith("text/", StringComparison.Ordinal) && source.Place == MediaPlace.Inline:
                shape.Mark(source.Place == MediaPlace.Url ? ShapeField.DocumentUrl : ShapeField.DocumentPart);
                return new DocumentPart(source, default);
            default:
                return null;
        }
    }

    private static bool Refuse(string field, string message, out DialectFault fault)
    {
        fault = new DialectFault(field, message);
        return false;
    }
}

/// <summary>The calls of tools in one conversation or reply. The provider may leave their ids out, which other dialects need.</summary>
/// <param name="prefix">What the ids that are made here begin with.</param>
internal sealed class GeminiCalls(string prefix)
{
    private readonly List<(RawJson Id, byte[] Name)> _open = [];
    private int _count;

    /// <summary>A new call; its id.</summary>
    public RawJson Open(RawJson id, RawJson name)
    {
        var number = _count++;
        id = id is { IsText: true, IsEmptyText: false } ? id : RawJson.Text(string.Create(CultureInfo.InvariantCulture, $"{prefix}_{number}"));
        _open.Add((id, name.Unescaped() ?? []));
        return id;
    }

    /// <summary>The id of the call that a result answers: the one of its id, else the first of its name that has no result yet; nothing where
    /// there is none.</summary>
    public RawJson Answer(RawJson id, RawJson name)
    {
        var wanted = name.Unescaped() ?? [];
        var at = id.IsText ? _open.FindIndex(call => call.Id.Bytes.Span.SequenceEqual(id.Bytes.Span)) : -1;
        at = at < 0 ? _open.FindIndex(call => call.Name.AsSpan().SequenceEqual(wanted)) : at;
        if (at < 0)
        {
            return default;
        }

        var found = _open[at].Id;
        _open.RemoveAt(at);
        return found;
    }
}
