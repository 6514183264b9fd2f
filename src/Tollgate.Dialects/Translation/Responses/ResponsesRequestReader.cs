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
        using var body = RawBody.Read(bytes);
        if (body is null)
        {
            fault = new DialectFault(null, "The body must be a JSON object.");
            return false;
        }

        // First, wherever they stand: they are the first thing that the model reads.
        if (body.Of(body.Root, "instructions"u8) is { IsText: true, IsEmptyText: false } instructions)
        {
            shape.Messages.Add(new ShapeMessage(ShapeRole.System, [new TextPart(instructions)]));
        }

        fault = default;
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
            case "model":
                shape.Model = value.GetString() ?? "";
                return true;
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
            case "max_output_tokens":
                shape.MaxOutputTokens = value.GetInt64();
                break;
            case "parallel_tool_calls":
                shape.ParallelTools = value.ValueKind == JsonValueKind.True;
                break;
            case "service_tier":
                shape.ServiceTier = RawBody.Word(value);
                shape.Mark(ShapeField.ServiceTier);
                break;
            case "user" or "safety_identifier":
                shape.User = value.ValueKind == JsonValueKind.String ? body.Of(value) : shape.User;
                break;
            case "temperature":
                shape.Temperature = body.Of(value);
                shape.Mark(ShapeField.Temperature);
                break;
            case "top_p":
                shape.TopP = body.Of(value);
                shape.Mark(ShapeField.TopP);
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
            shape.Foreign.Add(ResponsesOptionsReader.Foreign(member.Name));
        }
    }
}
