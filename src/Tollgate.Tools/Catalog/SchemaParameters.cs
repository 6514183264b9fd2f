using System.Text.Json;

namespace Tollgate.Tools.Catalog;

/// <summary>The parameters that the schema of a tool's arguments names.</summary>
internal static class SchemaParameters
{
    private const string Aliases = "x-aliases";

    /// <summary>One by one, in their order.</summary>
    public static IReadOnlyList<ToolParameter> Of(ValueSchema input) =>
    [
        .. input.Properties.Select(property => new ToolParameter(property.Key, ParameterKind.Schema)
        {
            Description = Text(property.Value.Source, "description"),
            Required = input.Required.Contains(property.Key),
            Aliases = Texts(property.Value.Source, Aliases),
            Schema = property.Value,
        }),
    ];

    private static string Text(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";

    private static IReadOnlyList<string> Texts(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];
}
