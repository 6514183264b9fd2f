using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Reads <c>input</c> into the shape: what the model gave out in one turn (thoughts, words, calls) becomes one message, and so do
/// the results of its calls.</summary>
internal static class ResponsesMessagesReader
{
    public static bool TryRead(RawBody body, JsonElement input, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (input.ValueKind == JsonValueKind.String)
        {
            shape.Messages.Add(new ShapeMessage(ShapeRole.User, [new TextPart(body.Of(input))]));
            return true;
        }

        List<ShapePart>? turn = null;
        List<ShapePart>? results = null;
        foreach (var item in input.EnumerateArray())
        {
            var role = RawBody.Word(item, "role"u8);
            var kind = RawBody.Word(item, "type"u8) ?? (role is null ? null : "message");
            var speaks = kind is "function_call" or "reasoning" || (kind == "message" && role == "assistant");
            var answers = kind == "function_call_output";
            turn = speaks ? turn ?? Begin(ShapeRole.Assistant, shape) : null;
            results = answers ? results ?? Begin(ShapeRole.User, shape) : null;
            var read = (speaks, answers) switch
            {
                (true, _) => TryReadTurn(body, item, kind, turn!, shape, out fault),
                (_, true) => TryReadResult(body, item, results!, shape, out fault),
                _ => TryReadMessage(body, item, (kind, role), shape, out fault),
            };
            if (!read)
            {
                return false;
            }
        }

        if (turn is not null)
        {
            shape.Mark(ShapeField.Prefill);
        }

        return true;
    }

    private static List<ShapePart> Begin(ShapeRole role, ChatShape shape)
    {
        var parts = new List<ShapePart>();
        shape.Messages.Add(new ShapeMessage(role, parts));
        return parts;
    }

    private static bool TryReadMessage(RawBody body, JsonElement item, (string? Kind, string? Role) names, ChatShape shape, out DialectFault fault)
    {
        if (names.Kind != "message")
        {
            fault = new DialectFault(
                "input", "Of the items only message, function_call, function_call_output and reasoning are carried to this model's provider.");
            return false;
        }

        if (names.Role is not ("user" or "system" or "developer"))
        {
            fault = new DialectFault("input.role", "A role must be user, assistant, system or developer.");
            return false;
        }

        var parts = Begin(names.Role == "user" ? ShapeRole.User : ShapeRole.System, shape);
        return ResponsesPartsReader.TryReadContent(body, item, "content"u8, parts, shape, out fault);
    }

    private static bool TryReadTurn(RawBody body, JsonElement item, string? kind, List<ShapePart> parts, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (kind == "message")
        {
            return ResponsesPartsReader.TryReadContent(body, item, "content"u8, parts, shape, out fault);
        }

        if (kind == "reasoning")
        {
            shape.Mark(ShapeField.ThinkingPart);
            if (ResponsesPartsReader.Thought(body, item) is { } thought)
            {
                // What OpenAI sealed says nothing to anyone else.
                parts.Add(thought is ThinkingPart sealedThought && ResponsesTraits.IsOwn(sealedThought.Signature) ? sealedThought with { Signature = default } : thought);
            }

            return true;
        }

        if (ResponsesPartsReader.ToolCall(body, item) is not { } call)
        {
            fault = new DialectFault("input", "A function_call needs a call_id, a name and arguments that are a JSON object.");
            return false;
        }

        parts.Add(call);
        return true;
    }

    private static bool TryReadResult(RawBody body, JsonElement item, List<ShapePart> parts, ChatShape shape, out DialectFault fault)
    {
        var content = new List<ShapePart>();
        if (!ResponsesPartsReader.TryReadContent(body, item, "output"u8, content, shape, out fault))
        {
            return false;
        }

        if (body.Of(item, "call_id"u8) is not { IsText: true } id)
        {
            fault = new DialectFault("input", "A function_call_output names the call that it answers in call_id.");
            return false;
        }

        if (content.Exists(part => part is not TextPart))
        {
            shape.Mark(ShapeField.ToolResultMedia);
        }

        parts.Add(new ToolResultPart(id, content, IsError: false));
        return true;
    }
}
