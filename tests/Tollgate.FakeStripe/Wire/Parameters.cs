using System.Globalization;
using System.Text.Json.Nodes;

namespace Tollgate.FakeStripe.Wire;

/// <summary>The parameters of a request: nested names as they come, e.g. <c>metadata[order]</c>, values as text.</summary>
internal sealed class Parameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public Parameters(string encoded)
    {
        foreach (var pair in encoded.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(at < 0 ? pair : pair[..at]);
            if (!_values.TryAdd(name, at < 0 ? "" : Decode(pair[(at + 1)..])))
            {
                throw Refusal.Invalid($"The parameter {name} came twice.", name);
            }
        }
    }

    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>In an order that does not depend on how they came.</summary>
    public string Canonical => string.Join('&', _values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>Refuses parameters that the route does not know, by the first part of their names.</summary>
    public void Only(params string[] names)
    {
        var stranger = _values.Keys.FirstOrDefault(name => !names.Contains(name.Split('[')[0]) && name.Split('[')[0] != "expand");
        if (stranger is not null)
        {
            throw Refusal.Invalid($"Received unknown parameter: {stranger}", stranger, "parameter_unknown");
        }
    }

    public string Required(string name) =>
        this[name] is { Length: > 0 } value ? value : throw Refusal.Invalid($"Missing required param: {name}.", name, "parameter_missing");

    public long? Number(string name)
    {
        if (this[name] is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Refusal.Invalid($"Invalid integer: {text}", name, "parameter_invalid_integer");
    }

    public bool Flag(string name) => this[name] switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw Refusal.Invalid($"Invalid boolean: {other}", name),
    };

    /// <summary>The values under <c>name[...]</c> as an object.</summary>
    public JsonObject Map(string name)
    {
        var map = new JsonObject();
        foreach (var (key, value) in _values.Where(pair => pair.Key.StartsWith(name + "[", StringComparison.Ordinal)))
        {
            var inner = key[(name.Length + 1)..].TrimEnd(']');
            if (inner.Length > 40 || value.Length > 500 || inner.Contains('[', StringComparison.Ordinal))
            {
                throw Refusal.Invalid("Metadata is text of at most 500 characters under names of at most 40.", name);
            }

            map[inner] = value;
        }

        return map;
    }

    public bool Expands(string what) => _values.Any(pair => pair.Key.StartsWith("expand[", StringComparison.Ordinal) && pair.Value == what);

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
