using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Reads a responses request into the shape.</summary>
internal static class ResponsesRequestReader
{
    public static bool TryRead(ReadOnlyMemory<byte> bytes, ChatShape shape, out DialectFault fault)
    {
        shape.NameOf = ResponsesFates.NameOf;
        using var body = ShapeFields.Open(bytes, out fault);
        if (body is null)
        {
            return false;
        }

        // First, wherever they stand: they are the first thing that the model reads.
        if (body.Of(body.Root, "instructions"u8) is { IsText: true, IsEmptyText: false } instructions)
        {
            shape.Messages.Add(new ShapeMessage(ShapeRole.System, [new TextPart(instructions)]));
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
            case "input":
                return ResponsesMessagesReader.TryRead(body, value, shape, out fault);
            case "tools":
                return ResponsesOptionsReader.TryReadTools(body, value, shape, out fault);
            case "tool_choice":
                return ResponsesOptionsReader.TryReadToolChoice(body, value, shape, out fault);
            case "text":
                return ResponsesOptionsReader.TryReadText(body, value, shape, out fault);
            case "reasoning":
                return ResponsesOptionsReader.TryReadReasoning(value, shape, out fault);
            case "instructions" or "metadata" or "stream_options" or "store" or "background":
                return true;
            default:
                if (!ShapeFields.TryReadOpenAi(body, member, shape))
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
            case "max_output_tokens":
                shape.MaxOutputTokens = value.GetInt64();
                break;
            case "include":
                ReadInclude(value, shape);
                break;
            case "top_logprobs":
                ReadLogprobs(body.Of(value), shape);
                break;
            default:
                ReadForeign(member, shape);
                break;
        }
    }

    // All else that can be included is what hosted tools did, or comes anyway.
    private static void ReadInclude(JsonElement value, ChatShape shape)
    {
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(item => RawBody.Word(item) == "message.output_text.logprobs"))
        {
            shape.Logprobs = true;
            shape.Mark(ShapeField.Logprobs);
        }
    }

    private static void ReadLogprobs(RawJson most, ChatShape shape)
    {
        if (most.ToString() == "0")
        {
            return;
        }

        shape.TopLogprobs = most;
        shape.Logprobs = true;
        shape.Mark(ShapeField.Logprobs);
    }

    // To cut nothing is what every provider does.
    private static void ReadForeign(JsonProperty member, ChatShape shape)
    {
        if (member.Name != "truncation" || RawBody.Word(member.Value) != "disabled")
        {
            shape.Foreign.Add(ShapeFields.FateOf(ResponsesFates.Source, member.Name));
        }
    }
}
