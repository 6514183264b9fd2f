using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.Tools.Catalog;

/// <summary>What a value must look like, by the part of JSON Schema that <see cref="SchemaReader"/> takes.</summary>
internal sealed class ValueSchema
{
    /// <summary>Most faults that one call is told.</summary>
    public const int MostFaults = 20;

    /// <summary>The schema as it was written, for whoever lists the tool.</summary>
    public required JsonElement Source { get; init; }

    /// <summary>Names of the types it may have; empty for any.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The values it may have; null for any.</summary>
    public IReadOnlyList<JsonElement>? Choices { get; init; }

    /// <summary>Least characters or items.</summary>
    public long Least { get; init; }

    /// <summary>Most characters or items.</summary>
    public long Most { get; init; } = long.MaxValue;

    public double Minimum { get; init; } = double.NegativeInfinity;

    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>Without backtracking, so that no text makes it slow.</summary>
    public Regex? Pattern { get; init; }

    public ValueSchema? Items { get; init; }

    public IReadOnlyDictionary<string, ValueSchema> Properties { get; init; } = new Dictionary<string, ValueSchema>();

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>Whether fields that are not named may stand.</summary>
    public bool TakesMore { get; init; } = true;

    /// <summary>Adds what is wrong with a value.</summary>
    public void Check(JsonElement value, string path, List<ArgumentFault> faults)
    {
        if (faults.Count >= MostFaults)
        {
            return;
        }

        if (Types.Count > 0 && !Types.Any(type => Is(value, type)))
        {
            faults.Add(new ArgumentFault(path, "must be " + string.Join(" or ", Types.Select(Spoken))));
            return;
        }

        if (Choices is not null && !Choices.Any(choice => JsonElement.DeepEquals(choice, value)))
        {
            faults.Add(new ArgumentFault(path, "must be one of " + string.Join(", ", Choices.Select(choice => choice.GetRawText()))));
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                CheckText(value.GetString()!, path, faults);
                break;
            case JsonValueKind.Number:
                CheckNumber(value.GetDouble(), path, faults);
                break;
            case JsonValueKind.Array:
                CheckItems(value, path, faults);
                break;
            case JsonValueKind.Object:
                CheckFields(value, path, faults);
                break;
        }
    }

    private void CheckText(string text, string path, List<ArgumentFault> faults)
    {
        var length = text.EnumerateRunes().Count();
        if (length < Least || length > Most)
        {
            faults.Add(new ArgumentFault(path, $"must be a text of {Range()} characters"));
        }
        else if (!Matches(text))
        {
            faults.Add(new ArgumentFault(path, $"must match the pattern {Pattern}"));
        }
    }

    // A text too long to be looked at in time does not match.
    private bool Matches(string text)
    {
        try
        {
            return Pattern is null || Pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private void CheckNumber(double number, string path, List<ArgumentFault> faults)
    {
        if (number < Minimum)
        {
            faults.Add(new ArgumentFault(path, string.Create(CultureInfo.InvariantCulture, $"must be at least {Minimum}")));
        }
        else if (number > Maximum)
        {
            faults.Add(new ArgumentFault(path, string.Create(CultureInfo.InvariantCulture, $"must be at most {Maximum}")));
        }
    }

    private void CheckItems(JsonElement list, string path, List<ArgumentFault> faults)
    {
        var count = list.GetArrayLength();
        if (count < Least || count > Most)
        {
            faults.Add(new ArgumentFault(path, $"must be a list of {Range()} items"));
            return;
        }

        if (Items is null)
        {
            return;
        }

        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            Items.Check(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), faults);
            index++;
        }
    }

    private void CheckFields(JsonElement fields, string path, List<ArgumentFault> faults)
    {
        foreach (var name in Required.Where(name => !fields.TryGetProperty(name, out _)))
        {
            faults.Add(new ArgumentFault($"{path}.{name}", "is missing"));
        }

        foreach (var field in fields.EnumerateObject())
        {
            var place = $"{path}.{(field.Name.Length <= 64 ? field.Name : field.Name[..64])}";
            if (Properties.TryGetValue(field.Name, out var schema))
            {
                schema.Check(field.Value, place, faults);
            }
            else if (!TakesMore && faults.Count < MostFaults)
            {
                faults.Add(new ArgumentFault(place, "is no field that stands here"));
            }
        }
    }

    private static bool Is(JsonElement value, string type) => type switch
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

    private string Range() => Most == long.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"at least {Least}")
        : string.Create(CultureInfo.InvariantCulture, $"{Least} to {Most}");
}
