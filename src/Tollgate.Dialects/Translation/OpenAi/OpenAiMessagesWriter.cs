using System.Text.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>Writes the messages of the shape as those of chat completions: what a tool returned becomes a message of its own.</summary>
internal static class OpenAiMessagesWriter
{
    public static void Write(Utf8JsonWriter json, ChatShape shape, Notes notes)
    {
        foreach (var message in shape.Messages)
        {
            switch (message.Role)
            {
                case ShapeRole.System:
                    WriteOne(json, "system"u8, message.Parts, notes);
                    break;
                case ShapeRole.Assistant:
                    WriteAssistant(json, message.Parts, notes);
                    break;
                default:
                    WriteUser(json, message.Parts, notes);
                    break;
            }
        }
    }

    private static void WriteUser(Utf8JsonWriter json, IReadOnlyList<ShapePart> parts, Notes notes)
    {
        // Results answer the calls just before them: nothing may stand between.
        var rest = new List<ShapePart>();
        foreach (var part in parts)
        {
            if (part is ToolResultPart result)
            {
                WriteResult(json, result, notes);
                rest.AddRange(result.Content.Where(content => content is not TextPart));
            }
        }

        rest.AddRange(parts.Where(part => part is not ToolResultPart));
        if (rest.Count > 0)
        {
            WriteOne(json, "user"u8, rest, notes);
        }
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result, Notes notes)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "tool"u8);
        OpenAiPartsWriter.Raw(json, "tool_call_id"u8, result.CallId);
        json.WritePropertyName("content"u8);
        OpenAiPartsWriter.WriteContent(json, result.Content.Where(part => part is TextPart).ToArray(), notes);
        json.WriteEndObject();
    }

    private static void WriteOne(Utf8JsonWriter json, ReadOnlySpan<byte> role, IReadOnlyList<ShapePart> parts, Notes notes)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WritePropertyName("content"u8);
        OpenAiPartsWriter.WriteContent(json, parts, notes);
        json.WriteEndObject();
    }

    private static void WriteAssistant(Utf8JsonWriter json, IReadOnlyList<ShapePart> parts, Notes notes)
    {
        var said = parts.Where(part => part is TextPart or RefusalPart).ToArray();
        var calls = parts.OfType<ToolCallPart>().ToArray();
        if (said.Length == 0 && calls.Length == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        if (said.Length == 0)
        {
            json.WriteNull("content"u8);
        }
        else
        {
            json.WritePropertyName("content"u8);
            OpenAiPartsWriter.WriteContent(json, said, notes);
        }

        OpenAiPartsWriter.WriteCalls(json, calls);
        json.WriteEndObject();
    }
}
