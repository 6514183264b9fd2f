using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.Tools.Catalog;

/// <summary>Reads JSON Schema (2020-12). A keyword that would not be checked is a fault, not passed over: whoever writes it relies on it. A schema
/// of someone else is read for what is understood of it, see <see cref="Raw"/>.</summary>
internal sealed class SchemaReader
{
    private const int MostDepth = 32;
    private const int MostParts = 5_000;

    private readonly JsonElement _root;
    private readonly List<ArgumentFault> _faults;
    private readonly bool _isRaw;
    private readonly Dictionary<string, ValueSchema> _byPointer = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueSchema> _byAnchor = new(StringComparer.Ordinal);
    private readonly Queue<(ValueSchema From, string Target, SchemaPlace Place)> _references = new();

    private SchemaReader(JsonElement root, List<ArgumentFault> faults, bool isRaw) =>
        (_root, _faults, _isRaw) = (root.Clone(), faults, isRaw);

    private bool IsClosed { get; init; }

    private bool IsPartly { get; init; }

    /// <summary>The schema, all of which is checked; what could not be read of it is among the faults.</summary>
    /// <param name="source">A whole schema: its references lead into it.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <param name="isClosed">Whether an object has no other fields than its <c>properties</c> where nothing is said of others.</param>
    public static ValueSchema Read(JsonElement source, string path, List<ArgumentFault> faults, bool isClosed = false) =>
        new SchemaReader(source, faults, isRaw: false) { IsClosed = isClosed }.ReadAll(path);

    /// <summary>The schema of someone else, kept as it was written. What is understood of it is checked and everything else passes, so that nothing
    /// is refused that its owner would take; whether it fits is its owner's to say.</summary>
    public static ValueSchema Raw(JsonElement source)
    {
        var faults = new List<ArgumentFault>();
        var whole = new SchemaReader(source, faults, isRaw: true).ReadAll("");

        // "Not this" and "only one of these" refuse too much where a part of "this" was passed over.
        return faults.Count == 0 ? whole : new SchemaReader(source, faults, isRaw: true) { IsPartly = true }.ReadAll("");
    }

    private ValueSchema ReadAll(string path)
    {
        var schema = Read(_root, new SchemaPlace(path, ""), 0);
        while (_references.TryDequeue(out var reference))
        {
            reference.From.Target = Find(reference.Target, reference.Place);
        }

        foreach (var circle in SchemaCircles.Cut(_byPointer.Values))
        {
            var pointer = _byPointer.First(place => place.Value == circle).Key;
            _faults.Add(new ArgumentFault($"{path}{pointer.Replace('/', '.')}.$ref", "leads back to where it stands, or through too many others"));
        }

        return schema;
    }

    private ValueSchema Read(JsonElement source, SchemaPlace place, int depth)
    {
        if (_byPointer.TryGetValue(place.Pointer, out var known))
        {
            return known;
        }

        if (source.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return _byPointer[place.Pointer] = new ValueSchema { Source = source, IsNever = source.ValueKind == JsonValueKind.False };
        }

        var fault = source.ValueKind != JsonValueKind.Object ? "must be an object, a JSON schema"
            : depth > MostDepth ? "is nested too deep"
            : _byPointer.Count >= MostParts ? "has too many parts"
            : null;
        if (fault is not null)
        {
            _faults.Add(new ArgumentFault(place.Path, fault));
            return new ValueSchema { Source = source };
        }

        var words = new SchemaWords(source, place.Path, _faults);
        words.CheckNames();
        var schema = Build(source, words, new SchemaParts(this, words, place, depth), IsClosed && place.Pointer.Length == 0);
        _byPointer[place.Pointer] = schema;
        if (words.Text("$anchor") is { } anchor)
        {
            _byAnchor[anchor] = schema;
        }

        if (words.Text("$ref") is { } target)
        {
            _references.Enqueue((schema, target, place));
        }

        return schema;
    }

    private ValueSchema Build(JsonElement source, SchemaWords words, SchemaParts parts, bool isClosed)
    {
        _ = parts.ByName("$defs");
        _ = parts.ByName("definitions");
        var patterns = Patterns(words, parts, out var haveAll);
        var isTuple = _isRaw && words.Find("items") is { ValueKind: JsonValueKind.Array };
        var contains = parts.One("contains");
        var contained = words.Count("minContains", "maxContains", leastOtherwise: 1);
        var oneOf = parts.List("oneOf");
        var anyOf = parts.List("anyOf");
        var allOf = parts.List("allOf");
        return new ValueSchema
        {
            Source = source,
            Types = words.Types(),
            Choices = words.Choices(),
            Text = words.TextRules(),
            Number = words.NumberRules(),
            ItemCount = words.Count("minItems", "maxItems"),
            FirstItems = parts.List(isTuple ? "items" : "prefixItems"),
            Items = isTuple ? null : parts.One("items"),
            HasUniqueItems = words.Flag("uniqueItems"),
            Contains = contains,
            ContainedCount = IsPartly ? contained with { Most = long.MaxValue } : contained,
            FieldCount = words.Count("minProperties", "maxProperties"),
            Properties = parts.ByName("properties"),
            PatternProperties = patterns,
            Others = haveAll ? parts.One("additionalProperties") ?? (isClosed ? Nothing(source) : null) : null,
            Names = parts.One("propertyNames"),
            Required = words.Texts("required"),
            RequiredWith = words.TextsByName("dependentRequired"),
            With = parts.ByName("dependentSchemas"),
            AllOf = allOf,
            AnyOf = IsPartly && anyOf.Count == 0 ? oneOf : anyOf,
            OneOf = IsPartly ? [] : oneOf,
            Not = IsPartly ? null : parts.One("not"),
            If = IsPartly ? null : parts.One("if"),
            Then = IsPartly ? null : parts.One("then"),
            Else = IsPartly ? null : parts.One("else"),
        };
    }

    private static ValueSchema Nothing(JsonElement source) => new() { Source = source, IsNever = true };

    private static List<(Regex, ValueSchema)> Patterns(SchemaWords words, SchemaParts parts, out bool haveAll)
    {
        var read = new List<(Regex, ValueSchema)>();
        var schemas = parts.ByName("patternProperties");
        foreach (var (text, schema) in schemas)
        {
            if (words.Pattern($"patternProperties.{text}", text) is { } pattern)
            {
                read.Add((pattern, schema));
            }
        }

        haveAll = read.Count == schemas.Count;
        return read;
    }

    // Only what stands in the schema itself is looked for: nothing is fetched.
    private ValueSchema? Find(string target, SchemaPlace from)
    {
        if (target is ['#', not '/', ..] && _byAnchor.TryGetValue(target[1..], out var named))
        {
            return named;
        }

        if (SchemaPlace.Find(_root, target) is var (element, pointer))
        {
            return Read(element, new SchemaPlace($"{from.Path}.$ref", pointer), 1);
        }

        _faults.Add(new ArgumentFault($"{from.Path}.$ref", $"'{target}' leads to nothing within the schema"));
        return null;
    }

    /// <summary>Reads the keywords of one schema that hold schemas.</summary>
    private sealed class SchemaParts(SchemaReader reader, SchemaWords words, SchemaPlace place, int depth)
    {
        public ValueSchema? One(string name) =>
            words.Find(name) is { } value ? reader.Read(value, place.Down(name), depth + 1) : null;

        public List<ValueSchema> List(string name)
        {
            var read = new List<ValueSchema>();
            if (words.Find(name) is not { } list)
            {
                return read;
            }

            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            {
                words.Fault(name, "must be a list of schemas");
                return read;
            }

            foreach (var item in list.EnumerateArray())
            {
                read.Add(reader.Read(item, place.Down(name).At(read.Count), depth + 1));
            }

            return read;
        }

        public Dictionary<string, ValueSchema> ByName(string name)
        {
            var read = new Dictionary<string, ValueSchema>(StringComparer.Ordinal);
            if (words.Find(name) is { ValueKind: JsonValueKind.Object } schemas)
            {
                foreach (var schema in schemas.EnumerateObject())
                {
                    read[schema.Name] = reader.Read(schema.Value, place.Down(name).Down(schema.Name), depth + 1);
                }
            }
            else if (words.Find(name) is not null)
            {
                words.Fault(name, "must be an object");
            }

            return read;
        }
    }
}
