using System.Text.Json;
using System.Text.RegularExpressions;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Files;

namespace Tollgate.Tools.Declared;

/// <summary>Reads what a declared tool takes: a JSON Schema of an object, whose fields are the tool's parameters.</summary>
internal static partial class InputReader
{
    /// <summary>The schema; null for a tool that says of no arguments.</summary>
    public static ValueSchema? Read(FileObject file)
    {
        if (file.MayObject("input") is not { IsObject: true } input)
        {
            return null;
        }

        if (input.MayText("type") is not (null or "object"))
        {
            input.Fault("type", "must be object");
        }

        var schema = SchemaReader.Read(file.Find("input")!.Value, input.Path, file.Faults, isClosed: true);
        foreach (var (name, value, path) in input.Fields("properties"))
        {
            CheckParameter(name, value, path, file.Faults);
        }

        foreach (var name in schema.Required.Where(name => !schema.Properties.ContainsKey(name)))
        {
            input.Fault("required", $"'{name}' is none of the properties");
        }

        var parameters = SchemaParameters.Of(schema);
        foreach (var twice in parameters.SelectMany(p => p.Aliases.Append(p.Name)).GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            input.Fault("properties", $"'{twice.Key}' is the name or alias of two");
        }

        return schema;
    }

    private static void CheckParameter(string name, JsonElement value, string path, List<ArgumentFault> faults)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            _ = new SchemaWords(value, path, faults).Texts("x-aliases");
        }

        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("description", out var text)
            || text.ValueKind != JsonValueKind.String || text.GetString()!.Length == 0)
        {
            faults.Add(new ArgumentFault(path + ".description", "is missing: callers choose by it"));
        }

        if (!Names().IsMatch(name))
        {
            faults.Add(new ArgumentFault(path, "must have a name of 1 to 64 small letters, digits and '_', the first a letter"));
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();
}
