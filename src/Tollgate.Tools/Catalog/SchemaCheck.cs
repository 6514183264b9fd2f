using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tollgate.Tools.Catalog;

/// <summary>Checks a value against a schema. The work that one check may take is bounded, whatever schema and value are: alternatives within
/// alternatives multiply.</summary>
internal sealed class SchemaCheck
{
    /// <summary>Most faults that one call is told.</summary>
    public const int MostFaults = 20;

    private const int MostSteps = 200_000;

    // Alternatives within lists within alternatives: each takes some of the stack.
    private const int MostDepth = 400;

    private int _steps;
    private int _depth;

    private SchemaCheck()
    {
    }

    /// <summary>Adds what is wrong with a value, each fault with its place.</summary>
    public static void Add(ValueSchema schema, JsonElement value, string path, List<ArgumentFault> faults)
    {
        var check = new SchemaCheck();
        check.Check(schema, value, path, faults);
        if (check._steps > MostSteps)
        {
            faults.Clear();
            faults.Add(new ArgumentFault(path, "would take too long to check"));
        }
    }

    /// <summary>Whether a value fits.</summary>
    public static bool Fits(ValueSchema schema, JsonElement value)
    {
        var faults = new List<ArgumentFault>();
        Add(schema, value, "", faults);
        return faults.Count == 0;
    }

    private void Check(ValueSchema schema, JsonElement value, string path, List<ArgumentFault> faults)
    {
        if (faults.Count >= MostFaults || (_steps += 1 + ((schema.Choices?.Count ?? 0) / 8)) > MostSteps)
        {
            return;
        }

        if (Plain(schema, value) is { } fault)
        {
            faults.Add(new ArgumentFault(path, fault));
            return;
        }

        if (++_depth > MostDepth)
        {
            _steps = MostSteps + 1;
            return;
        }

        CheckInside(schema, value, path, faults);
        _depth--;
    }

    private void CheckInside(ValueSchema schema, JsonElement value, string path, List<ArgumentFault> faults)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                CheckItems(schema, value, path, faults);
                break;
            case JsonValueKind.Object:
                CheckFields(schema, value, path, faults);
                break;
        }

        if (schema.Target is { } target)
        {
            Check(target, value, path, faults);
        }

        CheckForms(schema, value, path, faults);
    }

    // What can be said of the value without looking into it.
    private static string? Plain(ValueSchema schema, JsonElement value)
    {
        if (schema.IsNever)
        {
            return "is no field that stands here";
        }

        if (schema.Types.Count > 0 && !schema.Types.Any(type => SchemaTypes.Is(value, type)))
        {
            return SchemaTypes.MustBe(schema.Types);
        }

        if (schema.Choices is { } choices && !choices.Any(choice => AreSame(choice, value)))
        {
            return "must be one of " + string.Join(", ", choices.Select(choice => choice.GetRawText()));
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => schema.Text?.Fault(value.GetString()!),
            JsonValueKind.Number => schema.Number?.Fault(value),
            _ => null,
        };
    }

    private static bool AreSame(JsonElement one, JsonElement other)
    {
        try
        {
            return JsonElement.DeepEquals(one, other);
        }
        catch (ArgumentOutOfRangeException)
        {
            // A number whose exponent is beyond what can be held is the same as it is written, and as no other.
            return string.Equals(one.GetRawText(), other.GetRawText(), StringComparison.Ordinal);
        }
    }

    private void CheckItems(ValueSchema schema, JsonElement list, string path, List<ArgumentFault> faults)
    {
        if (!schema.ItemCount.Takes(list.GetArrayLength()))
        {
            faults.Add(new ArgumentFault(path, $"must be a list of {schema.ItemCount} items"));
            return;
        }

        var index = 0;
        var contained = 0;
        foreach (var item in list.EnumerateArray())
        {
            var place = FormattableString.Invariant($"{path}[{index}]");
            if ((index < schema.FirstItems.Count ? schema.FirstItems[index] : schema.Items) is { } expected)
            {
                Check(expected, item, place, faults);
            }

            if (schema.HasUniqueItems && StandsBefore(list, item, index))
            {
                faults.Add(new ArgumentFault(place, "stands in the list twice"));
            }

            contained += schema.Contains is { } sought && Try(sought, item).Count == 0 ? 1 : 0;
            index++;
        }

        if (schema.Contains is not null && !schema.ContainedCount.Takes(contained))
        {
            faults.Add(new ArgumentFault(path, $"must be a list with {schema.ContainedCount} items of the form that it must contain"));
        }
    }

    private bool StandsBefore(JsonElement list, JsonElement item, int index)
    {
        var weight = 1 + (JsonMarshal.GetRawUtf8Value(item).Length / 64);
        foreach (var earlier in list.EnumerateArray().Take(index))
        {
            if ((_steps += weight) > MostSteps)
            {
                return false;
            }

            if (AreSame(earlier, item))
            {
                return true;
            }
        }

        return false;
    }

    private void CheckFields(ValueSchema schema, JsonElement fields, string path, List<ArgumentFault> faults)
    {
        foreach (var name in schema.Required.Where(name => !fields.TryGetProperty(name, out _)))
        {
            faults.Add(new ArgumentFault(Field(path, name), "is missing"));
        }

        if (!schema.FieldCount.Takes(fields.GetPropertyCount()))
        {
            faults.Add(new ArgumentFault(path, $"must be an object of {schema.FieldCount} fields"));
        }

        foreach (var field in fields.EnumerateObject())
        {
            CheckField(schema, field, Field(path, field.Name), faults);
            if (schema.RequiredWith.TryGetValue(field.Name, out var others))
            {
                faults.AddRange(others.Where(name => !fields.TryGetProperty(name, out _))
                    .Select(name => new ArgumentFault(Field(path, name), $"is missing: {Short(field.Name)} asks for it")));
            }

            if (schema.With.TryGetValue(field.Name, out var whole))
            {
                Check(whole, fields, path, faults);
            }
        }
    }

    private void CheckField(ValueSchema schema, JsonProperty field, string place, List<ArgumentFault> faults)
    {
        var isNamed = schema.Properties.TryGetValue(field.Name, out var expected);
        if (isNamed)
        {
            Check(expected!, field.Value, place, faults);
        }

        foreach (var (name, matching) in schema.PatternProperties)
        {
            _steps += 1 + (field.Name.Length / 16);
            if (_steps <= MostSteps && TextRules.Matches(name, field.Name))
            {
                isNamed = true;
                Check(matching, field.Value, place, faults);
            }
        }

        if (!isNamed && schema.Others is { } others)
        {
            Check(others, field.Value, place, faults);
        }

        if (schema.Names is { } names && Try(names, JsonSerializer.SerializeToElement(field.Name)) is [var fault, ..])
        {
            faults.Add(new ArgumentFault(place, $"has a name that {fault.What}"));
        }
    }

    // Schemas that the same value is held against.
    private void CheckForms(ValueSchema schema, JsonElement value, string path, List<ArgumentFault> faults)
    {
        foreach (var part in schema.AllOf)
        {
            Check(part, value, path, faults);
        }

        if (schema.AnyOf.Count > 0)
        {
            CountFits(schema.AnyOf, 1, value, path, faults);
        }

        if (schema.OneOf.Count > 0 && CountFits(schema.OneOf, 2, value, path, faults) > 1)
        {
            faults.Add(new ArgumentFault(path, "fits more than one of the forms of which one must fit"));
        }

        if (schema.Not is { } not && Try(not, value).Count == 0)
        {
            faults.Add(new ArgumentFault(path, "has a form that may not stand here"));
        }

        if (schema.If is { } condition && (Try(condition, value).Count == 0 ? schema.Then : schema.Else) is { } then)
        {
            Check(then, value, path, faults);
        }
    }

    // How many forms fit, counted as far as is asked. Of forms of which none fits, what is wrong with the nearest is told: the one with the
    // fewest faults, all of them further inside.
    private int CountFits(IReadOnlyList<ValueSchema> forms, int most, JsonElement value, string path, List<ArgumentFault> faults)
    {
        List<ArgumentFault>? nearest = null;
        var count = 0;
        foreach (var form in forms)
        {
            var wrong = Try(form, value);
            if (wrong.Count == 0 && ++count == most)
            {
                return count;
            }

            if (wrong.Count > 0 && wrong.All(fault => fault.Path.Length > 0) && (nearest is null || wrong.Count < nearest.Count))
            {
                nearest = wrong;
            }
        }

        if (count > 0)
        {
            return count;
        }

        var otherwise = forms.Count > 1 ? ", or another of the forms that may stand here must fit" : "";
        if (nearest is not null)
        {
            faults.AddRange(nearest.Select(fault => new ArgumentFault(Beneath(path, fault.Path), fault.What + otherwise)));
        }
        else if (forms.All(form => form.Types.Count > 0 && !form.Types.Any(type => SchemaTypes.Is(value, type))))
        {
            faults.Add(new ArgumentFault(path, SchemaTypes.MustBe([.. forms.SelectMany(form => form.Types).Distinct()])));
        }
        else
        {
            faults.Add(new ArgumentFault(path, "fits none of the forms that may stand here"));
        }

        return 0;
    }

    // What is wrong with a value, each place told from the value on.
    private List<ArgumentFault> Try(ValueSchema schema, JsonElement value)
    {
        var faults = new List<ArgumentFault>();
        Check(schema, value, "", faults);
        return faults;
    }

    private static string Field(string path, string name) => path.Length == 0 ? Short(name) : $"{path}.{Short(name)}";

    private static string Beneath(string path, string place) =>
        path.Length == 0 || place[0] == '[' ? path + place : $"{path}.{place}";

    private static string Short(string name) => name.Length <= 64 ? name : name[..64];
}
