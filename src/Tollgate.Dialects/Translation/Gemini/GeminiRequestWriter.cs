using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Writes the shape as a generateContent request. Its model and whether it streams go into the path.</summary>
internal static class GeminiRequestWriter
{
    private const int MostStops = 5;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool TryWrite(ChatShape shape, ShapeTarget target, IBufferWriter<byte> output, Notes notes, out DialectFault fault)
    {
        if (!notes.TryApply(GeminiFates.Target, out fault))
        {
            return false;
        }

        if (GeminiMessagesWriter.Unwritable(shape, notes) is { } wrong)
        {
            fault = wrong;
            return false;
        }

        if (shape.Stop.Count > MostStops)
        {
            fault = notes.Refused(ShapeField.Stop, "This model's provider takes at most five stop sequences.");
            return false;
        }

        var traits = GeminiTraits.Of(target);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        GeminiMessagesWriter.Write(json, shape, traits, notes);
        GeminiMessagesWriter.WriteSystem(json, shape);
        GeminiOptionsWriter.WriteTools(json, shape, notes);
        GeminiOptionsWriter.WriteConfig(json, shape, target, traits, notes);
        WriteCall(json, shape, notes);
        json.WriteEndObject();
        return true;
    }

    private static void WriteCall(Utf8JsonWriter json, ChatShape shape, Notes notes)
    {
        if (shape.User.IsGiven)
        {
            notes.Dropped(ShapeField.User);
        }

        if (shape.ServiceTier is "default" or "standard" or "standard_only")
        {
            json.WriteString("serviceTier"u8, "standard"u8);
        }
        else if (shape.ServiceTier is "flex" or "priority")
        {
            json.WriteString("serviceTier"u8, shape.ServiceTier);
        }
        else if (shape.ServiceTier is not (null or "auto"))
        {
            notes.Dropped(ShapeField.ServiceTier);
        }
    }
}
