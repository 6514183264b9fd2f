using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.Tools.Catalog;

/// <summary>Reads the keywords of a schema that hold no schemas themselves.</summary>
/// <param name="source">The schema, an object.</param>
/// <param name="path">Where it stands.</param>
/// <param name="faults">Takes what is wrong; what is wrong asks for nothing.</param>
internal sealed class SchemaWords(JsonElement source, string path, List<ArgumentFault> faults)
{
    private const int MostPattern = 2_000;

    private static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(250);

    // They say something to whoever reads the schema and nothing to whoever checks a value.
    private static readonly HashSet<string> Notes =
    [
        "title", "description", "default", "examples", "format", "deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType",
        "contentSchema", "$comment", "$schema", "$id", "x-aliases",
    ];

    private static readonly HashSet<string> Known =
    [
        "type", "enum", "const", "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minItems", "maxItems", "uniqueItems", "items", "prefixItems", "contains", "minContains", "maxContains", "minProperties", "maxProperties",
        "properties", "patternProperties", "additionalProperties", "propertyNames", "required", "dependentRequired", "dependentSchemas", "allOf",
        "anyOf", "oneOf", "not", "if", "then", "else", "$ref", "$anchor", "$defs", "definitions",
    ];

    /// <summary>Says so of keywords that nobody checks.</summary>
    public void CheckNames()
    {
        foreach (var word in source.EnumerateObject().Where(word => !Notes.Contains(word.Name) && !Known.Contains(word.Name)))
        {
            Fault(word.Name, "is no keyword of JSON Schema that is checked here");
        }
    }

    public JsonElement? Find(string name) => source.TryGetProperty(name, out var value) ? value : null;

    public void Fault(string name, string what) => faults.Add(new ArgumentFault($"{path}.{name}", what));

    /// <summary>A text, or null.</summary>
    public string? Text(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : Wrong<string?>(name, "must be a text", null);
    }

    /// <summary>The texts of a list; empty when it is not there or is none.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) is { } list ? Texts(name, list) : [];

    /// <summary>Lists of texts by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> TextsByName(string name)
    {
        var read = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (Find(name) is { ValueKind: JsonValueKind.Object } lists)
        {
            foreach (var list in lists.EnumerateObject())
            {
                read[list.Name] = Texts($"{name}.{list.Name}", list.Value);
            }
        }
        else if (Find(name) is not null)
        {
            Fault(name, "must be an object");
        }

        return read;
    }

    public IReadOnlyList<string> Types()
    {
        if (Find("type") is not { } type)
        {
            return [];
        }

        var names = type.ValueKind == JsonValueKind.String ? [type.GetString()!] : Texts("type", type);
        var unknown = names.Where(name => !SchemaTypes.All.Contains(name)).ToList();
        foreach (var name in unknown)
        {
            Fault("type", $"'{name}' is none of {string.Join(", ", SchemaTypes.All)}");
        }

        return unknown.Count == 0 ? names : [];
    }

    public IReadOnlyList<JsonElement>? Choices()
    {
        if (Find("const") is { } only)
        {
            return [only.Clone()];
        }

        if (Find("enum") is not { } list)
        {
            return null;
        }

        return list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? [.. list.EnumerateArray().Select(item => item.Clone())]
            : Wrong<IReadOnlyList<JsonElement>?>("enum", "must be a list of values", null);
    }

    public SchemaCount Count(string least, string most, long leastOtherwise = 0) =>
        new(Count(least) ?? leastOtherwise, Count(most) ?? long.MaxValue);

    public bool Flag(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => Wrong(name, "must be true or false", false),
    };

    public TextRules? TextRules()
    {
        var length = Count("minLength", "maxLength");
        var pattern = Text("pattern") is { } text ? Pattern("pattern", text) : null;
        return length == SchemaCount.Any && pattern is null ? null : new TextRules(length, pattern);
    }

    public NumberRules? NumberRules()
    {
        var rules = new NumberRules(
            Number("minimum"), Number("maximum"), Number("exclusiveMinimum"), Number("exclusiveMaximum"), Step("multipleOf"));
        return rules == new NumberRules(null, null, null, null, null) ? null : rules;
    }

    /// <summary>A regular expression whose time is bounded; null, and a fault, when it is none.</summary>
    public Regex? Pattern(string name, string text)
    {
        try
        {
            return text.Length <= MostPattern
                ? new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MostTime)
                : Wrong<Regex?>(name, FormattableString.Invariant($"must be a regular expression of at most {MostPattern} characters"), null);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            return Wrong<Regex?>(name, "must be a regular expression without look-around and back references", null);
        }
    }

    private IReadOnlyList<string> Texts(string name, JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : Wrong<IReadOnlyList<string>>(name, "must be a list of texts", []);

    private long? Count(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 0
            ? count
            : Wrong<long?>(name, "must be a whole number of at least 0", null);
    }

    private SchemaNumber? Number(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble())
            ? new SchemaNumber(value.GetDouble(), value.TryGetDecimal(out var exact) ? exact : null)
            : Wrong<SchemaNumber?>(name, "must be a number", null);
    }

    private SchemaNumber? Step(string name) => Number(name) switch
    {
        { Rough: <= 0 } or { Exact: 0 } => Wrong<SchemaNumber?>(name, "must be a number above 0", null),
        var step => step,
    };

    private T Wrong<T>(string name, string what, T value)
    {
        Fault(name, what);
        return value;
    }
}
