using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Reads what a request says of tools, of the answer's form and of thinking.</summary>
internal static class AnthropicOptionsReader
{
    public static bool TryReadTools(RawBody body, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (value.ValueKind != JsonValueKind.Array)
        {
            return Refuse("tools", "tools must be an array of objects.", out fault);
        }

        foreach (var tool in value.EnumerateArray())
        {
            if (RawBody.Word(tool, "type"u8) is not (null or "custom") || !body.Of(tool, "name"u8).IsText)
            {
                return Refuse("tools", "Only tools that the caller defines and runs are carried to this model's provider, each with its name.", out fault);
            }

            var cache = body.Of(tool, "cache_control"u8);
            Mark(shape, ShapeField.CacheMarks, cache.IsGiven);
            var strict = Flag(tool, "strict"u8);
            Mark(shape, ShapeField.StrictTools, strict == true);
            shape.Tools.Add(new ShapeTool
            {
                Name = body.Of(tool, "name"u8),
                Description = body.Of(tool, "description"u8),
                Schema = body.Of(tool, "input_schema"u8),
                Strict = strict,
                Cache = cache,
            });
        }

        return true;
    }

    public static bool TryReadToolChoice(RawBody body, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        shape.ToolUse = RawBody.Word(value, "type"u8) switch
        {
            "auto" => ToolUse.Auto,
            "any" => ToolUse.Required,
            "none" => ToolUse.None,
            "tool" => ToolUse.Named,
            _ => ToolUse.Unset,
        };
        if (shape.ToolUse == ToolUse.Unset)
        {
            return Refuse("tool_choice", "Its type must be auto, any, none or tool.", out fault);
        }

        if (Flag(value, "disable_parallel_tool_use"u8) is { } alone)
        {
            shape.ParallelTools = !alone;
        }

        shape.NamedTool = body.Of(value, "name"u8);
        return shape.ToolUse != ToolUse.Named || shape.NamedTool.IsText || Refuse("tool_choice.name", "It names the tool to call.", out fault);
    }

    public static bool TryReadThinking(JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        switch (RawBody.Word(value, "type"u8))
        {
            case "disabled":
                shape.Thinking = ThinkingMode.Off;
                return true;
            case "adaptive" or "between_tools":
                shape.Thinking = ThinkingMode.Adaptive;
                return true;
            case "enabled" when value.TryGetProperty("budget_tokens"u8, out var budget) && budget.ValueKind == JsonValueKind.Number
                && budget.TryGetInt64(out var tokens):
                shape.Thinking = ThinkingMode.Budget;
                shape.ThinkingBudget = tokens;
                shape.Mark(ShapeField.ThinkingBudget);
                return true;
            default:
                return Refuse("thinking", "Its type must be disabled, adaptive, or enabled with budget_tokens.", out fault);
        }
    }

    public static bool TryReadOutput(RawBody body, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (value.ValueKind != JsonValueKind.Object)
        {
            return Refuse("output_config", "output_config must be an object.", out fault);
        }

        if (body.Of(value, "effort"u8).IsGiven)
        {
            shape.Mark(ShapeField.Effort);
            shape.Effort = RawBody.Word(value, "effort"u8) switch
            {
                "low" => ThinkingEffort.Low,
                "medium" => ThinkingEffort.Medium,
                "high" => ThinkingEffort.High,
                "xhigh" => ThinkingEffort.XHigh,
                "max" => ThinkingEffort.Max,
                _ => ThinkingEffort.Unset,
            };
            if (shape.Effort == ThinkingEffort.Unset)
            {
                return Refuse("output_config.effort", "It must be low, medium, high, xhigh or max.", out fault);
            }
        }

        return !value.TryGetProperty("format"u8, out var format) || format.ValueKind == JsonValueKind.Null
            || TryReadFormat(body, format, shape, out fault);
    }

    public static bool TryReadFormat(RawBody body, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        shape.Schema = body.Of(value, "schema"u8);
        shape.Mark(ShapeField.Schema);
        return (RawBody.Word(value, "type"u8) == "json_schema" && shape.Schema.IsGiven)
            || Refuse("output_config.format", "Its type must be json_schema, with a schema.", out fault);
    }

    public static bool TryReadStop(RawBody body, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            return Refuse("stop_sequences", "stop_sequences must be an array of strings.", out fault);
        }

        shape.Stop.AddRange(value.EnumerateArray().Select(body.Of));
        Mark(shape, ShapeField.Stop, shape.Stop.Count > 0);
        return true;
    }

    private static bool? Flag(JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var flag)
            && flag.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? flag.ValueKind == JsonValueKind.True
            : null;

    private static void Mark(ChatShape shape, ShapeField field, bool used)
    {
        if (used)
        {
            shape.Mark(field);
        }
    }

    private static bool Refuse(string field, string message, out DialectFault fault)
    {
        fault = new DialectFault(field, message);
        return false;
    }
}
