using System.Text.Json;
using Tollgate.Metering.Money;
using Tollgate.Tools.Filters;

namespace Tollgate.Tools.Catalog;

/// <summary>The arguments of one call by the parameters' own names, checked: what is asked for by its kind is there or was not given.</summary>
internal sealed class Arguments(IReadOnlyDictionary<string, JsonElement> values)
{
    private const long Cent = NanoUsd.PerUsd / 100;

    /// <summary>No arguments.</summary>
    public static Arguments None { get; } = new(new Dictionary<string, JsonElement>());

    /// <summary>Names of those that were given, in alphabetical order.</summary>
    public IReadOnlyList<string> Names { get; } = [.. values.Keys.Order(StringComparer.Ordinal)];

    public string? Text(string name) => Find(name)?.GetString();

    public long? Whole(string name) => Find(name)?.GetInt64();

    public bool? Flag(string name) => Find(name)?.GetBoolean();

    /// <summary>USD in cents.</summary>
    public long? Cents(string name) =>
        Find(name) is { } value && UsdText.TryParse(value.GetRawText(), out var nano) ? nano / Cent : null;

    /// <summary>Unix milliseconds.</summary>
    public long? Time(string name) => Find(name) is { } value ? value.GetDateTimeOffset().ToUnixTimeMilliseconds() : null;

    public IReadOnlyList<string>? Texts(string name) => Find(name) is { } value ? [.. value.EnumerateArray().Select(v => v.GetString()!)] : null;

    /// <summary>A filter; what arrives here was read as one before.</summary>
    public TextFilter? Filter(string name) => Text(name) is { } text ? TextFilter.Parse(text) : null;

    /// <summary>The value as it was given.</summary>
    public JsonElement? Find(string name) => values.TryGetValue(name, out var value) ? value : null;
}
