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
        using var body = ShapeFields.Open(bytes, out fault);
        if (body is null)
        {
            return false;
        }

        // First, wherever it stands: it is the first thing that the model reads.
        if (body.Root.TryGetProperty("system"u8, out var system) && !AnthropicMessagesReader.TryReadSystem(body, system, shape, out fault))
        {
            return false;
        }

        var read = ShapeFields.TryRead(body, shape, TryReadField, out fault);

        // A stream of this dialect always tells its usage.
        shape.UsageAsked = shape.Stream;
        return read;
    }

    private static bool TryReadField(RawBody body, JsonProperty member, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        var value = member.Value;
        switch (member.Name)
        {
            case "system":
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
                if (!ShapeFields.TryReadAlike(body, member, shape))
                {
                    ReadSimple(body, member, shape);
                }

                return true;
        }
    }

    private static void ReadSimple(RawBody body, JsonProperty member, ChatShape shape)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "max_tokens":
                shape.MaxOutputTokens = value.GetInt64();
                break;
            case "metadata":
                shape.User = body.Of(value, "user_id"u8);
                break;
            case "cache_control":
                shape.Mark(ShapeField.CacheMarks);
                break;
            case "top_k":
                shape.TopK = body.Of(value);
                shape.Mark(ShapeField.TopK);
                break;
            default:
                shape.Foreign.Add(ShapeFields.FateOf(AnthropicFates.Source, member.Name));
                break;
        }
    }
}
