using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Responses;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Writes the shape as a responses request. Nothing is left with the provider: thoughts come back sealed instead.</summary>
internal static class ResponsesRequestWriter
{
    private const int MostUserBytes = 64;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool TryWrite(ChatShape shape, ShapeTarget target, IBufferWriter<byte> output, Notes notes, out DialectFault fault)
    {
        if (!notes.TryApply(ResponsesFates.Target, out fault))
        {
            return false;
        }

        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        json.WriteStartArray("input"u8);
        ResponsesMessagesWriter.Write(json, shape, notes);
        json.WriteEndArray();
        WriteLimit(json, shape, target, notes);

        ResponsesPartsWriter.Raw(json, "temperature"u8, shape.Temperature);
        ResponsesPartsWriter.Raw(json, "top_p"u8, shape.TopP);
        ResponsesOptionsWriter.Write(json, shape, target, notes);
        WriteCall(json, shape, notes);
        WriteInclude(json, shape, target);
        json.WriteBoolean("store"u8, false);
        if (shape.Stream)
        {
            json.WriteBoolean("stream"u8, true);
        }

        json.WriteEndObject();
        return true;
    }

    // Less than the provider takes is the least that it takes, but never more than the call may use.
    private static void WriteLimit(Utf8JsonWriter json, ChatShape shape, ShapeTarget target, Notes notes)
    {
        var asked = shape.MaxOutputTokens;
        if (asked < OutputLimit.LeastTokens)
        {
            asked = OutputLimit.LeastTokens;
            notes.Changed(ShapeField.MaxOutput);
        }

        if (target.OutputFor(asked) is { } tokens)
        {
            json.WriteNumber("max_output_tokens"u8, tokens);
        }
    }

    private static void WriteCall(Utf8JsonWriter json, ChatShape shape, Notes notes)
    {
        if (shape.ServiceTier is "standard_only" or "default" or "flex" or "priority")
        {
            json.WriteString("service_tier"u8, shape.ServiceTier == "standard_only" ? "default" : shape.ServiceTier);
        }

        if (shape.User.IsText && shape.User.Inside.Length <= MostUserBytes)
        {
            ResponsesPartsWriter.Raw(json, "safety_identifier"u8, shape.User);
        }
        else if (shape.User.IsGiven)
        {
            notes.Dropped(ShapeField.User);
        }
    }

    // A model that does not think refuses to be asked for its thoughts.
    private static void WriteInclude(Utf8JsonWriter json, ChatShape shape, ShapeTarget target)
    {
        if (shape.Logprobs && shape.TopLogprobs.IsGiven)
        {
            ResponsesPartsWriter.Raw(json, "top_logprobs"u8, shape.TopLogprobs);
        }

        if (target.Reasoning != true && !shape.Logprobs)
        {
            return;
        }

        json.WriteStartArray("include"u8);
        if (target.Reasoning == true)
        {
            json.WriteStringValue("reasoning.encrypted_content"u8);
        }

        if (shape.Logprobs)
        {
            json.WriteStringValue("message.output_text.logprobs"u8);
        }

        json.WriteEndArray();
    }
}
