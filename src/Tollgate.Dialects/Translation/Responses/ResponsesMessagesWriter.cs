using System.Text.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Writes the messages of the shape as items: thoughts, calls and results each become one of their own, in their order.</summary>
internal static class ResponsesMessagesWriter
{
    public static void Write(Utf8JsonWriter json, ChatShape shape, Notes notes)
    {
        foreach (var message in shape.Messages)
        {
            WriteOne(json, message, notes);
        }
    }

    private static void WriteOne(Utf8JsonWriter json, ShapeMessage message, Notes notes)
    {
        var said = new List<ShapePart>();
        foreach (var part in message.Parts)
        {
            if (part is not (ThinkingPart or RedactedPart or ToolCallPart or ToolResultPart))
            {
                said.Add(part);
                continue;
            }

            WriteSaid(json, message.Role, said, notes);
            said.Clear();
            WriteItem(json, part, notes);
        }

        WriteSaid(json, message.Role, said, notes);
    }

    private static void WriteSaid(Utf8JsonWriter json, ShapeRole role, List<ShapePart> said, Notes notes)
    {
        if (said.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role"u8, role switch
        {
            ShapeRole.System => "system"u8,
            ShapeRole.Assistant => "assistant"u8,
            _ => "user"u8,
        });
        json.WritePropertyName("content"u8);
        ResponsesPartsWriter.WriteContent(json, said, role == ShapeRole.Assistant, notes);
        json.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter json, ShapePart part, Notes notes)
    {
        switch (part)
        {
            case ToolCallPart call:
                json.WriteStartObject();
                ResponsesPartsWriter.WriteCall(json, call);
                json.WriteEndObject();
                break;
            case ToolResultPart result:
                WriteResult(json, result, notes);
                break;
            case ThinkingPart thinking when ResponsesTraits.IsOwn(thinking.Signature):
                json.WriteStartObject();
                ResponsesPartsWriter.WriteThought(json, thinking);
                json.WriteEndObject();
                break;
            default:
                // Of another provider, whose seal this one refuses.
                notes.Dropped(ShapeField.ThinkingPart);
                break;
        }
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result, Notes notes)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "function_call_output"u8);
        ResponsesPartsWriter.Raw(json, "call_id"u8, result.CallId);
        json.WritePropertyName("output"u8);
        ResponsesPartsWriter.WriteContent(json, result.Content, spoken: false, notes);
        json.WriteEndObject();
    }
}
