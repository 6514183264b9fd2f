using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation.OpenAi;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Writes what a request says of tools, of the answer's form and of thinking.</summary>
internal static class ResponsesOptionsWriter
{
    private static readonly RawJson AnyArguments = new("{\"type\":\"object\",\"properties\":{}}"u8.ToArray());

    public static void Write(Utf8JsonWriter json, ChatShape shape, ShapeTarget target, Notes notes)
    {
        WriteTools(json, shape);
        WriteFormat(json, shape);
        WriteEffort(json, shape, target, notes);
    }

    // Unlike elsewhere a function is strict here unless it says that it is not.
    private static void WriteTools(Utf8JsonWriter json, ChatShape shape)
    {
        if (shape.Tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        foreach (var tool in shape.Tools)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            ResponsesPartsWriter.Raw(json, "name"u8, tool.Name);
            ResponsesPartsWriter.Raw(json, "description"u8, tool.Description);
            ResponsesPartsWriter.Raw(json, "parameters"u8, tool.Schema.IsGiven ? tool.Schema : AnyArguments);
            json.WriteBoolean("strict"u8, tool.Strict ?? false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteToolChoice(json, shape);
    }

    private static void WriteToolChoice(Utf8JsonWriter json, ChatShape shape)
    {
        if (shape.ToolUse == ToolUse.Named)
        {
            json.WriteStartObject("tool_choice"u8);
            json.WriteString("type"u8, "function"u8);
            ResponsesPartsWriter.Raw(json, "name"u8, shape.NamedTool);
            json.WriteEndObject();
        }

        OpenAiOptionsWriter.WriteToolWords(json, shape);
    }

    private static void WriteFormat(Utf8JsonWriter json, ChatShape shape)
    {
        if (!shape.Schema.IsGiven && !shape.JsonMode)
        {
            return;
        }

        json.WriteStartObject("text"u8);
        json.WriteStartObject("format"u8);
        if (shape.Schema.IsGiven)
        {
            json.WriteString("type"u8, "json_schema"u8);
            ResponsesPartsWriter.Raw(json, "name"u8, shape.SchemaName.IsGiven ? shape.SchemaName : RawJson.Text("reply"u8));
            ResponsesPartsWriter.Raw(json, "schema"u8, shape.Schema);
            json.WriteBoolean("strict"u8, shape.SchemaStrict ?? true);
        }
        else
        {
            json.WriteString("type"u8, "json_object"u8);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Where thinking is only switched on or off, the model's own default stands.
    private static void WriteEffort(Utf8JsonWriter json, ChatShape shape, ShapeTarget target, Notes notes)
    {
        var effort = shape.Effort switch
        {
            ThinkingEffort.None => "none"u8,
            ThinkingEffort.Minimal => "minimal"u8,
            ThinkingEffort.Low => "low"u8,
            ThinkingEffort.Medium => "medium"u8,
            ThinkingEffort.High => "high"u8,
            ThinkingEffort.XHigh or ThinkingEffort.Max => "xhigh"u8,
            _ => shape.Thinking != ThinkingMode.Budget ? default
                : shape.ThinkingBudget < 2_048 ? "low"u8
                : shape.ThinkingBudget < 8_192 ? "medium"u8
                : "high"u8,
        };
        if (effort.IsEmpty)
        {
            return;
        }

        if (target.Reasoning == false)
        {
            notes.Dropped(shape.Effort == ThinkingEffort.Unset ? ShapeField.ThinkingBudget : ShapeField.Effort);
            return;
        }

        json.WriteStartObject("reasoning"u8);
        json.WriteString("effort"u8, effort);
        json.WriteEndObject();
    }
}
