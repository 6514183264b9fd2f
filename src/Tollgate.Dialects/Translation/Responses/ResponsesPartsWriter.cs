using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Writes the pieces of an item, of a request or of a response.</summary>
internal static class ResponsesPartsWriter
{
    /// <summary>One text as it is, all else as an array of parts.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="spoken">True for what the model said.</param>
    /// <param name="notes">What was changed.</param>
    public static void WriteContent(Utf8JsonWriter json, IReadOnlyList<ShapePart> parts, bool spoken, Notes notes)
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
            WritePart(json, part, spoken, notes);
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

    /// <summary>Writes the members of an item that calls a function.</summary>
    public static void WriteCall(Utf8JsonWriter json, ToolCallPart call)
    {
        json.WriteString("type"u8, "function_call"u8);
        Raw(json, "call_id"u8, call.Id);
        Raw(json, "name"u8, call.Name);
        json.WriteString("arguments"u8, call.Arguments.Bytes.Span);
    }

    /// <summary>Writes the members of an item that is a thought.</summary>
    public static void WriteThought(Utf8JsonWriter json, ShapePart thought)
    {
        json.WriteString("type"u8, "reasoning"u8);
        json.WriteStartArray("summary"u8);
        if (thought is ThinkingPart { Text.IsEmptyText: false } shown)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "summary_text"u8);
            Raw(json, "text"u8, shown.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Raw(json, "encrypted_content"u8, thought switch
        {
            ThinkingPart thinking => thinking.Signature,
            RedactedPart redacted => ResponsesTraits.Redact(redacted.Data),
            _ => default,
        });
    }

    private static void WritePart(Utf8JsonWriter json, ShapePart part, bool spoken, Notes notes)
    {
        switch (part)
        {
            case TextPart text:
                WriteText(json, spoken ? "output_text"u8 : "input_text"u8, "text"u8, text.Text);
                break;
            case RefusalPart refusal:
                WriteText(json, "refusal"u8, "refusal"u8, refusal.Text);
                break;
            case ImagePart image:
                WriteText(json, "input_image"u8, "image_url"u8, image.Source.Place == MediaPlace.Url ? image.Source.Data : DataUrl(image.Source));
                break;
            case DocumentPart { Source.Place: MediaPlace.PlainText } document:
                notes.Changed(ShapeField.DocumentText);
                WriteText(json, "input_text"u8, "text"u8, Titled(document));
                break;
            case DocumentPart { Source.Place: MediaPlace.Url } document:
                WriteText(json, "input_file"u8, "file_url"u8, document.Source.Data);
                break;
            case DocumentPart document:
                WriteDocument(json, document);
                break;
            default:
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> name, RawJson text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, kind);
        Raw(json, name, text);
        json.WriteEndObject();
    }

    private static void WriteDocument(Utf8JsonWriter json, DocumentPart document)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "input_file"u8);
        Raw(json, "filename"u8, document.Title.IsText ? document.Title : RawJson.Text("document.pdf"u8));
        Raw(json, "file_data"u8, DataUrl(document.Source));
        json.WriteEndObject();
    }

    private static RawJson DataUrl(MediaSource source) =>
        new((byte[])[.. "\"data:"u8, .. source.MediaType.Inside, .. ";base64,"u8, .. source.Data.Inside, (byte)'"']);

    private static RawJson Titled(DocumentPart document) =>
        document.Title.IsText ? new((byte[])[(byte)'"', .. document.Title.Inside, .. "\\n\\n"u8, .. document.Source.Data.Inside, (byte)'"']) : document.Source.Data;
}
