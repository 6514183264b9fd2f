using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>Reads what a request says of tools, of the answer's form and of thinking.</summary>
internal static class OpenAiOptionsReader
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
            if (RawBody.Word(tool, "type"u8) != "function" || !tool.TryGetProperty("function"u8, out var function) || !body.Of(function, "name"u8).IsText)
            {
                return Refuse("tools", "Only tools of the type function are carried to this model's provider, each with its function's name.", out fault);
            }

            var cache = body.Of(tool, "cache_control"u8) is { IsGiven: true } mark ? mark : body.Of(function, "cache_control"u8);
            Mark(shape, ShapeField.CacheMarks, cache.IsGiven);
            var strict = Flag(function, "strict"u8);
            Mark(shape, ShapeField.StrictTools, strict == true);
            shape.Tools.Add(new ShapeTool
            {
                Name = body.Of(function, "name"u8),
                Description = body.Of(function, "description"u8),
                Schema = body.Of(function, "parameters"u8),
                Strict = strict,
                Cache = cache,
            });
        }

        return true;
    }

    public static bool TryReadToolChoice(RawBody body, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (value.ValueKind == JsonValueKind.String)
        {
            shape.ToolUse = RawBody.Word(value) switch
            {
                "auto" => ToolUse.Auto,
                "none" => ToolUse.None,
                "required" => ToolUse.Required,
                _ => ToolUse.Unset,
            };
            return shape.ToolUse != ToolUse.Unset || Refuse("tool_choice", "It must be auto, none, required or a tool.", out fault);
        }

        if (RawBody.Word(value, "type"u8) != "function" || !value.TryGetProperty("function"u8, out var function) || body.Of(function, "name"u8) is not { IsText: true } name)
        {
            return Refuse("tool_choice", "Of the objects only one that names a function is carried to this model's provider.", out fault);
        }

        shape.ToolUse = ToolUse.Named;
        shape.NamedTool = name;
        return true;
    }

    public static bool TryReadFormat(RawBody body, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        switch (RawBody.Word(value, "type"u8))
        {
            case "text":
                return true;
            case "json_object":
                shape.JsonMode = true;
                shape.Mark(ShapeField.JsonMode);
                return true;
            case "json_schema" when value.TryGetProperty("json_schema"u8, out var schema):
                shape.Schema = body.Of(schema, "schema"u8);
                shape.SchemaName = body.Of(schema, "name"u8);
                shape.SchemaStrict = Flag(schema, "strict"u8);
                shape.Mark(ShapeField.Schema);
                return shape.Schema.IsGiven || Refuse("response_format", "json_schema needs a schema.", out fault);
            default:
                return Refuse("response_format", "Its type must be text, json_object or json_schema.", out fault);
        }
    }

    public static bool TryReadStop(RawBody body, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        shape.Mark(ShapeField.Stop);
        if (value.ValueKind == JsonValueKind.String)
        {
            shape.Stop.Add(body.Of(value));
            return true;
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            return Refuse("stop", "stop must be a string or an array of strings.", out fault);
        }

        shape.Stop.AddRange(value.EnumerateArray().Select(body.Of));
        return true;
    }

    public static bool TryReadEffort(JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        shape.Mark(ShapeField.Effort);
        shape.Effort = RawBody.Word(value) switch
        {
            "none" => ThinkingEffort.None,
            "minimal" => ThinkingEffort.Minimal,
            "low" => ThinkingEffort.Low,
            "medium" => ThinkingEffort.Medium,
            "high" => ThinkingEffort.High,
            "xhigh" => ThinkingEffort.XHigh,
            "max" => ThinkingEffort.Max,
            _ => ThinkingEffort.Unset,
        };
        return shape.Effort != ThinkingEffort.Unset
            || Refuse("reasoning_effort", "It must be none, minimal, low, medium, high or xhigh.", out fault);
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
