using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tollgate.EdgeTests.Running;

/// <summary>Holds a reply to a schema of the API's description, as strictly as it can be read: a field that is not described is a fault, unless
/// the schema says that there may be others.</summary>
internal sealed class ReplySchema(JsonObject document)
{
    /// <summary>What is wrong, with its place; null when nothing is.</summary>
    public string? Fault(JsonElement value, JsonNode schema, string at = "")
    {
        var rule = Follow(schema.AsObject());
        if (rule["oneOf"] is JsonArray choices)
        {
            var faults = choices.Select(c => Fault(value, c!, at)).ToList();
            return faults.Contains(null) ? null : faults[0];
        }

        if (!IsOfType(value, rule["type"]))
        {
            return $"{at} is {value.ValueKind}, not {rule["type"]!.ToJsonString()}";
        }

        if (rule["enum"] is JsonArray words && !words.Any(w => Same(w, value)))
        {
            return $"{at} is {value.GetRawText()}, none of {words.ToJsonString()}";
        }

        if (rule["const"] is { } only && !Same(only, value))
        {
            return $"{at} is {value.GetRawText()}, not {only.ToJsonString()}";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => FaultOfObject(value, rule, at),
            JsonValueKind.Array when rule["items"] is { } items => value.EnumerateArray()
                .Select((item, i) => Fault(item, items, $"{at}[{i}]")).FirstOrDefault(f => f is not null),
            JsonValueKind.String when (string?)rule["pattern"] is { } pattern && !Regex.IsMatch(value.GetString()!, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)) =>
                $"{at} is {value.GetRawText()}, which does not match {pattern}",
            JsonValueKind.String when (string?)rule["format"] == "date-time" && !DateTimeOffset.TryParse(value.GetString(), out _) =>
                $"{at} is {value.GetRawText()}, no time",
            _ => null,
        };
    }

    /// <summary>The schema that a reference means, or itself.</summary>
    public JsonObject Follow(JsonObject schema)
    {
        while ((string?)schema["$ref"] is { } reference)
        {
            schema = reference[2..].Split('/').Aggregate((JsonNode)document, (node, part) => node[part]!).AsObject();
        }

        return schema;
    }

    private string? FaultOfObject(JsonElement value, JsonObject rule, string at)
    {
        foreach (var name in rule["required"]?.AsArray().Select(n => (string)n!) ?? [])
        {
            if (!value.TryGetProperty(name, out _))
            {
                return $"{at}.{name} is missing";
            }
        }

        if (rule["type"] is null)
        {
            return null;
        }

        var more = rule["additionalProperties"];
        foreach (var member in value.EnumerateObject())
        {
            var known = rule["properties"]?[member.Name] ?? more as JsonObject;
            var fault = known is not null ? Fault(member.Value, known, $"{at}.{member.Name}")
                : more?.GetValueKind() == JsonValueKind.True ? null
                : $"{at}.{member.Name} is not described";
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static bool IsOfType(JsonElement value, JsonNode? types) => types switch
    {
        null => true,
        JsonArray several => several.Any(t => IsOfType(value, t)),
        _ => ((string?)types, value.ValueKind) switch
        {
            ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("null", JsonValueKind.Null)
                or ("number", JsonValueKind.Number) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
            ("integer", JsonValueKind.Number) => value.TryGetInt64(out _),
            _ => false,
        },
    };

    private static bool Same(JsonNode? expected, JsonElement value) =>
        expected is null ? value.ValueKind == JsonValueKind.Null : JsonNode.DeepEquals(expected, JsonNode.Parse(value.GetRawText()));
}
