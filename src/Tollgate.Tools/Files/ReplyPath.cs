using System.Globalization;
using System.Text.Json;

namespace Tollgate.Tools.Files;

/// <summary>A place in a reply: <c>$</c> is the whole, <c>$.company.offices[0].city</c> a value in it.</summary>
internal sealed class ReplyPath
{
    private readonly List<(string? Field, int Index)> _steps = [];

    private ReplyPath()
    {
    }

    /// <summary>Whether a text is meant to be one.</summary>
    public static bool IsMeant(string text) => text == "$" || text.StartsWith("$.", StringComparison.Ordinal) || text.StartsWith("$[", StringComparison.Ordinal);

    /// <summary>Reads one; null when it is none.</summary>
    public static ReplyPath? Read(string text)
    {
        var path = new ReplyPath();
        for (var i = 1; i < text.Length;)
        {
            var end = text.IndexOfAny(['.', '['], i + 1);
            end = end < 0 ? text.Length : end;
            var step = text[(i + 1)..end];
            if (text[i] == '.' && step.Length > 0)
            {
                path._steps.Add((step, 0));
            }
            else if (text[i] == '[' && step.EndsWith(']') && int.TryParse(step[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                path._steps.Add((null, index));
            }
            else
            {
                return null;
            }

            i = end;
        }

        return IsMeant(text) ? path : null;
    }

    /// <summary>What stands there; null when nothing does.</summary>
    public JsonElement? Find(JsonElement value)
    {
        foreach (var (field, index) in _steps)
        {
            if (field is not null && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(field, out var next))
            {
                value = next;
            }
            else if (field is null && value.ValueKind == JsonValueKind.Array && index < value.GetArrayLength())
            {
                value = value[index];
            }
            else
            {
                return null;
            }
        }

        return value;
    }
}
