using System.Text.Json;

namespace Tollgate.Tools.Catalog;

/// <summary>The types of JSON Schema.</summary>
internal static class SchemaTypes
{
    public static IReadOnlyList<string> All { get; } = ["string", "number", "integer", "boolean", "array", "object", "null"];

    public static bool Is(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()),
        "integer" => value.ValueKind == JsonValueKind.Number
            && (value.TryGetInt64(out _) || (double.IsFinite(value.GetDouble()) && Math.Truncate(value.GetDouble()).Equals(value.GetDouble()))),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => value.ValueKind == JsonValueKind.Null,
    };

    /// <summary>What a value must be that has none of these types.</summary>
    public static string MustBe(IReadOnlyList<string> types) => "must be " + string.Join(" or ", types.Select(Spoken));

    private static string Spoken(string type) => type switch
    {
        "string" => "a text",
        "number" => "a number",
        "integer" => "a whole number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "an object",
        _ => "null",
    };
}
