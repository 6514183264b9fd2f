using System.Globalization;
using System.Text.Json;

namespace Tollgate.Tools.Catalog;

/// <summary>Where a part of a schema stands.</summary>
/// <param name="Path">For people: <c>tools[0].input.properties.domain</c>.</param>
/// <param name="Pointer">Within the whole schema, as RFC 6901 has it: <c>/properties/domain</c>.</param>
internal readonly record struct SchemaPlace(string Path, string Pointer)
{
    public SchemaPlace Down(string name) => new(
        Path.Length == 0 ? name : $"{Path}.{name}",
        $"{Pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");

    public SchemaPlace At(int index) => new(
        string.Create(CultureInfo.InvariantCulture, $"{Path}[{index}]"), string.Create(CultureInfo.InvariantCulture, $"{Pointer}/{index}"));

    /// <summary>What a reference of the form <c>#/…</c> leads to, and its pointer; null when there is nothing, or it leads elsewhere.</summary>
    public static (JsonElement Element, string Pointer)? Find(JsonElement root, string target)
    {
        if (target.Length == 0 || target[0] != '#' || (target.Length > 1 && target[1] != '/'))
        {
            return null;
        }

        var pointer = Uri.UnescapeDataString(target[1..]);
        var found = root;
        foreach (var escaped in pointer.Split('/').Skip(1))
        {
            var part = escaped.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (found.ValueKind == JsonValueKind.Object && found.TryGetProperty(part, out var field))
            {
                found = field;
            }
            else if (found.ValueKind == JsonValueKind.Array
                && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < found.GetArrayLength())
            {
                found = found[index];
            }
            else
            {
                return null;
            }
        }

        return (found, pointer);
    }
}
