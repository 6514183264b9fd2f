using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>Writes what a request says of tools, of the answer's form and of thinking.</summary>
internal static class OpenAiOptionsWriter
{
    private const int MostUserBytes = 64;

    public static void Write(Utf8JsonWriter json, ChatShape shape, ShapeTarget target, Notes notes)
    {
        WriteTools(json, shape);
        WriteFormat(json, shape);
        WriteEffort(json, shape, target, notes);
        if (shape.ServiceTier is "standard_only" or "default" or "flex" or "priority")
        {
            json.WriteString("service_tier"u8, shape.ServiceTier == "standard_only" ? "default" : shape.ServiceTier);
        }

        if (shape.User.IsText && shape.User.Inside.Length <= MostUserBytes && OpenAiTraits.TakesUser(target))
        {
            Raw(json, "user"u8, shape.User);
        }
        else if (shape.User.IsGiven)
        {
            notes.Dropped(ShapeField.User);
        }
    }

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
            json.WriteStartObject("function"u8);
            Raw(json, "name"u8, tool.Name);
            Raw(json, "description"u8, tool.Description);
            Raw(json, "parameters"u8, tool.Schema);
            if (tool.Strict is { } strict)
            {
                json.WriteBoolean("strict"u8, strict);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteToolChoice(json, shape);
    }

    /// <summary>How tools may be used, where one word says it, and whether several at once.</summary>
    public static void WriteToolWords(Utf8JsonWriter json, ChatShape shape)
    {
        var word = shape.ToolUse switch
        {
            ToolUse.Auto => "auto",
            ToolUse.None => "none",
            ToolUse.Required => "required",
            _ => null,
        };
        if (word is not null)
        {
            json.WriteString("tool_choice"u8, word);
        }

        if (shape.ParallelTools is { } parallel)
        {
            json.WriteBoolean("parallel_tool_calls"u8, parallel);
        }
    }

    private static void WriteToolChoice(Utf8JsonWriter json, ChatShape shape)
    {
        if (shape.ToolUse == ToolUse.Named)
        {
            json.WriteStartObject("tool_choice"u8);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            Raw(json, "name"u8, shape.NamedTool);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        WriteToolWords(json, shape);
    }

    private static void WriteFormat(Utf8JsonWriter json, ChatShape shape)
    {
        if (shape.Schema.IsGiven)
        {
            json.WriteStartObject("response_format"u8);
            json.WriteString("type"u8, "json_schema"u8);
            json.WriteStartObject("json_schema"u8);
            Raw(json, "name"u8, shape.SchemaName.IsGiven ? shape.SchemaName : RawJson.Text("reply"u8));
            Raw(json, "schema"u8, shape.Schema);
            json.WriteBoolean("strict"u8, shape.SchemaStrict ?? true);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (shape.JsonMode)
        {
            json.WriteStartObject("response_format"u8);
            json.WriteString("type"u8, "json_object"u8);
            json.WriteEndObject();
        }
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

        if (OpenAiTraits.TakesEffort(target))
        {
            json.WriteString("reasoning_effort"u8, effort);
        }
        else
        {
            notes.Dropped(shape.Effort == ThinkingEffort.Unset ? ShapeField.ThinkingBudget : ShapeField.Effort);
        }
    }

    private static void Raw(Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson value)
    {
        if (value.IsGiven)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value.Bytes.Span, skipInputValidation: true);
        }
    }
}
