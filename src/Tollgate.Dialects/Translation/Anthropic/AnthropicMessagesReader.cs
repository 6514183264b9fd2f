using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Reads the system prompt and the messages of a request into the shape.</summary>
internal static class AnthropicMessagesReader
{
    public static bool TryReadSystem(RawBody body, JsonElement system, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        var parts = new List<ShapePart>();
        if (!AnthropicPartsReader.TryReadContent(body, system, parts, shape, "system", out fault))
        {
            return false;
        }

        if (parts.Count > 0)
        {
            shape.Messages.Add(new ShapeMessage(ShapeRole.System, parts));
        }

        return true;
    }

    public static bool TryRead(RawBody body, JsonElement messages, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        foreach (var message in messages.EnumerateArray())
        {
            ShapeRole? role = RawBody.Word(message, "role"u8) switch
            {
                "user" => ShapeRole.User,
                "assistant" => ShapeRole.Assistant,
                "system" => ShapeRole.System,
                _ => null,
            };
            if (role is not { } speaker)
            {
                fault = new DialectFault("messages.role", "A role must be user, assistant or system.");
                return false;
            }

            var parts = new List<ShapePart>();
            shape.Messages.Add(new ShapeMessage(speaker, parts));
            if (message.TryGetProperty("content"u8, out var content)
                && !AnthropicPartsReader.TryReadContent(body, content, parts, shape, "messages.content", out fault))
            {
                return false;
            }
        }

        if (shape.Messages[^1].Role == ShapeRole.Assistant)
        {
            shape.Mark(ShapeField.Prefill);
        }

        return true;
    }
}
