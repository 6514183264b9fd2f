using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.Tools.Catalog;

/// <summary>What a value must look like: a JSON Schema (2020-12) as <see cref="SchemaReader"/> read it. What is null or empty asks for nothing.</summary>
internal sealed class ValueSchema
{
    /// <summary>The schema as it was written, for whoever lists the tool.</summary>
    public required JsonElement Source { get; init; }

    /// <summary>Whether no value fits: the schema <c>false</c>.</summary>
    public bool IsNever { get; init; }

    /// <summary>Names of the types it may have; empty for any.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The values it may have; null for any.</summary>
    public IReadOnlyList<JsonElement>? Choices { get; init; }

    public TextRules? Text { get; init; }

    public NumberRules? Number { get; init; }

    /// <summary>How many items a list may have.</summary>
    public SchemaCount ItemCount { get; init; } = SchemaCount.Any;

    /// <summary>The first items, one by one (<c>prefixItems</c>).</summary>
    public IReadOnlyList<ValueSchema> FirstItems { get; init; } = [];

    /// <summary>All other items.</summary>
    public ValueSchema? Items { get; init; }

    /// <summary>Whether no item may stand twice.</summary>
    public bool HasUniqueItems { get; init; }

    /// <summary>What as many items as <see cref="ContainedCount"/> says must look like.</summary>
    public ValueSchema? Contains { get; init; }

    public SchemaCount ContainedCount { get; init; } = new(1, long.MaxValue);

    /// <summary>How many fields an object may have.</summary>
    public SchemaCount FieldCount { get; init; } = SchemaCount.Any;

    public IReadOnlyDictionary<string, ValueSchema> Properties { get; init; } = new Dictionary<string, ValueSchema>();

    /// <summary>Fields whose names match.</summary>
    public IReadOnlyList<(Regex Name, ValueSchema Schema)> PatternProperties { get; init; } = [];

    /// <summary>Fields that neither of these names.</summary>
    public ValueSchema? Others { get; init; }

    /// <summary>What the names of fields must look like.</summary>
    public ValueSchema? Names { get; init; }

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>Fields that must stand where another one does.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> RequiredWith { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What an object must look like where a field stands in it.</summary>
    public IReadOnlyDictionary<string, ValueSchema> With { get; init; } = new Dictionary<string, ValueSchema>();

    public IReadOnlyList<ValueSchema> AllOf { get; init; } = [];

    public IReadOnlyList<ValueSchema> AnyOf { get; init; } = [];

    public IReadOnlyList<ValueSchema> OneOf { get; init; } = [];

    public ValueSchema? Not { get; init; }

    public ValueSchema? If { get; init; }

    public ValueSchema? Then { get; init; }

    public ValueSchema? Else { get; init; }

    /// <summary>The schema that <c>$ref</c> points at, once all is read.</summary>
    public ValueSchema? Target { get; set; }

    /// <summary>Whether fields that are not named may stand.</summary>
    public bool TakesMore => PatternProperties.Count > 0 || Others is not { IsNever: true };

    /// <summary>The schemas that the same value must fit, or is tried against.</summary>
    public IEnumerable<ValueSchema> InPlace()
    {
        foreach (var schema in AllOf.Concat(AnyOf).Concat(OneOf).Concat(With.Values))
        {
            yield return schema;
        }

        foreach (var schema in new[] { Not, If, Then, Else, Target })
        {
            if (schema is not null)
            {
                yield return schema;
            }
        }
    }
}
