using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>Writes the shape as a chat completions request.</summary>
internal static class OpenAiRequestWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool TryWrite(ChatShape shape, ShapeTarget target, IBufferWriter<byte> output, Notes notes, out DialectFault fault)
    {
        if (!notes.TryApply(OpenAiFates.Target, out fault))
        {
            return false;
        }

        if (shape.Stop.Count > 4)
        {
            fault = notes.Refused(ShapeField.Stop, "This model's provider takes at most four stop sequences.");
            return false;
        }

        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        json.WriteStartArray("messages"u8);
        OpenAiMessagesWriter.Write(json, shape, notes);
        json.WriteEndArray();
        WriteSampling(json, shape, target);
        OpenAiOptionsWriter.Write(json, shape, target, notes);
        if (shape.Stream)
        {
            json.WriteBoolean("stream"u8, true);
        }

        if (shape.Stream && OpenAiTraits.TakesStreamOptions(target))
        {
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return true;
    }

    private static void WriteSampling(Utf8JsonWriter json, ChatShape shape, ShapeTarget target)
    {
        if (target.OutputFor(shape.MaxOutputTokens) is { } tokens)
        {
            json.WriteNumber(OpenAiTraits.LimitName(target), tokens);
        }

        Raw(json, "temperature"u8, shape.Temperature);
        Raw(json, "top_p"u8, shape.TopP);
        Raw(json, "presence_penalty"u8, shape.PresencePenalty);
        Raw(json, "frequency_penalty"u8, shape.FrequencyPenalty);
        if (shape.Seed.IsGiven)
        {
            json.WritePropertyName(OpenAiTraits.SeedName(target));
            json.WriteRawValue(shape.Seed.Bytes.Span, skipInputValidation: true);
        }

        if (shape.Choices > 1)
        {
            json.WriteNumber("n"u8, shape.Choices);
        }

        if (shape.Logprobs)
        {
            json.WriteBoolean("logprobs"u8, true);
            Raw(json, "top_logprobs"u8, shape.TopLogprobs);
        }

        if (shape.Stop.Count > 0)
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in shape.Stop)
            {
                json.WriteRawValue(stop.Bytes.Span, skipInputValidation: true);
            }

            json.WriteEndArray();
        }
    }

    private static void Raw(Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson value)
    {
        if (value.IsGiven)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value.Bytes.Span, skipInputValidation: true);
        }
    }
}
