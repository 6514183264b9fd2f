using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Writes what a request says of tools, of the answer's form and of thinking.</summary>
internal static class GeminiOptionsWriter
{
    public static void WriteTools(Utf8JsonWriter json, ChatShape shape, Notes notes)
    {
        if (shape.Tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        json.WriteStartObject();
        json.WriteStartArray("functionDeclarations"u8);
        foreach (var tool in shape.Tools)
        {
            json.WriteStartObject();
            GeminiPartsWriter.Raw(json, "name"u8, tool.Name);
            GeminiPartsWriter.Raw(json, "description"u8, tool.Description);
            GeminiPartsWriter.Raw(json, "parametersJsonSchema"u8, tool.Schema);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        WriteToolConfig(json, shape, notes);
    }

    /// <summary>Writes <c>generationConfig</c>.</summary>
    public static void WriteConfig(Utf8JsonWriter json, ChatShape shape, ShapeTarget target, GeminiTraits traits, Notes notes)
    {
        json.WriteStartObject("generationConfig"u8);
        if (target.OutputFor(shape.MaxOutputTokens) is { } tokens)
        {
            json.WriteNumber("maxOutputTokens"u8, tokens);
        }

        if (shape.Choices > 1)
        {
            json.WriteNumber("candidateCount"u8, shape.Choices);
        }

        GeminiPartsWriter.Raw(json, "temperature"u8, shape.Temperature);
        GeminiPartsWriter.Raw(json, "topP"u8, shape.TopP);
        GeminiPartsWriter.Raw(json, "topK"u8, shape.TopK);
        GeminiPartsWriter.Raw(json, "seed"u8, shape.Seed);
        GeminiPartsWriter.Raw(json, "presencePenalty"u8, shape.PresencePenalty);
        GeminiPartsWriter.Raw(json, "frequencyPenalty"u8, shape.FrequencyPenalty);
        if (shape.Stop.Count > 0)
        {
            json.WriteStartArray("stopSequences"u8);
            foreach (var stop in shape.Stop)
            {
                json.WriteRawValue(stop.Bytes.Span, skipInputValidation: true);
            }

            json.WriteEndArray();
        }

        WriteLogprobs(json, shape, notes);
        if (shape.Schema.IsGiven || shape.JsonMode)
        {
            json.WriteString("responseMimeType"u8, "application/json"u8);
            GeminiPartsWriter.Raw(json, "responseJsonSchema"u8, shape.Schema);
        }

        WriteThinking(json, shape, traits, notes);
        json.WriteEndObject();
    }

    private static void WriteToolConfig(Utf8JsonWriter json, ChatShape shape, Notes notes)
    {
        if (shape.ParallelTools == false)
        {
            notes.Dropped(ShapeField.ParallelTools);
        }

        var strict = shape.Tools.TrueForAll(tool => tool.Strict == true);
        if (!strict && shape.Uses(ShapeField.StrictTools))
        {
            notes.Dropped(ShapeField.StrictTools);
        }

        var mode = shape.ToolUse switch
        {
            ToolUse.None => "NONE"u8,
            ToolUse.Required or ToolUse.Named => "ANY"u8,
            _ => strict ? "VALIDATED"u8 : shape.ToolUse == ToolUse.Auto ? "AUTO"u8 : default,
        };
        if (mode.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("toolConfig"u8);
        json.WriteStartObject("functionCallingConfig"u8);
        json.WriteString("mode"u8, mode);
        if (shape.ToolUse == ToolUse.Named)
        {
            json.WriteStartArray("allowedFunctionNames"u8);
            json.WriteRawValue(shape.NamedTool.Bytes.Span, skipInputValidation: true);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLogprobs(Utf8JsonWriter json, ChatShape shape, Notes notes)
    {
        if (!shape.Logprobs)
        {
            return;
        }

        if (shape.Stream)
        {
            notes.Dropped(ShapeField.Logprobs);
            return;
        }

        json.WriteBoolean("responseLogprobs"u8, true);
        GeminiPartsWriter.Raw(json, "logprobs"u8, shape.TopLogprobs);
    }

    // Whoever asks for thinking is shown the thoughts.
    private static void WriteThinking(Utf8JsonWriter json, ChatShape shape, GeminiTraits traits, Notes notes)
    {
        if (shape.Effort == ThinkingEffort.Unset && shape.Thinking == ThinkingMode.Unset)
        {
            return;
        }

        var off = shape.Effort == ThinkingEffort.None || shape.Thinking == ThinkingMode.Off;
        var asked = shape.Effort == ThinkingEffort.Unset ? ShapeField.ThinkingBudget : ShapeField.Effort;
        if (!traits.Thinks)
        {
            if (!off)
            {
                notes.Dropped(asked);
            }

            return;
        }

        if (off && (traits.TakesLevel || traits.IsPro))
        {
            notes.Changed(asked);
        }

        json.WriteStartObject("thinkingConfig"u8);
        if (traits.TakesLevel)
        {
            WriteLevel(json, shape, traits, off);
        }
        else
        {
            json.WriteNumber("thinkingBudget"u8, BudgetOf(shape, traits, off));
        }

        if (!off)
        {
            json.WriteBoolean("includeThoughts"u8, true);
        }

        json.WriteEndObject();
    }

    private static void WriteLevel(Utf8JsonWriter json, ChatShape shape, GeminiTraits traits, bool off)
    {
        var effort = off ? ThinkingEffort.None
            : shape.Effort != ThinkingEffort.Unset ? shape.Effort
            : shape.Thinking != ThinkingMode.Budget ? ThinkingEffort.Unset
            : shape.ThinkingBudget < 2_048 ? ThinkingEffort.Low
            : shape.ThinkingBudget < 8_192 ? ThinkingEffort.Medium
            : ThinkingEffort.High;
        if (effort != ThinkingEffort.Unset)
        {
            json.WriteString("thinkingLevel"u8, traits.LevelOf(effort));
        }
    }

    // -1 leaves it to the model.
    private static long BudgetOf(ChatShape shape, GeminiTraits traits, bool off)
    {
        var (least, most) = traits.Budget;
        if (off)
        {
            return traits.IsPro ? least : 0;
        }

        var asked = shape.Effort switch
        {
            ThinkingEffort.Minimal or ThinkingEffort.Low => 1_024,
            ThinkingEffort.Medium => 8_192,
            ThinkingEffort.Unset => shape.Thinking == ThinkingMode.Budget ? shape.ThinkingBudget : -1,
            _ => 24_576,
        };
        return asked < 0 ? asked : Math.Clamp(asked, least, most);
    }
}
