using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Reads the system instruction and the contents of a request into the shape.</summary>
internal static class GeminiMessagesReader
{
    public static bool TryReadSystem(RawBody body, JsonElement system, ChatShape shape, out DialectFault fault)
    {
        var parts = new List<ShapePart>();
        if (!TryReadParts(body, system, parts, shape, new GeminiCalls("call"), out fault))
        {
            return false;
        }

        shape.Messages.Insert(0, new ShapeMessage(ShapeRole.System, parts));
        return true;
    }

    public static bool TryRead(RawBody body, JsonElement contents, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        var calls = new GeminiCalls("call");
        foreach (var content in contents.EnumerateArray())
        {
            ShapeRole? role = RawBody.Word(content, "role"u8) switch
            {
                "model" => ShapeRole.Assistant,
                "user" or "function" or "" => ShapeRole.User,
                "system" => ShapeRole.System,
                null when !body.Of(content, "role"u8).IsGiven => ShapeRole.User,
                _ => null,
            };
            if (role is not { } speaker)
            {
                fault = new DialectFault("contents.role", "A role must be user or model.");
                return false;
            }

            var parts = new List<ShapePart>();
            if (!TryReadParts(body, content, parts, shape, calls, out fault))
            {
                return false;
            }

            Add(shape, speaker, parts);
        }

        if (shape.Messages is [.., { Role: ShapeRole.Assistant }])
        {
            shape.Mark(ShapeField.Prefill);
        }

        return true;
    }

    private static bool TryReadParts(RawBody body, JsonElement content, List<ShapePart> parts, ChatShape shape, GeminiCalls calls, out DialectFault fault)
    {
        fault = default;
        if (content.ValueKind != JsonValueKind.Object || !content.TryGetProperty("parts"u8, out var items) || items.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (items.ValueKind == JsonValueKind.Object)
        {
            return GeminiPartsReader.TryRead(body, items, parts, shape, calls, out fault);
        }

        if (items.ValueKind != JsonValueKind.Array)
        {
            fault = new DialectFault("contents.parts", "parts must be an array of objects.");
            return false;
        }

        foreach (var item in items.EnumerateArray())
        {
            if (!GeminiPartsReader.TryRead(body, item, parts, shape, calls, out fault))
            {
                return false;
            }
        }

        return true;
    }

    // Clients that gathered a stream send each of its pieces back as a content: at the seams they are one again.
    private static void Add(ChatShape shape, ShapeRole role, List<ShapePart> parts)
    {
        if (role != ShapeRole.Assistant || shape.Messages is not [.., { Role: ShapeRole.Assistant, Parts: List<ShapePart> before }])
        {
            shape.Messages.Add(new ShapeMessage(role, parts));
            return;
        }

        if (before is [.., TextPart text] && parts is [TextPart more, ..])
        {
            before[^1] = new TextPart(Joined(text.Text, more.Text));
            parts.RemoveAt(0);
        }
        else if (before is [.., ThinkingPart { Signature.IsGiven: false } thought] && parts is [ThinkingPart next, ..])
        {
            before[^1] = new ThinkingPart(Joined(thought.Text, next.Text), next.Signature);
            parts.RemoveAt(0);
        }

        before.AddRange(parts);
    }

    private static RawJson Joined(RawJson one, RawJson other) => new((byte[])[(byte)'"', .. one.Inside, .. other.Inside, (byte)'"']);
}
