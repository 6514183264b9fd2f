using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>Writes the pieces of a message, of a request or of a reply.</summary>
internal static class OpenAiPartsWriter
{
    /// <summary>One text as it is, all else as an array of parts.</summary>
    public static void WriteContent(Utf8JsonWriter json, IReadOnlyList<ShapePart> parts, Notes notes)
    {
        if (parts is [])
        {
            json.WriteStringValue(""u8);
            return;
        }

        if (parts is [TextPart only])
        {
            json.WriteRawValue(only.Text.Bytes.Span, skipInputValidation: true);
            return;
        }

        json.WriteStartArray();
        foreach (var part in parts)
        {
            WritePart(json, part, notes);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the member <c>tool_calls</c>, where there are any.</summary>
    public static void WriteCalls(Utf8JsonWriter json, IReadOnlyList<ToolCallPart> calls)
    {
        if (calls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            json.WriteStartObject();
            Raw(json, "id"u8, call.Id);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            Raw(json, "name"u8, call.Name);
            json.WriteString("arguments"u8, call.Arguments.Bytes.Span);
            json.WriteEndObject();
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

    private static void WritePart(Utf8JsonWriter json, ShapePart part, Notes notes)
    {
        switch (part)
        {
            case TextPart text:
                WriteText(json, "text"u8, text.Text);
                break;
            case RefusalPart refusal:
                WriteText(json, "refusal"u8, refusal.Text);
                break;
            case ImagePart image:
                WriteImage(json, image.Source);
                break;
            case DocumentPart { Source.Place: MediaPlace.PlainText } document:
                notes.Changed(ShapeField.DocumentText);
                WriteText(json, "text"u8, Titled(document));
                break;
            case DocumentPart document:
                WriteDocument(json, document);
                break;
            case AudioPart audio:
                WriteAudio(json, audio.Source);
                break;
            default:
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> kind, RawJson text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, kind);
        Raw(json, kind, text);
        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, MediaSource source)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        Raw(json, "url"u8, source.Place == MediaPlace.Url ? source.Data : DataUrl(source));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDocument(Utf8JsonWriter json, DocumentPart document)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "file"u8);
        json.WriteStartObject("file"u8);
        Raw(json, "filename"u8, document.Title.IsText ? document.Title : RawJson.Text("document.pdf"u8));
        Raw(json, "file_data"u8, DataUrl(document.Source));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAudio(Utf8JsonWriter json, MediaSource source)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "input_audio"u8);
        json.WriteStartObject("input_audio"u8);
        Raw(json, "data"u8, source.Data);
        Raw(json, "format"u8, source.MediaType);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static RawJson DataUrl(MediaSource source) =>
        new((byte[])[.. "\"data:"u8, .. source.MediaType.Inside, .. ";base64,"u8, .. source.Data.Inside, (byte)'"']);

    private static RawJson Titled(DocumentPart document) =>
        document.Title.IsText ? new((byte[])[(byte)'"', .. document.Title.Inside, .. "\\n\\n"u8, .. document.Source.Data.Inside, (byte)'"']) : document.Source.Data;
}
