using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.Tools.Catalog;

/// <summary>Reads JSON Schema. A keyword that would not be checked is a fault, not passed over: whoever writes it relies on it.</summary>
internal sealed class SchemaReader(List<ArgumentFault> faults)
{
    private const int MostDepth = 16;

    private static readonly HashSet<string> Types = ["string", "number", "integer", "boolean", "array", "object", "null"];

    // They say something to whoever reads the schema and nothing to whoever checks a value.
    private static readonly HashSet<string> Notes = ["title", "description", "default", "examples", "format", "deprecated", "$comment", "$schema", "$id", "x-aliases"];

    /// <summary>The schema; what could not be read of it is among the faults.</summary>
    public ValueSchema Read(JsonElement source, string path, int depth = 0)
    {
        if (source.ValueKind != JsonValueKind.Object || depth > MostDepth)
        {
            Add(path, depth > MostDepth ? "is nested too deep" : "must be an object, a JSON schema");
            return new ValueSchema { Source = source };
        }

        foreach (var word in source.EnumerateObject().Where(word => !Notes.Contains(word.Name) && !IsKnown(word.Name)))
        {
            Add($"{path}.{word.Name}", "is no keyword of JSON Schema that is checked here");
        }

        var properties = Properties(source, path, depth);
        return new ValueSchema
        {
            Source = source.Clone(),
            Types = TypesOf(source, path),
            Choices = Choices(source, path),
            Least = Math.Max(Count(source, "minLength", path) ?? 0, Count(source, "minItems", path) ?? 0),
            Most = Math.Min(Count(source, "maxLength", path) ?? long.MaxValue, Count(source, "maxItems", path) ?? long.MaxValue),
            Minimum = Bound(source, "minimum", path) ?? double.NegativeInfinity,
            Maximum = Bound(source, "maximum", path) ?? double.PositiveInfinity,
            Pattern = PatternOf(source, path),
            Items = source.TryGetProperty("items", out var items) ? Read(items, path + ".items", depth + 1) : null,
            Properties = properties,
            Required = RequiredOf(source, path, properties),
            TakesMore = TakesMore(source, path),
        };
    }

    /// <summary>The texts of a list; empty when it is not there or is none.</summary>
    public IReadOnlyList<string> Texts(JsonElement source, string name, string path)
    {
        if (!source.TryGetProperty(name, out var list))
        {
            return [];
        }

        if (list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return [.. list.EnumerateArray().Select(item => item.GetString()!)];
        }

        Add($"{path}.{name}", "must be a list of texts");
        return [];
    }

    private static bool IsKnown(string word) => word is "type" or "enum" or "const" or "minLength" or "maxLength" or "pattern" or "minimum"
        or "maximum" or "minItems" or "maxItems" or "items" or "properties" or "required" or "additionalProperties";

    private IReadOnlyList<string> TypesOf(JsonElement source, string path)
    {
        if (!source.TryGetProperty("type", out var type))
        {
            return [];
        }

        var names = type.ValueKind == JsonValueKind.String ? [type.GetString()!] : Texts(source, "type", path);
        foreach (var name in names.Where(name => !Types.Contains(name)))
        {
            Add(path + ".type", $"'{name}' is none of {string.Join(", ", Types)}");
        }

        return names;
    }

    private List<JsonElement>? Choices(JsonElement source, string path)
    {
        if (source.TryGetProperty("const", out var only))
        {
            return [only.Clone()];
        }

        if (!source.TryGetProperty("enum", out var list))
        {
            return null;
        }

        if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0)
        {
            return [.. list.EnumerateArray().Select(item => item.Clone())];
        }

        Add(path + ".enum", "must be a list of values");
        return null;
    }

    private long? Count(JsonElement source, string name, string path)
    {
        if (!source.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 0)
        {
            return count;
        }

        Add($"{path}.{name}", "must be a whole number of at least 0");
        return null;
    }

    private double? Bound(JsonElement source, string name, string path)
    {
        if (!source.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()))
        {
            return value.GetDouble();
        }

        Add($"{path}.{name}", "must be a number");
        return null;
    }

    private Regex? PatternOf(JsonElement source, string path)
    {
        if (!source.TryGetProperty("pattern", out var value))
        {
            return null;
        }

        try
        {
            return new Regex(value.GetString()!, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            Add(path + ".pattern", "must be a regular expression without look-around and back references");
            return null;
        }
    }

    private Dictionary<string, ValueSchema> Properties(JsonElement source, string path, int depth)
    {
        var read = new Dictionary<string, ValueSchema>(StringComparer.Ordinal);
        if (!source.TryGetProperty("properties", out var properties))
        {
            return read;
        }

        if (properties.ValueKind != JsonValueKind.Object)
        {
            Add(path + ".properties", "must be an object");
            return read;
        }

        foreach (var property in properties.EnumerateObject())
        {
            read[property.Name] = Read(property.Value, $"{path}.properties.{property.Name}", depth + 1);
        }

        return read;
    }

    private IReadOnlyList<string> RequiredOf(JsonElement source, string path, Dictionary<string, ValueSchema> properties)
    {
        var names = Texts(source, "required", path);
        foreach (var name in names.Where(name => !properties.ContainsKey(name)))
        {
            Add(path + ".required", $"'{name}' is none of the properties");
        }

        return names;
    }

    private bool TakesMore(JsonElement source, string path)
    {
        if (!source.TryGetProperty("additionalProperties", out var more))
        {
            return true;
        }

        if (more.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Add(path + ".additionalProperties", "must be true or false");
        }

        return more.ValueKind != JsonValueKind.False;
    }

    private void Add(string path, string what) => faults.Add(new ArgumentFault(path, what));
}
