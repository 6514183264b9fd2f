using System.Globalization;
using System.Text.Json;

namespace Tollgate.Tools.Catalog;

/// <summary>A number out of a schema, as exact as it can be held.</summary>
internal readonly record struct SchemaNumber(double Rough, decimal? Exact)
{
    /// <summary>Which is larger: a value, or this.</summary>
    public int Compare(JsonElement value) =>
        Exact is { } exact && value.TryGetDecimal(out var given) ? given.CompareTo(exact) : value.GetDouble().CompareTo(Rough);

    /// <summary>Whether a value is this, a whole number of times.</summary>
    public bool Divides(JsonElement value) => Exact is { } exact && value.TryGetDecimal(out var given)
        ? given % exact == 0
        : Math.IEEERemainder(value.GetDouble(), Rough) == 0;

    public override string ToString() =>
        Exact?.ToString(CultureInfo.InvariantCulture) ?? Rough.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a number must be.</summary>
internal sealed record NumberRules(
    SchemaNumber? Minimum, SchemaNumber? Maximum, SchemaNumber? Above, SchemaNumber? Below, SchemaNumber? MultipleOf)
{
    /// <summary>What is wrong with a number, to be read after its place; null when nothing is.</summary>
    public string? Fault(JsonElement value) => this switch
    {
        { Minimum: { } least } when least.Compare(value) < 0 => $"must be at least {least}",
        { Maximum: { } most } when most.Compare(value) > 0 => $"must be at most {most}",
        { Above: { } above } when above.Compare(value) <= 0 => $"must be more than {above}",
        { Below: { } below } when below.Compare(value) >= 0 => $"must be less than {below}",
        { MultipleOf: { } step } when !step.Divides(value) => $"must be a multiple of {step}",
        _ => null,
    };
}
