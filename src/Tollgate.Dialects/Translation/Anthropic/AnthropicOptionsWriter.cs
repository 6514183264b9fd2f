using System.Text.Json;
using Tollgate.Dialects.Anthropic;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Writes what a request says of tools, of the answer's form and of thinking.</summary>
internal static class AnthropicOptionsWriter
{
    private static readonly RawJson AnyArguments = new("{\"type\":\"object\",\"properties\":{}}"u8.ToArray());

    public static void WriteTools(Utf8JsonWriter json, ChatShape shape)
    {
        if (shape.Tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        foreach (var tool in shape.Tools)
        {
            json.WriteStartObject();
            AnthropicPartsWriter.Raw(json, "name"u8, tool.Name);
            AnthropicPartsWriter.Raw(json, "description"u8, tool.Description);
            AnthropicPartsWriter.Raw(json, "input_schema"u8, tool.Schema.IsGiven ? tool.Schema : AnyArguments);
            if (tool.Strict == true)
            {
                json.WriteBoolean("strict"u8, true);
            }

            AnthropicPartsWriter.Raw(json, "cache_control"u8, tool.Cache);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteToolChoice(json, shape);
    }

    /// <summary>Writes how hard to think and in what form to answer; true when the model will think for sure.</summary>
    public static bool WriteThinking(Utf8JsonWriter json, ChatShape shape, AnthropicTraits traits, long most, Notes notes)
    {
        var effort = default(string?);
        var thinks = false;
        if (Off(shape) && traits.AlwaysThinks)
        {
            effort = "low";
            notes.Changed(Asked(shape));
        }
        else if (Off(shape) && traits.ThinksByDefault)
        {
            Thinking(json, "disabled"u8, null);
        }
        else if (!Off(shape) && (shape.Effort != ThinkingEffort.Unset || shape.Thinking is ThinkingMode.Adaptive or ThinkingMode.Budget))
        {
            if (shape.ToolUse is ToolUse.Required or ToolUse.Named)
            {
                // No model thinks before a call that it must make.
                notes.Dropped(Asked(shape));
            }
            else if (traits.Adaptive)
            {
                Thinking(json, "adaptive"u8, null);
                effort = EffortOf(shape, traits);
                thinks = true;
            }
            else
            {
                thinks = WriteBudget(json, shape, most, notes);
            }
        }

        WriteOutput(json, shape, effort);
        return thinks;
    }

    private static bool WriteBudget(Utf8JsonWriter json, ChatShape shape, long most, Notes notes)
    {
        var asked = shape.Effort switch
        {
            ThinkingEffort.Minimal or ThinkingEffort.Low => 1_024,
            ThinkingEffort.Medium => 2_048,
            ThinkingEffort.High => 4_096,
            ThinkingEffort.XHigh => 8_192,
            ThinkingEffort.Max => 16_384,
            _ => shape.Thinking == ThinkingMode.Budget ? Math.Max(shape.ThinkingBudget, OutputLimit.LeastBudget) : 4_096,
        };
        if (new OutputLimit(most).BudgetFor(asked) is not { } budget || CallsWithoutThought(shape))
        {
            notes.Dropped(Asked(shape));
            return false;
        }

        Thinking(json, "enabled"u8, budget);
        return true;
    }

    // A turn that called tools must begin with its thought, or thinking cannot be switched on for the turn's rest.
    private static bool CallsWithoutThought(ChatShape shape)
    {
        var last = shape.Messages.FindLast(message => message.Role == ShapeRole.Assistant);
        return last is not null && last.Parts.Any(part => part is ToolCallPart)
            && !last.Parts.Any(part => part is RedactedPart or ThinkingPart { Signature.IsGiven: true });
    }

    private static bool Off(ChatShape shape) => shape.Effort == ThinkingEffort.None || shape.Thinking == ThinkingMode.Off;

    private static ShapeField Asked(ChatShape shape) => shape.Effort == ThinkingEffort.Unset ? ShapeField.ThinkingBudget : ShapeField.Effort;

    private static string? EffortOf(ChatShape shape, AnthropicTraits traits) => shape.Effort switch
    {
        ThinkingEffort.Minimal or ThinkingEffort.Low => "low",
        ThinkingEffort.Medium => "medium",
        ThinkingEffort.High => "high",
        ThinkingEffort.XHigh => traits.TakesXHigh ? "xhigh" : "high",
        ThinkingEffort.Max => "max",
        _ => shape.Thinking != ThinkingMode.Budget ? null
            : shape.ThinkingBudget < 2_048 ? "low"
            : shape.ThinkingBudget < 8_192 ? "medium"
            : "high",
    };

    private static void Thinking(Utf8JsonWriter json, ReadOnlySpan<byte> kind, long? budget)
    {
        json.WriteStartObject("thinking"u8);
        json.WriteString("type"u8, kind);
        if (budget is { } tokens)
        {
            json.WriteNumber("budget_tokens"u8, tokens);
        }

        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, ChatShape shape, string? effort)
    {
        if (effort is null && !shape.Schema.IsGiven)
        {
            return;
        }

        json.WriteStartObject("output_config"u8);
        if (effort is not null)
        {
            json.WriteString("effort"u8, effort);
        }

        if (shape.Schema.IsGiven)
        {
            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "json_schema"u8);
            AnthropicPartsWriter.Raw(json, "schema"u8, shape.Schema);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteToolChoice(Utf8JsonWriter json, ChatShape shape)
    {
        var kind = shape.ToolUse switch
        {
            ToolUse.Auto => "auto"u8,
            ToolUse.None => "none"u8,
            ToolUse.Required => "any"u8,
            ToolUse.Named => "tool"u8,
            _ => shape.ParallelTools == false ? "auto"u8 : default,
        };
        if (kind.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, kind);
        if (shape.ToolUse == ToolUse.Named)
        {
            AnthropicPartsWriter.Raw(json, "name"u8, shape.NamedTool);
        }

        if (shape.ParallelTools is { } parallel && shape.ToolUse != ToolUse.None)
        {
            json.WriteBoolean("disable_parallel_tool_use"u8, !parallel);
        }

        json.WriteEndObject();
    }
}
