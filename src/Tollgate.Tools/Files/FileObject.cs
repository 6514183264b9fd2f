using System.Text.Json;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Files;

/// <summary>An object of a file that an operator wrote. What is wrong with it is collected, not thrown, so that all of it is told at once.</summary>
internal sealed class FileObject
{
    private readonly JsonElement _element;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <param name="element">The value, which should be an object.</param>
    /// <param name="path">Where it stands in its file.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public FileObject(JsonElement element, string path, List<ArgumentFault> faults)
    {
        _element = element;
        Path = path;
        Faults = faults;
        if (element.ValueKind != JsonValueKind.Object)
        {
            Fault(null, "must be an object");
        }
    }

    public string Path { get; }

    public List<ArgumentFault> Faults { get; }

    /// <summary>Whether it is an object; that it is none has been said.</summary>
    public bool IsObject => _element.ValueKind == JsonValueKind.Object;

    /// <summary>The value of a field, or null.</summary>
    public JsonElement? Find(string name)
    {
        _read.Add(name);
        return IsObject && _element.TryGetProperty(name, out var value) ? value : null;
    }

    /// <summary>A text; empty, and a fault, when it must stand and does not.</summary>
    public string Text(string name) => MayText(name) ?? Missing(name, "");

    /// <summary>A text, or null.</summary>
    public string? MayText(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0 ? value.GetString() : Wrong(name, "must be a text", "");
    }

    /// <summary>A whole number within its bounds; the default when it is not there.</summary>
    public long Whole(string name, long least, long most, long? otherwise)
    {
        if (Find(name) is not { } value)
        {
            return otherwise ?? Missing(name, least);
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : Wrong(name, FormattableString.Invariant($"must be a whole number from {least} to {most}"), least);
    }

    public bool Flag(string name, bool otherwise) => Find(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => Wrong(name, "must be true or false", otherwise),
    };

    /// <summary>An object within this one; null, and no fault, when it is not there.</summary>
    public FileObject? MayObject(string name) => Find(name) is { } value ? new FileObject(value, PathOf(name), Faults) : null;

    /// <summary>Named values of an object within this one, each with its path; none when it is not there.</summary>
    public IEnumerable<(string Name, JsonElement Value, string Path)> Fields(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().Select(field => (field.Name, field.Value, $"{PathOf(name)}.{field.Name}"))
            : Wrong<IEnumerable<(string, JsonElement, string)>>(name, "must be an object", []);
    }

    /// <summary>The texts of a list; null, and no fault, when it is not there.</summary>
    public IReadOnlyList<string>? MayTexts(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : Wrong<IReadOnlyList<string>>(name, "must be a list of texts", []);
    }

    /// <summary>Says so of fields that nobody asked for.</summary>
    public void End()
    {
        if (IsObject)
        {
            foreach (var field in _element.EnumerateObject().Where(field => !_read.Contains(field.Name)))
            {
                Fault(field.Name, "is no field that stands here");
            }
        }
    }

    /// <summary>Adds a fault, of a field or of the whole.</summary>
    public void Fault(string? name, string what) => Faults.Add(new ArgumentFault(name is null ? Path : PathOf(name), what));

    /// <summary>Where a field stands.</summary>
    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    // Of what is no object at all, that is said once.
    private T Missing<T>(string name, T value) => IsObject ? Wrong(name, "is missing", value) : value;

    private T Wrong<T>(string name, string what, T value)
    {
        Fault(name, what);
        return value;
    }
}
