using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>Reads the messages of a chat completions request into the shape.</summary>
internal static class OpenAiMessagesReader
{
    public static bool TryRead(RawBody body, JsonElement messages, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        foreach (var message in messages.EnumerateArray())
        {
            if (!TryReadMessage(body, message, RawBody.Word(message, "role"u8), shape, out fault))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadMessage(RawBody body, JsonElement message, string? role, ChatShape shape, out DialectFault fault)
    {
        if (body.Of(message, "name"u8).IsGiven)
        {
            shape.Mark(ShapeField.MessageName);
        }

        var parts = new List<ShapePart>();
        switch (role)
        {
            case "system" or "developer":
                shape.Messages.Add(new ShapeMessage(ShapeRole.System, parts));
                return OpenAiPartsReader.TryReadContent(body, message, parts, shape, out fault);
            case "user":
                shape.Messages.Add(new ShapeMessage(ShapeRole.User, parts));
                return OpenAiPartsReader.TryReadContent(body, message, parts, shape, out fault);
            case "tool":
                shape.Messages.Add(new ShapeMessage(ShapeRole.User, parts));
                return TryReadResult(body, message, parts, shape, out fault);
            case "assistant":
                shape.Messages.Add(new ShapeMessage(ShapeRole.Assistant, parts));
                return TryReadAssistant(body, message, parts, shape, out fault);
            default:
                fault = new DialectFault(
                    "messages.role", "Only the roles system, developer, user, assistant and tool are carried to this model's provider.");
                return false;
        }
    }

    private static bool TryReadResult(RawBody body, JsonElement message, List<ShapePart> parts, ChatShape shape, out DialectFault fault)
    {
        var content = new List<ShapePart>();
        if (!OpenAiPartsReader.TryReadContent(body, message, content, shape, out fault))
        {
            return false;
        }

        var id = body.Of(message, "tool_call_id"u8);
        if (!id.IsText)
        {
            fault = new DialectFault("messages.tool_call_id", "A message of the role tool names the call that it answers.");
            return false;
        }

        parts.Add(new ToolResultPart(id, content, IsError: false) { Cache = body.Of(message, "cache_control"u8) });
        return true;
    }

    private static bool TryReadAssistant(RawBody body, JsonElement message, List<ShapePart> parts, ChatShape shape, out DialectFault fault)
    {
        OpenAiPartsReader.ReadThoughts(body, message, parts, shape);
        if (!OpenAiPartsReader.TryReadContent(body, message, parts, shape, out fault))
        {
            return false;
        }

        if (body.Of(message, "refusal"u8) is { IsText: true, IsEmptyText: false } refusal)
        {
            parts.Add(new RefusalPart(refusal));
        }

        if (body.Of(message, "audio"u8).IsGiven || body.Of(message, "function_call"u8).IsGiven)
        {
            fault = new DialectFault("messages", "Spoken answers and function_call are not carried to this model's provider; use text and tool_calls.");
            return false;
        }

        if (!message.TryGetProperty("tool_calls"u8, out var calls) || calls.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        foreach (var call in calls.EnumerateArray())
        {
            if (OpenAiPartsReader.ToolCall(body, call) is not { } part)
            {
                fault = new DialectFault(
                    "messages.tool_calls", "Each of tool_calls needs an id and a function with a name and arguments that are a JSON object.");
                return false;
            }

            parts.Add(part);
        }

        return true;
    }
}
