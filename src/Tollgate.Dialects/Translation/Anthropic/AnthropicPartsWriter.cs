using System.Buffers.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Writes the blocks of a message, of a request or of a reply.</summary>
internal static class AnthropicPartsWriter
{
    private static ReadOnlySpan<byte> Pdf => "\"application/pdf\""u8;

    /// <summary>One text without a mark as it is, all else as an array of blocks.</summary>
    public static void WriteContent(Utf8JsonWriter json, IReadOnlyList<ShapePart> parts)
    {
        if (parts is [TextPart { Cache.IsGiven: false } only])
        {
            json.WriteRawValue(only.Text.Bytes.Span, skipInputValidation: true);
            return;
        }

        WriteBlocks(json, parts);
    }

    /// <summary>Always an array.</summary>
    public static void WriteBlocks(Utf8JsonWriter json, IReadOnlyList<ShapePart> parts)
    {
        json.WriteStartArray();
        foreach (var part in parts)
        {
            json.WriteStartObject();
            WriteBlock(json, part);
            Raw(json, "cache_control"u8, part.Cache);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a member as it was written; nothing where it was not given.</summary>
    public static void Raw(Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson value)
    {
        if (value.IsGiven)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value.Bytes.Span, skipInputValidation: true);
        }
    }

    /// <summary>Whether the provider takes a document of this type.</summary>
    public static bool IsTaken(DocumentPart document) =>
        document.Source.Place != MediaPlace.Inline || document.Source.MediaType.Bytes.Span.SequenceEqual(Pdf) || Plain(document.Source) is not null;

    private static void WriteBlock(Utf8JsonWriter json, ShapePart part)
    {
        switch (part)
        {
            case TextPart text:
                Text(json, text.Text);
                break;
            case RefusalPart refusal:
                Text(json, refusal.Text);
                break;
            case ThinkingPart thinking:
                json.WriteString("type"u8, "thinking"u8);
                Raw(json, "thinking"u8, thinking.Text);
                Raw(json, "signature"u8, thinking.Signature.IsGiven ? thinking.Signature : RawJson.Text(""u8));
                break;
            case RedactedPart redacted:
                json.WriteString("type"u8, "redacted_thinking"u8);
                Raw(json, "data"u8, redacted.Data);
                break;
            case ToolCallPart call:
                json.WriteString("type"u8, "tool_use"u8);
                Raw(json, "id"u8, call.Id);
                Raw(json, "name"u8, call.Name);
                Raw(json, "input"u8, call.Arguments);
                break;
            case ToolResultPart result:
                WriteResult(json, result);
                break;
            case ImagePart image:
                json.WriteString("type"u8, "image"u8);
                WriteSource(json, image.Source);
                break;
            case DocumentPart document:
                json.WriteString("type"u8, "document"u8);
                WriteSource(json, Plain(document.Source) ?? document.Source);
                Raw(json, "title"u8, document.Title);
                break;
            default:
                break;
        }
    }

    private static void Text(Utf8JsonWriter json, RawJson text)
    {
        json.WriteString("type"u8, "text"u8);
        Raw(json, "text"u8, text);
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result)
    {
        json.WriteString("type"u8, "tool_result"u8);
        Raw(json, "tool_use_id"u8, result.CallId);
        var content = result.Content.Where(part => part is not TextPart { Text.IsEmptyText: true }).ToArray();
        if (content.Length > 0)
        {
            json.WritePropertyName("content"u8);
            WriteContent(json, content);
        }

        if (result.IsError)
        {
            json.WriteBoolean("is_error"u8, true);
        }
    }

    private static void WriteSource(Utf8JsonWriter json, MediaSource source)
    {
        json.WriteStartObject("source"u8);
        switch (source.Place)
        {
            case MediaPlace.Url:
                json.WriteString("type"u8, "url"u8);
                Raw(json, "url"u8, source.Data);
                break;
            case MediaPlace.PlainText:
                json.WriteString("type"u8, "text"u8);
                json.WriteString("media_type"u8, "text/plain"u8);
                Raw(json, "data"u8, source.Data);
                break;
            default:
                json.WriteString("type"u8, "base64"u8);
                Raw(json, "media_type"u8, source.MediaType);
                Raw(json, "data"u8, source.Data);
                break;
        }

        json.WriteEndObject();
    }

    // Plain text goes as text, not as base64; null for anything else.
    private static MediaSource? Plain(MediaSource source)
    {
        if (source.Place != MediaPlace.Inline || !source.MediaType.Inside.StartsWith("text/"u8) || !Base64.IsValid(source.Data.Inside))
        {
            return null;
        }

        var text = new byte[Base64.GetMaxDecodedFromUtf8Length(source.Data.Inside.Length)];
        _ = Base64.DecodeFromUtf8(source.Data.Inside, text, out _, out var length);
        return System.Text.Unicode.Utf8.IsValid(text.AsSpan(0, length))
            ? new MediaSource(MediaPlace.PlainText, source.MediaType, RawJson.Text(text.AsSpan(0, length)))
            : null;
    }
}
