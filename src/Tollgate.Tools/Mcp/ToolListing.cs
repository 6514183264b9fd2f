using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Filters;

namespace Tollgate.Tools.Mcp;

/// <summary>A tool as it is listed: its parameters as a JSON Schema, its price where programs look for it and where models do.</summary>
internal static class ToolListing
{
    public static Tool Of(ToolDefinition tool) => new()
    {
        Name = tool.Name,
        Description = $"{tool.Description} {Price(tool.Cost)}",
        InputSchema = tool.Input is { } input ? Whole(input.Source) : Schema(tool),
        OutputSchema = tool.Output is { } output ? OutputListing.Of(output) : null,
        Meta = new JsonObject { [McpNames.Cost] = tool.Cost },
    };

    private static string Price(long cost) => cost switch
    {
        0 => "Free.",
        1 => "Costs 1 token.",
        _ => string.Create(CultureInfo.InvariantCulture, $"Costs {cost} tokens."),
    };

    // As it was written; the protocol asks for its type, which may have been left out.
    private static JsonElement Whole(JsonElement schema)
    {
        if (schema.TryGetProperty("type", out _))
        {
            return schema;
        }

        var typed = JsonObject.Create(schema)!;
        typed.Insert(0, "type", "object");
        using var document = JsonDocument.Parse(typed.ToJsonString());
        return document.RootElement.Clone();
    }

    private static JsonElement Schema(ToolDefinition tool)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "object");
            json.WriteStartObject("properties"u8);
            foreach (var parameter in tool.Parameters)
            {
                json.WriteStartObject(parameter.Name);
                Write(json, parameter);
                json.WriteString("description"u8, Described(parameter));
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteStartArray("required"u8);
            foreach (var parameter in tool.Parameters.Where(p => p.Required))
            {
                json.WriteStringValue(parameter.Name);
            }

            json.WriteEndArray();
            // Other names of a parameter are taken too, so nothing is said of further fields here: the call itself refuses unknown ones.
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static string Described(ToolParameter parameter) => parameter.Aliases.Count == 0
        ? parameter.Description
        : $"{parameter.Description} Also taken as {string.Join(", ", parameter.Aliases)}.";

    private static void Write(Utf8JsonWriter json, ToolParameter parameter)
    {
        switch (parameter.Kind)
        {
            case ParameterKind.Text:
                json.WriteString("type"u8, "string");
                Bounds(json, parameter, "minLength", "maxLength", 1);
                break;
            case ParameterKind.Whole:
                json.WriteString("type"u8, "integer");
                Bounds(json, parameter, "minimum", "maximum", long.MinValue);
                break;
            case ParameterKind.Flag:
                json.WriteString("type"u8, "boolean");
                break;
            case ParameterKind.Usd:
                json.WriteString("type"u8, "number");
                json.WriteNumber("minimum"u8, parameter.Least / 100m);
                if (parameter.Most != long.MaxValue)
                {
                    json.WriteNumber("maximum"u8, parameter.Most / 100m);
                }

                break;
            case ParameterKind.Time:
                json.WriteString("type"u8, "string");
                json.WriteString("format"u8, "date-time");
                break;
            case ParameterKind.Texts:
                json.WriteString("type"u8, "array");
                json.WriteStartObject("items"u8);
                json.WriteString("type"u8, "string");
                json.WriteEndObject();
                Bounds(json, parameter, "minItems", "maxItems", 1);
                break;
            case ParameterKind.Filter:
                json.WriteString("type"u8, "string");
                json.WriteNumber("maxLength"u8, FilterParser.MostLength);
                break;
            default:
                json.WriteString("type"u8, "object");
                break;
        }
    }

    private static void Bounds(Utf8JsonWriter json, ToolParameter parameter, string least, string most, long atLeast)
    {
        json.WriteNumber(least, Math.Max(atLeast, parameter.Least));
        if (parameter.Most != long.MaxValue)
        {
            json.WriteNumber(most, parameter.Most);
        }
    }
}
