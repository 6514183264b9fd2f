using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>Writes the shape of a reply as a chat completion. Thoughts go out twice: as text in <c>reasoning_content</c>, and with what
/// lets them be sent back in <c>reasoning_details</c>.</summary>
internal static class OpenAiReplyWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(ReplyShape reply, ReplyFrame frame, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        OpenAiPartsWriter.Raw(json, "id"u8, reply.Id.IsText ? reply.Id : RawJson.Text(frame.Id));
        json.WriteString("object"u8, "chat.completion"u8);
        json.WriteNumber("created"u8, frame.CreatedUnix);
        OpenAiPartsWriter.Raw(json, "model"u8, reply.Model.IsText ? reply.Model : RawJson.Text(frame.Model));
        json.WriteStartArray("choices"u8);
        foreach (var choice in reply.Choices)
        {
            WriteChoice(json, choice);
        }

        json.WriteEndArray();
        if (reply.Usage is { } usage)
        {
            json.WritePropertyName("usage"u8);
            OpenAiUsageWriter.Write(json, usage);
        }

        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, ReplyChoice choice)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, choice.Index);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WritePropertyName("content"u8);
        WriteJoined(json, choice.Parts.OfType<TextPart>().Select(part => part.Text).ToArray());
        json.WritePropertyName("refusal"u8);
        WriteJoined(json, choice.Parts.OfType<RefusalPart>().Select(part => part.Text).ToArray());
        WriteThoughts(json, choice.Parts);
        OpenAiPartsWriter.WriteCalls(json, choice.Parts.OfType<ToolCallPart>().ToArray());
        json.WriteEndObject();
        json.WritePropertyName("logprobs"u8);
        json.WriteRawValue(choice.Logprobs.IsGiven ? choice.Logprobs.Bytes.Span : "null"u8, skipInputValidation: true);
        json.WriteString("finish_reason"u8, OpenAiFinishReasons.Write(choice.Finish));
        json.WriteEndObject();
    }

    // Several blocks are one text here.
    private static void WriteJoined(Utf8JsonWriter json, RawJson[] texts)
    {
        switch (texts)
        {
            case []:
                json.WriteNullValue();
                break;
            case [var only]:
                json.WriteRawValue(only.Bytes.Span, skipInputValidation: true);
                break;
            default:
                json.WriteRawValue([(byte)'"', .. texts.SelectMany(text => text.Inside.ToArray()), (byte)'"'], skipInputValidation: true);
                break;
        }
    }

    private static void WriteThoughts(Utf8JsonWriter json, List<ShapePart> parts)
    {
        var thoughts = parts.Where(part => part is ThinkingPart or RedactedPart).ToArray();
        if (thoughts.Length == 0)
        {
            return;
        }

        var texts = thoughts.OfType<ThinkingPart>().Select(part => part.Text).Where(text => !text.IsEmptyText).ToArray();
        if (texts.Length > 0)
        {
            json.WritePropertyName("reasoning_content"u8);
            WriteJoined(json, texts);
        }

        json.WriteStartArray("reasoning_details"u8);
        for (var i = 0; i < thoughts.Length; i++)
        {
            WriteDetail(json, thoughts[i], i);
        }

        json.WriteEndArray();
    }

    private static void WriteDetail(Utf8JsonWriter json, ShapePart thought, int index)
    {
        json.WriteStartObject();
        if (thought is RedactedPart redacted)
        {
            json.WriteString("type"u8, "reasoning.encrypted"u8);
            OpenAiPartsWriter.Raw(json, "data"u8, redacted.Data);
        }
        else if (thought is ThinkingPart thinking)
        {
            json.WriteString("type"u8, "reasoning.text"u8);
            OpenAiPartsWriter.Raw(json, "text"u8, thinking.Text);
            OpenAiPartsWriter.Raw(json, "signature"u8, thinking.Signature);
        }

        json.WriteNumber("index"u8, index);
        json.WriteEndObject();
    }
}
