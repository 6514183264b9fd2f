using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Writes the messages of the shape: system messages become the system instruction, neighbours of one role one content, and what
/// tools returned comes first in its content, as the provider demands.</summary>
internal static class GeminiMessagesWriter
{
    // Google's own word for calls that another model made, whose thoughts it never signed.
    private static readonly RawJson Unsigned = RawJson.Text("skip_thought_signature_validator"u8);
    private static readonly RawJson NoText = RawJson.Text(""u8);

    /// <summary>The first thing in the messages that cannot be written; null when all can.</summary>
    public static DialectFault? Unwritable(ChatShape shape, Notes notes)
    {
        if (!shape.Messages.Exists(message => message.Role == ShapeRole.User && message.Parts.Any(IsSaid)))
        {
            return notes.Refused(ShapeField.Messages, "This model's provider needs a message of the user that is not empty.");
        }

        var names = Names(shape);
        return shape.Messages.SelectMany(message => message.Parts).OfType<ToolResultPart>().All(result => names.ContainsKey(result.CallId.ToString()))
            ? null
            : notes.Refused(ShapeField.Messages, "A tool's result answers no call before it; this model's provider needs both.");
    }

    public static void WriteSystem(Utf8JsonWriter json, ChatShape shape)
    {
        var texts = shape.Messages.Where(message => message.Role == ShapeRole.System)
            .SelectMany(message => message.Parts).Where(part => part is TextPart { Text.IsEmptyText: false }).ToArray();
        if (texts.Length == 0)
        {
            return;
        }

        json.WriteStartObject("systemInstruction"u8);
        json.WriteStartArray("parts"u8);
        foreach (var text in texts)
        {
            GeminiPartsWriter.Write(json, text);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ChatShape shape, GeminiTraits traits, Notes notes)
    {
        json.WriteStartArray("contents"u8);
        var names = Names(shape);
        var parts = new List<ShapePart>();
        var role = ShapeRole.User;
        foreach (var message in shape.Messages)
        {
            NoteChanges(message, notes);
            var said = message.Parts.Where(IsSaid).ToArray();
            if (message.Role == ShapeRole.System || said.Length == 0)
            {
                continue;
            }

            if (message.Role != role)
            {
                WriteOne(json, role, parts, names, traits);
                parts.Clear();
                role = message.Role;
            }

            parts.AddRange(said);
        }

        WriteOne(json, role, parts, names, traits);
        json.WriteEndArray();
    }

    // Unsigned thoughts, and those that only another provider can read, are worth nothing there.
    private static bool IsSaid(ShapePart part) =>
        part is not (TextPart { Text.IsEmptyText: true } or ThinkingPart { Signature.IsGiven: false } or RedactedPart);

    private static void NoteChanges(ShapeMessage message, Notes notes)
    {
        if (message.Parts.Any(part => part is ThinkingPart { Signature.IsGiven: false } or RedactedPart))
        {
            notes.Dropped(ShapeField.ThinkingPart);
        }

        if (message.Parts.Any(part => part is DocumentPart { Source.Place: MediaPlace.PlainText }))
        {
            notes.Changed(ShapeField.DocumentText);
        }
    }

    private static Dictionary<string, RawJson> Names(ChatShape shape)
    {
        var names = new Dictionary<string, RawJson>(StringComparer.Ordinal);
        foreach (var call in shape.Messages.SelectMany(message => message.Parts).OfType<ToolCallPart>())
        {
            names[call.Id.ToString()] = call.Name;
        }

        return names;
    }

    private static void WriteOne(Utf8JsonWriter json, ShapeRole role, List<ShapePart> parts, Dictionary<string, RawJson> names, GeminiTraits traits)
    {
        if (parts.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role"u8, role == ShapeRole.User ? "user"u8 : "model"u8);
        json.WriteStartArray("parts"u8);
        if (role == ShapeRole.User)
        {
            WriteUser(json, parts, names);
        }
        else
        {
            WriteModel(json, parts, traits);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter json, List<ShapePart> parts, Dictionary<string, RawJson> names)
    {
        var results = parts.OfType<ToolResultPart>().ToArray();
        foreach (var result in results)
        {
            GeminiPartsWriter.WriteResult(json, result, names[result.CallId.ToString()]);
        }

        var rest = results.SelectMany(result => result.Content.Where(part => part is not TextPart)).Concat(parts.Where(part => part is not ToolResultPart));
        foreach (var part in rest)
        {
            GeminiPartsWriter.Write(json, part);
        }
    }

    // A signature belongs to what the thought led to: the next call, else the next text, else it stands alone.
    private static void WriteModel(Utf8JsonWriter json, List<ShapePart> parts, GeminiTraits traits)
    {
        var pending = default(RawJson);
        var called = false;
        for (var i = 0; i < parts.Count; i++)
        {
            switch (parts[i])
            {
                case ThinkingPart thinking:
                    WriteLone(json, pending);
                    pending = thinking.Signature;
                    if (!thinking.Text.IsEmptyText)
                    {
                        GeminiPartsWriter.Write(json, thinking);
                    }

                    break;
                case ToolCallPart call:
                    GeminiPartsWriter.Write(json, call, pending.IsGiven || called || !traits.NeedsSignatures ? pending : Unsigned);
                    pending = default;
                    called = true;
                    break;
                case var part when LeadsToACall(parts, i):
                    GeminiPartsWriter.Write(json, part);
                    break;
                case var part:
                    GeminiPartsWriter.Write(json, part, pending);
                    pending = default;
                    break;
            }
        }

        WriteLone(json, pending);
    }

    private static bool LeadsToACall(List<ShapePart> parts, int from) =>
        parts.Skip(from + 1).FirstOrDefault(part => part is ThinkingPart or ToolCallPart) is ToolCallPart;

    private static void WriteLone(Utf8JsonWriter json, RawJson signature)
    {
        if (signature.IsGiven)
        {
            GeminiPartsWriter.Write(json, new TextPart(NoText), signature);
        }
    }
}
