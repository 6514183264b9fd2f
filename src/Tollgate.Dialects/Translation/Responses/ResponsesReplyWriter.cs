using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Writes the shape of a reply as a response: neighbouring texts are one message, thoughts and calls items of their own, each with an
/// id made of the reply's. Of several answers it is the first.</summary>
internal static class ResponsesReplyWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(ReplyShape reply, ReplyFrame frame, IBufferWriter<byte> output)
    {
        var choice = reply.Choices is [var first, ..] ? first : new ReplyChoice();
        var stem = ResponsesTraits.Stem(reply.Id.IsText ? reply.Id.Inside : default, frame.Id);
        var reason = ResponsesFinishReasons.Write(choice.Finish, choice.Parts.Exists(part => part is RefusalPart));
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        WriteHead(json, stem, reply.Model.IsText ? reply.Model : RawJson.Text(frame.Model), frame.CreatedUnix, reason.IsEmpty ? "completed"u8 : "incomplete"u8);
        WriteReason(json, reason);
        json.WriteStartArray("output"u8);
        WriteItems(json, choice, stem, reason.IsEmpty ? "completed"u8 : "incomplete"u8);
        json.WriteEndArray();
        WriteRest(json, reply.Usage, reply.ServiceTier);
        json.WriteEndObject();
    }

    /// <summary>Writes what a response begins with, up to <c>error</c>.</summary>
    public static void WriteHead(Utf8JsonWriter json, ReadOnlySpan<byte> stem, RawJson model, long createdUnix, ReadOnlySpan<byte> status)
    {
        json.WriteString("id"u8, (byte[])[.. "resp_"u8, .. stem]);
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, createdUnix);
        json.WriteString("status"u8, status);
        json.WriteBoolean("background"u8, false);
        ResponsesPartsWriter.Raw(json, "model"u8, model);
        json.WriteNull("error"u8);
    }

    /// <summary>Writes why a response is incomplete; null for an empty reason.</summary>
    public static void WriteReason(Utf8JsonWriter json, ReadOnlySpan<byte> reason)
    {
        if (reason.IsEmpty)
        {
            json.WriteNull("incomplete_details"u8);
            return;
        }

        json.WriteStartObject("incomplete_details"u8);
        json.WriteString("reason"u8, reason);
        json.WriteEndObject();
    }

    /// <summary>Writes what stands behind <c>output</c>. Clients with types demand that these members are there; the request's own are not
    /// known here.</summary>
    public static void WriteRest(Utf8JsonWriter json, in ReportedUsage? usage, string? tier)
    {
        json.WriteNull("instructions"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        json.WriteBoolean("parallel_tool_calls"u8, true);
        json.WriteNull("previous_response_id"u8);
        if (tier is not null)
        {
            json.WriteString("service_tier"u8, tier);
        }

        json.WriteBoolean("store"u8, false);
        json.WriteNull("temperature"u8);
        json.WriteString("tool_choice"u8, "auto"u8);
        json.WriteStartArray("tools"u8);
        json.WriteEndArray();
        json.WriteNull("top_p"u8);
        json.WriteString("truncation"u8, "disabled"u8);
        json.WritePropertyName("usage"u8);
        if (usage is { } known)
        {
            ResponsesUsageWriter.Write(json, known);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void WriteItems(Utf8JsonWriter json, ReplyChoice choice, byte[] stem, ReadOnlySpan<byte> status)
    {
        var place = 0;
        for (var at = 0; at < choice.Parts.Count; place++)
        {
            var end = at + 1;
            while (IsSaid(choice.Parts[at]) && end < choice.Parts.Count && IsSaid(choice.Parts[end]))
            {
                end++;
            }

            json.WriteStartObject();
            WriteItem(json, choice, (at, end), (stem, place), end == choice.Parts.Count ? status : "completed"u8);
            json.WriteEndObject();
            at = end;
        }
    }

    private static bool IsSaid(ShapePart part) => part is not (ThinkingPart or RedactedPart or ToolCallPart);

    private static void WriteItem(
        Utf8JsonWriter json, ReplyChoice choice, (int Start, int End) range, (byte[] Stem, int Place) id, ReadOnlySpan<byte> status)
    {
        var first = choice.Parts[range.Start];
        if (first is ToolCallPart call)
        {
            json.WriteString("id"u8, ResponsesTraits.ItemId("fc"u8, id.Stem, id.Place));
            ResponsesPartsWriter.WriteCall(json, call);
            json.WriteString("status"u8, status);
            return;
        }

        if (!IsSaid(first))
        {
            json.WriteString("id"u8, ResponsesTraits.ItemId("rs"u8, id.Stem, id.Place));
            ResponsesPartsWriter.WriteThought(json, first);
            return;
        }

        json.WriteString("id"u8, ResponsesTraits.ItemId("msg"u8, id.Stem, id.Place));
        json.WriteString("type"u8, "message"u8);
        json.WriteString("status"u8, status);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartArray("content"u8);
        foreach (var part in choice.Parts[range.Start..range.End])
        {
            WriteSaid(json, part, choice.Logprobs);
        }

        json.WriteEndArray();
    }

    private static void WriteSaid(Utf8JsonWriter json, ShapePart part, RawJson logprobs)
    {
        json.WriteStartObject();
        if (part is RefusalPart refusal)
        {
            json.WriteString("type"u8, "refusal"u8);
            ResponsesPartsWriter.Raw(json, "refusal"u8, refusal.Text);
        }
        else if (part is TextPart text)
        {
            json.WriteString("type"u8, "output_text"u8);
            ResponsesPartsWriter.Raw(json, "text"u8, text.Text);
            json.WriteStartArray("annotations"u8);
            json.WriteEndArray();
            json.WritePropertyName("logprobs"u8);
            var tokens = logprobs.IsGiven ? RawMembers.Find(logprobs.Bytes.Span, "content"u8) : default;
            json.WriteRawValue(tokens.IsEmpty || tokens[0] != (byte)'[' ? "[]"u8 : tokens, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
