using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Writes the messages of the shape: system messages become the system prompt, neighbours of one role one message, and what
/// tools returned comes first in its message, as the provider demands.</summary>
internal static class AnthropicMessagesWriter
{
    private static readonly RawJson AskForJson = RawJson.Text("Answer with one JSON object and nothing else: no words around it, no code fence."u8);

    /// <summary>The first thing in the messages that cannot be written; null when all can.</summary>
    public static DialectFault? Unwritable(ChatShape shape, Notes notes)
    {
        if (!shape.Messages.Exists(message => message.Role == ShapeRole.User && message.Parts.Any(IsSaid)))
        {
            return notes.Refused(ShapeField.Messages, "This model's provider needs a message of the user that is not empty.");
        }

        var documents = shape.Messages.SelectMany(message => message.Parts)
            .SelectMany(part => part is ToolResultPart result ? result.Content : [part])
            .OfType<DocumentPart>();
        return documents.All(AnthropicPartsWriter.IsTaken)
            ? null
            : notes.Refused(ShapeField.DocumentPart, "This model's provider takes documents as PDF or plain text.");
    }

    public static void WriteSystem(Utf8JsonWriter json, ChatShape shape, Notes notes)
    {
        var texts = shape.Messages.Where(message => message.Role == ShapeRole.System)
            .SelectMany(message => message.Parts).Where(part => part is TextPart { Text.IsEmptyText: false }).ToList();
        if (shape.JsonMode)
        {
            notes.Changed(ShapeField.JsonMode);
            texts.Add(new TextPart(AskForJson));
        }

        if (texts.Count > 0)
        {
            json.WritePropertyName("system"u8);
            AnthropicPartsWriter.WriteContent(json, texts);
        }
    }

    public static void Write(Utf8JsonWriter json, ChatShape shape, Notes notes)
    {
        json.WriteStartArray("messages"u8);
        var parts = new List<ShapePart>();
        var role = ShapeRole.User;
        foreach (var message in shape.Messages)
        {
            var said = message.Parts.Where(IsSaid).ToArray();
            if (message.Parts.Any(part => part is ThinkingPart { Signature.IsGiven: false }))
            {
                notes.Dropped(ShapeField.ThinkingPart);
            }

            if (message.Role == ShapeRole.System || said.Length == 0)
            {
                continue;
            }

            if (message.Role != role)
            {
                WriteOne(json, role, parts);
                parts.Clear();
                role = message.Role;
            }

            parts.AddRange(said);
        }

        WriteOne(json, role, parts);
        json.WriteEndArray();
    }

    // The provider refuses empty texts and thoughts that it did not sign.
    private static bool IsSaid(ShapePart part) => part is not (TextPart { Text.IsEmptyText: true } or ThinkingPart { Signature.IsGiven: false });

    private static void WriteOne(Utf8JsonWriter json, ShapeRole role, List<ShapePart> parts)
    {
        if (parts.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role"u8, role == ShapeRole.User ? "user"u8 : "assistant"u8);
        json.WritePropertyName("content"u8);
        AnthropicPartsWriter.WriteContent(json, parts.OrderBy(part => part is ToolResultPart ? 0 : 1).ToArray());
        json.WriteEndObject();
    }
}
