using System.Globalization;
using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Metering.Money;
using Tollgate.Tools.Filters;

namespace Tollgate.Tools.Catalog;

/// <summary>Reads what a caller sends into a tool's parameters, and refuses what does not fit with the path of the place.</summary>
internal static class ArgumentReader
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Arguments of a JSON object; an empty body is one without fields.</summary>
    public static Arguments? Read(ToolDefinition tool, ReadOnlyMemory<byte> body, out Refusal? refusal)
    {
        if (body.IsEmpty)
        {
            return Read(tool, [], out refusal);
        }

        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            root = document.RootElement.Clone();
            CheckTexts(root);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            refusal = Refusal.Invalid(null, "The body is no valid JSON, or names a field twice, or holds text that is no valid Unicode.");
            return null;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            refusal = Refusal.Invalid(null, "The body must be a JSON object with the tool's arguments.");
            return null;
        }

        return Read(tool, root.EnumerateObject().Select(p => (p.Name, p.Value)), out refusal);
    }

    /// <summary>Arguments out of named values: each once, none unknown, each as its parameter says, none missing that must stand. Every fault
    /// is told with its place; the refusal's <c>param</c> is that of the first.</summary>
    public static Arguments? Read(ToolDefinition tool, IEnumerable<(string Name, JsonElement Value)> given, out Refusal? refusal)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var faults = new List<ArgumentFault>();
        foreach (var (name, value) in given)
        {
            var parameter = tool.Find(name);
            if (parameter is null && tool.Input is not { TakesMore: true })
            {
                refusal = Refusal.Invalid(Shown(name), $"The tool {tool.Name} has no parameter {Shown(name)}.");
                return null;
            }

            // Null is as good as absent where it says nothing: clients that build objects from forms send it.
            if (value.ValueKind == JsonValueKind.Null && !MeansNull(tool, parameter, value))
            {
                continue;
            }

            if (!values.TryAdd(parameter?.Name ?? name, value))
            {
                refusal = Refusal.Invalid(name, $"The argument {parameter?.Name ?? name} is given twice, by two of its names.");
                return null;
            }

            names[parameter?.Name ?? name] = name;
        }

        Check(tool, values, names, faults);
        refusal = faults.Count == 0 ? null : Refusal.Invalid(
            faults[0].Path.Length == 0 ? null : faults[0].Path, string.Join(' ', faults.Take(SchemaCheck.MostFaults).Select(Sentence)));
        return refusal is null ? new Arguments(values) : null;
    }

    // Of the names of a parameter the one that the caller used is what he is told.
    private static void Check(
        ToolDefinition tool, Dictionary<string, JsonElement> values, Dictionary<string, string> names, List<ArgumentFault> faults)
    {
        if (tool.Input is { } schema)
        {
            var wrong = new List<ArgumentFault>();
            SchemaCheck.Add(schema, JsonSerializer.SerializeToElement(values), "", wrong);
            faults.AddRange(wrong.Select(fault => fault with { Path = AsGiven(fault.Path, names) }));
            return;
        }

        foreach (var (name, value) in values)
        {
            if (Fault(tool.Find(name)!, names[name], value) is var (path, what))
            {
                faults.Add(new ArgumentFault(path, what));
            }
        }

        faults.AddRange(tool.Parameters.Where(p => p.Required && !values.ContainsKey(p.Name)).Select(p => new ArgumentFault(p.Name, "is missing")));
    }

    private static bool MeansNull(ToolDefinition tool, ToolParameter? parameter, JsonElement value) =>
        tool.Input is not null && (parameter?.Schema is not { } schema || SchemaCheck.Fits(schema, value));

    private static string AsGiven(string path, Dictionary<string, string> names)
    {
        var end = path.AsSpan().IndexOfAny('.', '[');
        var first = end < 0 ? path : path[..end];
        return names.TryGetValue(first, out var given) && given != first ? given + path[first.Length..] : path;
    }

    private static string Sentence(ArgumentFault fault) =>
        fault.Path.Length == 0 ? $"What is given as arguments {fault.What}." : $"The argument {fault.Path} {fault.What}.";

    private static (string Path, string What)? Fault(ToolParameter parameter, string name, JsonElement value) => parameter.Kind switch
    {
        ParameterKind.Text => IsText(value, Math.Max(1, parameter.Least), parameter.Most)
            ? null
            : (name, Bounded("must be a text of", parameter, "characters", least: 1)),
        ParameterKind.Whole => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            && number >= parameter.Least && number <= parameter.Most
            ? null
            : (name, Bounded("must be a whole number", parameter, null)),
        ParameterKind.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : (name, "must be true or false"),
        ParameterKind.Usd => UsdFault(parameter, name, value),
        ParameterKind.Time => value.ValueKind == JsonValueKind.String && HasOffset(value.GetString()!) && value.TryGetDateTimeOffset(out _)
            ? null
            : (name, "must be a time as in RFC 3339, with its offset"),
        ParameterKind.Texts => TextsFault(parameter, name, value),
        ParameterKind.Filter => FilterFault(name, value),
        _ => value.ValueKind == JsonValueKind.Object ? null : (name, "must be an object"),
    };

    private static (string Path, string What)? UsdFault(ToolParameter parameter, string name, JsonElement value)
    {
        const long cent = NanoUsd.PerUsd / 100;
        var good = value.ValueKind == JsonValueKind.Number && UsdText.TryParse(value.GetRawText(), out var nano) && nano % cent == 0
            && nano / cent >= parameter.Least && nano / cent <= parameter.Most;
        return good
            ? null
            : (name, $"must be a number of USD from {Usd(parameter.Least)} to {Usd(parameter.Most)} with at most two decimals");
    }

    private static string Usd(long cents) => UsdText.Format(checked(cents * (NanoUsd.PerUsd / 100)));

    private static (string Path, string What)? TextsFault(ToolParameter parameter, string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() < Math.Max(1, parameter.Least)
            || value.GetArrayLength() > parameter.Most)
        {
            return (name, Bounded("must be a list of", parameter, "texts", least: 1));
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (!IsText(item, 1, 500))
            {
                return (string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]"), "must be a text of 1 to 500 characters");
            }

            index++;
        }

        return null;
    }

    private static (string Path, string What)? FilterFault(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return (name, "must be a text, a filter such as (CEO OR CTO) NOT intern");
        }

        return TextFilter.TryParse(value.GetString()!, out _, out var fault)
            ? null
            : (name, string.Create(CultureInfo.InvariantCulture, $"is no filter: at position {fault.Position} {fault.What}"));
    }

    private static bool IsText(JsonElement value, long least, long most) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length >= least && text.Length <= most
        && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);

    private static bool HasOffset(string time) =>
        time.Contains('T', StringComparison.Ordinal) && (time.EndsWith('Z') || (time.Length > 6 && time[^6] is ('+' or '-')));

    private static string Bounded(string must, ToolParameter parameter, string? unit, long least = long.MinValue)
    {
        var range = parameter.Most == long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"at least {Math.Max(least, parameter.Least)}")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(least, parameter.Least)} to {parameter.Most}");
        return unit is null ? $"{must} from {range}".Replace("from at least", "of at least", StringComparison.Ordinal) : $"{must} {range} {unit}";
    }

    private static string Shown(string name) => name.Length <= 64 ? name : name[..64];

    // Half a surrogate pair shows only when a text is taken out; after this none can.
    private static void CheckTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    CheckTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    _ = property.Name;
                    CheckTexts(property.Value);
                }

                break;
        }
    }
}
