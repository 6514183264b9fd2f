using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Writes the shape of a reply as a message. Of several answers it is the first.</summary>
internal static class AnthropicReplyWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(ReplyShape reply, ReplyFrame frame, IBufferWriter<byte> output)
    {
        var choice = reply.Choices is [var first, ..] ? first : new ReplyChoice();
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        AnthropicPartsWriter.Raw(json, "id"u8, reply.Id.IsText ? reply.Id : RawJson.Text(frame.Id));
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        AnthropicPartsWriter.Raw(json, "model"u8, reply.Model.IsText ? reply.Model : RawJson.Text(frame.Model));
        json.WritePropertyName("content"u8);
        AnthropicPartsWriter.WriteBlocks(json, choice.Parts);
        json.WriteString("stop_reason"u8, AnthropicFinishReasons.Write(choice.Finish, choice.Parts.Exists(part => part is ToolCallPart)));
        json.WritePropertyName("stop_sequence"u8);
        json.WriteRawValue(choice.StopSequence.IsText ? choice.StopSequence.Bytes.Span : "null"u8, skipInputValidation: true);
        json.WritePropertyName("usage"u8);
        AnthropicUsageWriter.Write(json, reply.Usage ?? default(ReportedUsage));
        json.WriteEndObject();
    }
}
