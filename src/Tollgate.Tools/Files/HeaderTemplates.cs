using System.Buffers;
using System.Text.Json;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Files;

/// <summary>Reads texts with places for secrets that are sent as headers.</summary>
internal static class HeaderTemplates
{
    // What the connection or the protocol itself decides.
    private static readonly SearchValues<string> Taken = SearchValues.Create(
        ["Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Accept-Encoding", "Expect", "Upgrade"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>The headers of the field <c>headers</c>. Faults are the object's.</summary>
    public static List<(string Name, TextTemplate Value)> Read(FileObject place, TemplateScope scope)
    {
        var headers = new List<(string, TextTemplate)>();
        foreach (var field in place.Fields("headers"))
        {
            var value = Text(field, scope, place);
            headers.Add((field.Name, value));
            if (field.Name.Length == 0 || !field.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || Taken.Contains(field.Name))
            {
                place.Faults.Add(new ArgumentFault(field.Path, "is no name of a header that may be set"));
            }

            if (value.Arguments.Any() || value.Fill(Arguments.None)?.Any(c => c is < ' ' or > '~') == true)
            {
                place.Faults.Add(new ArgumentFault(field.Path, "must be plain ASCII, with no place for an argument"));
            }
        }

        return headers;
    }

    /// <summary>A text with its places; what is no text is a fault.</summary>
    public static TextTemplate Text((string Name, JsonElement Value, string Path) field, TemplateScope scope, FileObject place)
    {
        if (field.Value.ValueKind != JsonValueKind.String)
        {
            place.Faults.Add(new ArgumentFault(field.Path, "must be a text"));
        }

        return TextTemplate.Read(field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : "", scope, field.Path, place.Faults);
    }
}
