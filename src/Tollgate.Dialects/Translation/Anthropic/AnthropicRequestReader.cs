using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Reads a messages request into the shape.</summary>
internal static class AnthropicRequestReader
{
    public static bool TryRead(ReadOnlyMemory<byte> bytes, ChatShape shape, out DialectFault fault)
    {
        shape.NameOf = AnthropicFates.NameOf;
        using var body = RawBody.Read(bytes);
        if (body is null)
        {
            fault = new DialectFault(null, "The body must be a JSON object.");
            return false;
        }

        // First, wherever it stands: it is the first thing that the model reads.
        fault = default;
        if (body.Root.TryGetProperty("system"u8, out var system) && !AnthropicMessagesReader.TryReadSystem(body, system, shape, out fault))
        {
            return false;
        }

        foreach (var member in body.Root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null && !TryReadField(body, member, shape, out fault))
            {
                return false;
            }
        }

        // A stream of this dialect always tells its usage.
        shape.UsageAsked = shape.Stream;
        return true;
    }

    private static bool TryReadField(RawBody body, JsonProperty member, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        var value = member.Value;
        switch (member.Name)
        {
            case "system":
                return true;
            case "model":
                shape.Model = value.GetString() ?? "";
                return true;
            case "messages":
                return AnthropicMessagesReader.TryRead(body, value, shape, out fault);
            case "tools":
                return AnthropicOptionsReader.TryReadTools(body, value, shape, out fault);
            case "tool_choice":
                return AnthropicOptionsReader.TryReadToolChoice(body, value, shape, out fault);
            case "thinking":
                return AnthropicOptionsReader.TryReadThinking(value, shape, out fault);
            case "output_config":
                return AnthropicOptionsReader.TryReadOutput(body, value, shape, out fault);
            case "output_format":
                return AnthropicOptionsReader.TryReadFormat(body, value, shape, out fault);
            case "stop_sequences":
                return AnthropicOptionsReader.TryReadStop(body, value, shape, out fault);
            default:
                ReadSimple(body, member, shape);
                return true;
        }
    }

    private static void ReadSimple(RawBody body, JsonProperty member, ChatShape shape)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "stream":
                shape.Stream = value.ValueKind == JsonValueKind.True;
                break;
            case "max_tokens":
                shape.MaxOutputTokens = value.GetInt64();
                break;
            case "metadata":
                shape.User = body.Of(value, "user_id"u8);
                break;
            case "service_tier":
                shape.ServiceTier = RawBody.Word(value);
                shape.Mark(ShapeField.ServiceTier);
                break;
            case "cache_control":
                shape.Mark(ShapeField.CacheMarks);
                break;
            case "temperature":
                shape.Temperature = body.Of(value);
                shape.Mark(ShapeField.Temperature);
                break;
            case "top_p":
                shape.TopP = body.Of(value);
                shape.Mark(ShapeField.TopP);
                break;
            case "top_k":
                shape.TopK = body.Of(value);
                shape.Mark(ShapeField.TopK);
                break;
            default:
                shape.Foreign.Add(
                    AnthropicFates.Source.FirstOrDefault(row => row.Name == member.Name) ?? new ForeignFate(member.Name, Fate.Dropped, "It is not known."));
                break;
        }
    }
}
