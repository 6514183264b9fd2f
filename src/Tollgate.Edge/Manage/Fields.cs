using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Metering.Money;

namespace Tollgate.Edge.Manage;

/// <summary>A field of a body: whether it was named at all, and its value. A change takes only what is named.</summary>
internal readonly record struct Given<T>(bool Named, T Value)
{
    /// <summary>The value if named, else what stands now.</summary>
    public T Or(T current) => Named ? Value : current;
}

/// <summary>The first thing that is wrong with a body, shared by its parts.</summary>
internal sealed class FieldRefusal
{
    public Refusal? First { get; set; }
}

/// <summary>Reads the fields of a JSON object one by one, exactly, and keeps the first refusal. What is wrong reads as not named; the
/// caller asks <see cref="End"/> before it uses anything.</summary>
internal sealed class Fields(JsonElement root, FieldRefusal refusal, string path = "")
{
    private readonly List<string> _known = [];

    /// <summary>No fields at all.</summary>
    public static Fields None() => new(default, new FieldRefusal());

    /// <summary>The first refusal; fields that nobody asked for are one.</summary>
    public Refusal? End()
    {
        if (refusal.First is null && root.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in root.EnumerateObject())
            {
                if (!_known.Contains(property.Name))
                {
                    Fail(property.Name, $"is not a field of this body, or not available; there are {string.Join(", ", _known.Distinct(StringComparer.Ordinal))}");
                    break;
                }
            }
        }

        return refusal.First;
    }

    /// <summary>Refuses the body for one of its fields.</summary>
    public void Fail(string name, string what) => refusal.First ??= Refusal.Invalid(path + name, $"The field {path}{name} {what}.");

    /// <summary>Whether a field is there, whatever it holds.</summary>
    public bool IsNamed(string name) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out _);

    /// <summary>Text that must not be null: 1 to <paramref name="most"/> characters, none of them control characters.</summary>
    public Given<string> Text(string name, int most, bool required = false)
    {
        var text = TextOrNull(name, most);
        if (text is { Named: true, Value: not null })
        {
            return new Given<string>(true, text.Value);
        }

        if (text.Named || required)
        {
            Fail(name, text.Named ? "must not be null" : "is missing");
        }

        return new Given<string>(false, "");
    }

    public Given<string?> TextOrNull(string name, int most) => Read(name, value =>
        value.ValueKind == JsonValueKind.String && IsText(value.GetString()!, most)
            ? value.GetString()
            : Wrong<string?>(name, string.Create(CultureInfo.InvariantCulture, $"must be a text of 1 to {most} characters")));

    public Given<bool> Flag(string name, bool whenNull = false)
    {
        var flag = Read(name, value => value.ValueKind switch
        {
            JsonValueKind.True => (bool?)true,
            JsonValueKind.False => false,
            _ => Wrong<bool?>(name, "must be true or false"),
        });
        return new Given<bool>(flag.Named, flag.Value ?? whenNull);
    }

    public Given<long?> Whole(string name, long least, long most) => Read(name, value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? (long?)number
            : Wrong<long?>(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}")));

    /// <summary>USD as a JSON number, read from its text.</summary>
    public Given<NanoUsd?> Usd(string name, long mostUsd = 1_000_000_000) => Read(name, value =>
        value.ValueKind == JsonValueKind.Number && UsdText.TryParse(value.GetRawText(), out var nano) && nano >= 0
            && nano <= mostUsd * NanoUsd.PerUsd
            ? (NanoUsd?)new NanoUsd(nano)
            : Wrong<NanoUsd?>(name, string.Create(
                CultureInfo.InvariantCulture, $"must be a number of USD from 0 to {mostUsd} with at most nine decimals")));

    /// <summary>One of a list of words; null means <paramref name="whenNull"/>.</summary>
    public Given<T> Word<T>(string name, IReadOnlyList<(string Name, T Value)> words, T whenNull)
        where T : struct
    {
        var word = Read(name, value => value.ValueKind == JsonValueKind.String
            ? Find(name, words, value.GetString()!)
            : Wrong<T?>(name, OneOf(words)));
        return new Given<T>(word.Named, word.Value ?? whenNull);
    }

    /// <summary>A list of words.</summary>
    public Given<IReadOnlyList<string>?> Texts(string name, int mostItems, int mostLength) => Read(name, value =>
    {
        var good = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is var n && n > 0 && n <= mostItems
            && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String && IsText(v.GetString()!, mostLength));
        return good
            ? (IReadOnlyList<string>)[.. value.EnumerateArray().Select(v => v.GetString()!).Distinct(StringComparer.Ordinal)]
            : Wrong<IReadOnlyList<string>?>(name, string.Create(
                CultureInfo.InvariantCulture, $"must be a list of 1 to {mostItems} texts of at most {mostLength} characters"));
    });

    /// <summary>A moment as RFC 3339 with its offset.</summary>
    public Given<DateTimeOffset?> Time(string name) => Read(name, value =>
        value.ValueKind == JsonValueKind.String && Moments.TryParse(value.GetString()!, out var moment)
            ? (DateTimeOffset?)moment
            : Wrong<DateTimeOffset?>(name, "must be a time as in RFC 3339, with its offset"));

    /// <summary>An object within; its fields are refused under <c>name.field</c>.</summary>
    public Given<Fields?> Object(string name) => Read(name, value => value.ValueKind == JsonValueKind.Object
        ? new Fields(value, refusal, $"{path}{name}.")
        : Wrong<Fields?>(name, "must be an object"));

    /// <summary>An object as it is written.</summary>
    public Given<string?> Json(string name) => Read(name, value => value.ValueKind == JsonValueKind.Object
        ? value.GetRawText()
        : Wrong<string?>(name, "must be an object"));

    /// <summary>A list of objects within.</summary>
    public Given<IReadOnlyList<Fields>?> Objects(string name, int mostItems, int least = 1) => Read(name, value =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is var n && n >= least && n <= mostItems
            && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Object)
            ? (IReadOnlyList<Fields>)[.. value.EnumerateArray().Select((v, i) => new Fields(
                v, refusal, string.Create(CultureInfo.InvariantCulture, $"{path}{name}[{i}].")))]
            : Wrong<IReadOnlyList<Fields>?>(name, string.Create(
                CultureInfo.InvariantCulture, $"must be a list of {least} to {mostItems} objects")));

    /// <summary>A list of different whole numbers.</summary>
    public Given<IReadOnlyList<long>?> Wholes(string name, int mostItems, long least, long most) => Read(name, value =>
    {
        var numbers = new List<long>();
        var good = value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v =>
        {
            var isNumber = v.ValueKind == JsonValueKind.Number && v.TryGetInt64(out var number) && number >= least && number <= most
                && !numbers.Contains(number);
            numbers.Add(isNumber ? v.GetInt64() : 0);
            return isNumber;
        });
        return good && numbers.Count > 0 && numbers.Count <= mostItems
            ? (IReadOnlyList<long>)numbers
            : Wrong<IReadOnlyList<long>?>(name, string.Create(
                CultureInfo.InvariantCulture, $"must be a list of 1 to {mostItems} different whole numbers from {least} to {most}"));
    });

    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (char)i), '\u007F']);

    private static bool IsText(string text, int most) =>
        text.Length <= most && !string.IsNullOrWhiteSpace(text) && text.AsSpan().IndexOfAny(Controls) < 0;

    private static string OneOf<T>(IReadOnlyList<(string Name, T Value)> words) =>
        $"must be one of {string.Join(", ", words.Select(w => w.Name))}";

    private T? Find<T>(string name, IReadOnlyList<(string Name, T Value)> words, string text)
        where T : struct
    {
        foreach (var (word, value) in words)
        {
            if (word == text)
            {
                return value;
            }
        }

        return Wrong<T?>(name, OneOf(words));
    }

    // Null is a value of every field here; who does not take it says so.
    private Given<T?> Read<T>(string name, Func<JsonElement, T?> read)
    {
        _known.Add(name);
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(name, out var value))
        {
            return default;
        }

        return new Given<T?>(true, value.ValueKind == JsonValueKind.Null ? default : read(value));
    }

    private T? Wrong<T>(string name, string what)
    {
        Fail(name, what);
        return default;
    }
}
