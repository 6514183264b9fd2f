using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation.OpenApi;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Reads what a request says of tools, of the answer's form and of thinking.</summary>
internal static class GeminiOptionsReader
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
            var isOwn = tool.ValueKind == JsonValueKind.Object
                && tool.EnumerateObject().All(member => member.Name is "functionDeclarations" or "function_declarations" || member.Value.ValueKind == JsonValueKind.Null);
            if (!isOwn)
            {
                return Refuse("tools", "Only functionDeclarations are carried to this model's provider.", out fault);
            }

            if (GeminiPartsReader.TryGet(tool, "functionDeclarations"u8, "function_declarations"u8, out var declared)
                && !TryReadDeclarations(body, declared, shape, out fault))
            {
                return false;
            }
        }

        return true;
    }

    public static bool TryReadToolConfig(RawBody body, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (value.ValueKind != JsonValueKind.Object)
        {
            return Refuse("toolConfig", "toolConfig must be an object.", out fault);
        }

        foreach (var member in value.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            if (member.Name is not ("functionCallingConfig" or "function_calling_config"))
            {
                ReadForeign("toolConfig." + Camel(member.Name), shape);
            }
            else if (!TryReadCalling(body, member.Value, shape, out fault))
            {
                return false;
            }
        }

        return true;
    }

    public static bool TryReadConfig(RawBody body, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (value.ValueKind != JsonValueKind.Object)
        {
            return Refuse("generationConfig", "generationConfig must be an object.", out fault);
        }

        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null && !TryReadSetting(body, Camel(member.Name), member.Value, shape, out fault))
            {
                return false;
            }
        }

        // A schema says it all.
        shape.JsonMode &= !shape.Schema.IsGiven;
        Mark(shape, ShapeField.JsonMode, shape.JsonMode);
        return true;
    }

    /// <summary>Notes a field that no other dialect has.</summary>
    public static void ReadForeign(string name, ChatShape shape)
    {
        shape.Foreign.Add(ShapeFields.FateOf(GeminiFates.Source, Camel(name), name));
    }

    private static bool TryReadDeclarations(RawBody body, JsonElement declared, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (declared.ValueKind != JsonValueKind.Array || declared.EnumerateArray().Any(function => !body.Of(function, "name"u8).IsText))
        {
            return Refuse("tools.functionDeclarations", "It must be an array of objects, each with its name.", out fault);
        }

        foreach (var function in declared.EnumerateArray())
        {
            var schema = GeminiPartsReader.Of(body, function, "parametersJsonSchema"u8, "parameters_json_schema"u8);
            if (!schema.IsGiven && function.TryGetProperty("parameters"u8, out var parameters) && parameters.ValueKind != JsonValueKind.Null)
            {
                schema = OpenApiSchemas.ToJsonSchema(parameters, closed: false, out _);
            }

            shape.Tools.Add(new ShapeTool { Name = body.Of(function, "name"u8), Description = body.Of(function, "description"u8), Schema = schema });
        }

        return true;
    }

    private static bool TryReadCalling(RawBody body, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        var mode = RawBody.Word(value, "mode"u8);
        shape.ToolUse = mode switch
        {
            "AUTO" or "VALIDATED" => ToolUse.Auto,
            "ANY" => ToolUse.Required,
            "NONE" => ToolUse.None,
            _ => ToolUse.Unset,
        };
        if (shape.ToolUse == ToolUse.Unset && mode is not (null or "MODE_UNSPECIFIED"))
        {
            return Refuse("toolConfig.functionCallingConfig.mode", "It must be AUTO, ANY, NONE or VALIDATED.", out fault);
        }

        if (mode == "VALIDATED")
        {
            ReadForeign("toolConfig.functionCallingConfig.mode", shape);
        }

        if (!GeminiPartsReader.TryGet(value, "allowedFunctionNames"u8, "allowed_function_names"u8, out var names))
        {
            return true;
        }

        if (names.ValueKind != JsonValueKind.Array || names.EnumerateArray().Any(name => RawBody.Word(name) is null))
        {
            return Refuse("toolConfig.functionCallingConfig.allowedFunctionNames", "It must be an array of names.", out fault);
        }

        Allow(body, names, shape);
        return true;
    }

    // One name is that tool; of several the others are not there.
    private static void Allow(RawBody body, JsonElement names, ChatShape shape)
    {
        if (shape.ToolUse == ToolUse.Required && names.GetArrayLength() == 1)
        {
            shape.ToolUse = ToolUse.Named;
            shape.NamedTool = body.Of(names[0]);
        }
        else if (names.GetArrayLength() > 0)
        {
            shape.Tools.RemoveAll(tool => !names.EnumerateArray().Any(name => body.Of(name).Bytes.Span.SequenceEqual(tool.Name.Bytes.Span)));
        }
    }

    private static bool TryReadSetting(RawBody body, string name, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        switch (name)
        {
            case "maxOutputTokens":
                shape.MaxOutputTokens = value.GetInt64();
                return true;
            case "candidateCount":
                shape.Choices = value.GetInt64();
                Mark(shape, ShapeField.Choices, shape.Choices > 1);
                return true;
            case "thinkingConfig":
                return TryReadThinking(value, shape, out fault);
            case "stopSequences":
                return TryReadStop(body, value, shape, out fault);
            case "responseMimeType":
                shape.JsonMode = RawBody.Word(value) == "application/json";
                if (!shape.JsonMode && RawBody.Word(value) is not ("text/plain" or ""))
                {
                    ReadForeign("generationConfig.responseMimeType", shape);
                }

                return true;
            case "responseSchema":
                shape.Schema = OpenApiSchemas.ToJsonSchema(value, closed: true, out var strict);
                shape.SchemaStrict = strict;
                shape.Mark(ShapeField.Schema);
                return true;
            case "responseJsonSchema" or "_responseJsonSchema":
                shape.Schema = body.Of(value);
                shape.SchemaStrict = false;
                shape.Mark(ShapeField.Schema);
                return true;
            case "responseModalities":
                if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => RawBody.Word(item) is not ("TEXT" or "text")))
                {
                    ReadForeign("generationConfig.responseModalities", shape);
                }

                return true;
            default:
                ReadNumber(name, body.Of(value), shape);
                return true;
        }
    }

    private static void ReadNumber(string name, RawJson value, ChatShape shape)
    {
        switch (name)
        {
            case "temperature":
                shape.Temperature = value;
                shape.Mark(ShapeField.Temperature);
                break;
            case "topP":
                shape.TopP = value;
                shape.Mark(ShapeField.TopP);
                break;
            case "topK":
                shape.TopK = value;
                shape.Mark(ShapeField.TopK);
                break;
            case "seed":
                shape.Seed = value;
                shape.Mark(ShapeField.Seed);
                break;
            case "presencePenalty":
                shape.PresencePenalty = value;
                shape.Mark(ShapeField.PresencePenalty);
                break;
            case "frequencyPenalty":
                shape.FrequencyPenalty = value;
                shape.Mark(ShapeField.FrequencyPenalty);
                break;
            case "responseLogprobs":
                shape.Logprobs = value.Bytes.Span.SequenceEqual("true"u8);
                Mark(shape, ShapeField.Logprobs, shape.Logprobs);
                break;
            case "logprobs":
                shape.TopLogprobs = value;
                break;
            default:
                ReadForeign("generationConfig." + name, shape);
                break;
        }
    }

    private static bool TryReadThinking(JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (GeminiPartsReader.TryGet(value, "thinkingLevel"u8, "thinking_level"u8, out var level)
            && RawBody.Word(level)?.ToUpperInvariant() is not "THINKING_LEVEL_UNSPECIFIED")
        {
            shape.Mark(ShapeField.Effort);
            shape.Effort = RawBody.Word(level)?.ToUpperInvariant() switch
            {
                "MINIMAL" => ThinkingEffort.Minimal,
                "LOW" => ThinkingEffort.Low,
                "MEDIUM" => ThinkingEffort.Medium,
                "HIGH" => ThinkingEffort.High,
                _ => ThinkingEffort.Unset,
            };
            return shape.Effort != ThinkingEffort.Unset
                || Refuse("generationConfig.thinkingConfig.thinkingLevel", "It must be minimal, low, medium or high.", out fault);
        }

        if (GeminiPartsReader.TryGet(value, "thinkingBudget"u8, "thinking_budget"u8, out var budget)
            && budget.ValueKind == JsonValueKind.Number && budget.TryGetInt64(out var tokens))
        {
            shape.Thinking = tokens switch { 0 => ThinkingMode.Off, < 0 => ThinkingMode.Adaptive, _ => ThinkingMode.Budget };
            shape.ThinkingBudget = Math.Max(tokens, 0);
            shape.Mark(ShapeField.ThinkingBudget);
        }
        else if (GeminiPartsReader.TryGet(value, "includeThoughts"u8, "include_thoughts"u8, out var shown) && shown.ValueKind == JsonValueKind.True)
        {
            shape.Thinking = ThinkingMode.Adaptive;
        }

        return true;
    }

    private static bool TryReadStop(RawBody body, JsonElement value, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            return Refuse("generationConfig.stopSequences", "stopSequences must be an array of strings.", out fault);
        }

        shape.Stop.AddRange(value.EnumerateArray().Select(body.Of));
        Mark(shape, ShapeField.Stop, shape.Stop.Count > 0);
        return true;
    }

    // The provider takes both spellings: max_output_tokens is maxOutputTokens.
    private static string Camel(string name) =>
        name.IndexOf('_', 1 < name.Length ? 1 : 0) < 1 ? name
            : string.Concat(name.Split('_').Select((word, at) => at == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

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
