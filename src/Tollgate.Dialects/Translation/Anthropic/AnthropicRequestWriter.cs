using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Writes the shape as a messages request.</summary>
internal static class AnthropicRequestWriter
{
    // Where neither the caller nor the model's card knows one: every model gives that much.
    private const long SmallestMaximum = 4_096;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool TryWrite(ChatShape shape, ShapeTarget target, IBufferWriter<byte> output, Notes notes, out DialectFault fault)
    {
        if (!notes.TryApply(AnthropicFates.Target, out fault))
        {
            return false;
        }

        if (AnthropicMessagesWriter.Unwritable(shape, notes) is { } wrong)
        {
            fault = wrong;
            return false;
        }

        var traits = AnthropicTraits.Of(target.Model);
        var most = target.OutputFor(shape.MaxOutputTokens ?? target.ModelMaxOutputTokens ?? SmallestMaximum)!.Value;
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        json.WriteNumber("max_tokens"u8, most);
        AnthropicMessagesWriter.WriteSystem(json, shape, notes);
        AnthropicMessagesWriter.Write(json, shape, notes);
        AnthropicOptionsWriter.WriteTools(json, shape);
        var thinks = AnthropicOptionsWriter.WriteThinking(json, shape, traits, most, notes);
        WriteSampling(json, shape, traits, thinks, notes);
        if (shape.Stop.Count > 0)
        {
            json.WriteStartArray("stop_sequences"u8);
            foreach (var stop in shape.Stop)
            {
                json.WriteRawValue(stop.Bytes.Span, skipInputValidation: true);
            }

            json.WriteEndArray();
        }

        WriteCall(json, shape, notes);
        json.WriteEndObject();
        return true;
    }

    private static void WriteSampling(Utf8JsonWriter json, ChatShape shape, AnthropicTraits traits, bool thinks, Notes notes)
    {
        var taken = traits.TakesSampling && !thinks;
        if (shape.Temperature.IsGiven && !taken)
        {
            notes.Dropped(ShapeField.Temperature);
        }
        else if (shape.Temperature.IsGiven)
        {
            WriteTemperature(json, shape.Temperature, notes);
        }

        if (shape.TopP.IsGiven && (!taken || (traits.OneOfSampling && shape.Temperature.IsGiven)))
        {
            notes.Dropped(ShapeField.TopP);
        }
        else
        {
            AnthropicPartsWriter.Raw(json, "top_p"u8, shape.TopP);
        }

        if (shape.TopK.IsGiven && !taken)
        {
            notes.Dropped(ShapeField.TopK);
        }
        else
        {
            AnthropicPartsWriter.Raw(json, "top_k"u8, shape.TopK);
        }
    }

    // Elsewhere it goes up to 2.
    private static void WriteTemperature(Utf8JsonWriter json, RawJson temperature, Notes notes)
    {
        var reader = new Utf8JsonReader(temperature.Bytes.Span);
        if (reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && value > 1)
        {
            json.WriteNumber("temperature"u8, 1);
            notes.Changed(ShapeField.Temperature);
        }
        else
        {
            AnthropicPartsWriter.Raw(json, "temperature"u8, temperature);
        }
    }

    private static void WriteCall(Utf8JsonWriter json, ChatShape shape, Notes notes)
    {
        if (shape.User.IsText)
        {
            json.WriteStartObject("metadata"u8);
            AnthropicPartsWriter.Raw(json, "user_id"u8, shape.User);
            json.WriteEndObject();
        }

        if (shape.ServiceTier is "default" or "standard_only")
        {
            json.WriteString("service_tier"u8, "standard_only"u8);
        }
        else if (shape.ServiceTier is not (null or "auto"))
        {
            notes.Dropped(ShapeField.ServiceTier);
        }

        if (shape.Stream)
        {
            json.WriteBoolean("stream"u8, true);
        }
    }
}
