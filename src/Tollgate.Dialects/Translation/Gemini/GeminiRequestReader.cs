using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Reads a generateContent request into the shape, whose model and stream the path has said already.</summary>
internal static class GeminiRequestReader
{
    public static bool TryRead(ReadOnlyMemory<byte> bytes, ChatShape shape, out DialectFault fault)
    {
        shape.NameOf = GeminiFates.NameOf;

        // A stream of this dialect always tells its usage.
        shape.UsageAsked = shape.Stream;
        using var body = ShapeFields.Open(bytes, out fault);
        if (body is null)
        {
            return false;
        }

        if (!ShapeFields.TryRead(body, shape, TryReadField, out fault))
        {
            return false;
        }

        // Last: it may choose among the tools.
        return !GeminiPartsReader.TryGet(body.Root, "toolConfig"u8, "tool_config"u8, out var config)
            || GeminiOptionsReader.TryReadToolConfig(body, config, shape, out fault);
    }

    private static bool TryReadField(RawBody body, JsonProperty member, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        var value = member.Value;
        switch (member.Name)
        {
            case "model" or "metadata" or "toolConfig" or "tool_config":
                return true;
            case "contents":
                return GeminiMessagesReader.TryRead(body, value, shape, out fault);
            case "systemInstruction" or "system_instruction":
                return GeminiMessagesReader.TryReadSystem(body, value, shape, out fault);
            case "tools":
                return GeminiOptionsReader.TryReadTools(body, value, shape, out fault);
            case "generationConfig" or "generation_config":
                return GeminiOptionsReader.TryReadConfig(body, value, shape, out fault);
            case "serviceTier" or "service_tier":
                shape.ServiceTier = RawBody.Word(value)?.ToLowerInvariant() switch
                {
                    "standard" => "default",
                    "unspecified" => null,
                    var tier => tier,
                };
                shape.Mark(ShapeField.ServiceTier);
                return true;
            default:
                GeminiOptionsReader.ReadForeign(member.Name, shape);
                return true;
        }
    }
}
