using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Writes the parts of a content, of a request or of a reply.</summary>
internal static class GeminiPartsWriter
{
    // Endings of addresses whose type the provider would otherwise have to guess.
    private static readonly (string Ending, string Type)[] Types =
    [
        (".png", "image/png"), (".jpg", "image/jpeg"), (".jpeg", "image/jpeg"), (".webp", "image/webp"), (".gif", "image/gif"),
        (".heic", "image/heic"), (".heif", "image/heif"), (".pdf", "application/pdf"),
    ];

    /// <summary>Writes one part, with what signs the thought behind it where there is something.</summary>
    public static void Write(Utf8JsonWriter json, ShapePart part, RawJson signature = default)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                Raw(json, "text"u8, text.Text);
                break;
            case RefusalPart refusal:
                Raw(json, "text"u8, refusal.Text);
                break;
            case ThinkingPart thinking:
                Raw(json, "text"u8, thinking.Text);
                json.WriteBoolean("thought"u8, true);
                break;
            case ToolCallPart call:
                json.WriteStartObject("functionCall"u8);
                Raw(json, "id"u8, call.Id);
                Raw(json, "name"u8, call.Name);
                Raw(json, "args"u8, call.Arguments);
                json.WriteEndObject();
                break;
            case ImagePart image:
                WriteMedia(json, image.Source, image.Source.MediaType);
                break;
            case DocumentPart { Source.Place: MediaPlace.PlainText } document:
                Raw(json, "text"u8, Titled(document));
                break;
            case DocumentPart document:
                WriteMedia(json, document.Source, document.Source.MediaType);
                break;
            case AudioPart audio:
                WriteMedia(json, audio.Source, SoundType(audio.Source.MediaType));
                break;
            default:
                break;
        }

        Raw(json, "thoughtSignature"u8, signature);
        json.WriteEndObject();
    }

    /// <summary>Writes what a tool returned; its pictures are parts of their own.</summary>
    public static void WriteResult(Utf8JsonWriter json, ToolResultPart result, RawJson name)
    {
        json.WriteStartObject();
        json.WriteStartObject("functionResponse"u8);
        Raw(json, "id"u8, result.CallId);
        Raw(json, "name"u8, name);
        json.WriteStartObject("response"u8);
        json.WritePropertyName(result.IsError ? "error"u8 : "output"u8);
        WriteTexts(json, result.Content.OfType<TextPart>().ToArray());
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
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

    // One text as it is, several as a list.
    private static void WriteTexts(Utf8JsonWriter json, TextPart[] texts)
    {
        switch (texts)
        {
            case []:
                json.WriteStringValue(""u8);
                break;
            case [var only]:
                json.WriteRawValue(only.Text.Bytes.Span, skipInputValidation: true);
                break;
            default:
                json.WriteStartArray();
                foreach (var text in texts)
                {
                    json.WriteRawValue(text.Text.Bytes.Span, skipInputValidation: true);
                }

                json.WriteEndArray();
                break;
        }
    }

    private static void WriteMedia(Utf8JsonWriter json, MediaSource source, RawJson type)
    {
        if (source.Place == MediaPlace.Url)
        {
            json.WriteStartObject("fileData"u8);
            Raw(json, "mimeType"u8, TypeOf(source.Data));
            Raw(json, "fileUri"u8, source.Data);
        }
        else
        {
            json.WriteStartObject("inlineData"u8);
            Raw(json, "mimeType"u8, type);
            Raw(json, "data"u8, source.Data);
        }

        json.WriteEndObject();
    }

    private static RawJson TypeOf(RawJson address)
    {
        var path = address.ToString().Trim('"').Split('?', '#')[0];
        var type = Array.Find(Types, row => path.EndsWith(row.Ending, StringComparison.OrdinalIgnoreCase)).Type;
        return type is null ? default : RawJson.Text(type);
    }

    // Chat completions name a format only: wav.
    private static RawJson SoundType(RawJson format) =>
        !format.IsText || format.Inside.IndexOf((byte)'/') >= 0 ? format : new((byte[])[.. "\"audio/"u8, .. format.Inside, (byte)'"']);

    private static RawJson Titled(DocumentPart document) =>
        document.Title.IsText ? new((byte[])[(byte)'"', .. document.Title.Inside, .. "\\n\\n"u8, .. document.Source.Data.Inside, (byte)'"']) : document.Source.Data;
}
