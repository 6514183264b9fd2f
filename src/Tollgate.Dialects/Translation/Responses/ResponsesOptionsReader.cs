using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Reads what a request says of tools, of the answer's form and of thinking.</summary>
internal static class ResponsesOptionsReader
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
            if (RawBody.Word(tool, "type"u8) != "function" || !body.Of(tool, "name"u8).IsText)
            {
                return Refuse("tools", "Only tools of the type function are carried to this model's provider, each with its name.", out fault);
            }

            var strict = Flag(tool, "strict"u8);
            if (strict == true)
            {
                shape.Mark(ShapeField.StrictTools);
            }

            shape.Tools.Add(new ShapeTool
            {
                Name = body.Of(tool, "name"u8),
                Description = body.Of(tool, "description"u8),
                Schema = body.Of(tool, "parameters"u8),
                Strict = strict,
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

        if (RawBody.Word(value, "type"u8) != "function" || body.Of(value, "name"u8) is not { IsText: true } name)
        {
            return Refuse("tool_choice", "Of the objects only one that names a function is carried to this model's provider.", out fault);
        }

        shape.ToolUse = ToolUse.Named;
        shape.NamedTool = name;
        return true;
    }

    public static bool TryReadText(RawBody body, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (value.ValueKind != JsonValueKind.Object)
        {
            return Refuse("text", "text must be an object.", out fault);
        }

        if (body.Of(value, "verbosity"u8).IsGiven)
        {
            shape.Foreign.Add(ShapeFields.FateOf(ResponsesFates.Source, "text.verbosity"));
        }

        return !value.TryGetProperty("format"u8, out var format) || format.ValueKind == JsonValueKind.Null || TryReadFormat(body, format, shape, out fault);
    }

    public static bool TryReadReasoning(JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (value.ValueKind != JsonValueKind.Object)
        {
            return Refuse("reasoning", "reasoning must be an object.", out fault);
        }

        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null || member.Name == "mode")
            {
                continue;
            }

            if (member.Name == "effort")
            {
                shape.Mark(ShapeField.Effort);
                shape.Effort = EffortOf(RawBody.Word(member.Value));
                if (shape.Effort == ThinkingEffort.Unset)
                {
                    return Refuse("reasoning.effort", "It must be none, minimal, low, medium, high, xhigh or max.", out fault);
                }
            }
            else
            {
                var name = member.Name == "generate_summary" ? "reasoning.summary" : "reasoning." + member.Name;
                shape.Foreign.Add(ShapeFields.FateOf(ResponsesFates.Source, name));
            }
        }

        return true;
    }

    private static bool TryReadFormat(RawBody body, JsonElement format, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        switch (RawBody.Word(format, "type"u8))
        {
            case "text":
                return true;
            case "json_object":
                shape.JsonMode = true;
                shape.Mark(ShapeField.JsonMode);
                return true;
            case "json_schema":
                shape.Schema = body.Of(format, "schema"u8);
                shape.SchemaName = body.Of(format, "name"u8);
                // Unlike elsewhere a schema is only a guide here unless it says that it is more.
                shape.SchemaStrict = Flag(format, "strict"u8) ?? false;
                shape.Mark(ShapeField.Schema);
                return shape.Schema.IsGiven || Refuse("text.format", "json_schema needs a schema.", out fault);
            default:
                return Refuse("text.format", "Its type must be text, json_object or json_schema.", out fault);
        }
    }

    private static ThinkingEffort EffortOf(string? word) => word switch
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

    private static bool? Flag(JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var flag)
            && flag.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? flag.ValueKind == JsonValueKind.True
            : null;

    private static bool Refuse(string field, string message, out DialectFault fault)
    {
        fault = new DialectFault(field, message);
        return false;
    }
}
