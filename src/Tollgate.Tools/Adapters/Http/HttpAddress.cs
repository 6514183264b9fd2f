using System.Text;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Adapters.Http;

/// <summary>Fills the address of a call. What a caller gives stays one part of the path, or one value of the query, whatever is in it.</summary>
internal static class HttpAddress
{
    // Servers take little more, and a text without end is no address.
    private const int MostCharacters = 8_000;

    /// <summary>The address; null, and the argument at fault, when a part of the path came out empty or would lead elsewhere, or
    /// the whole is too long.</summary>
    public static Uri? Fill(HttpSpec spec, Arguments arguments, out string? fault)
    {
        var address = new StringBuilder(spec.Origin.GetLeftPart(UriPartial.Authority));
        foreach (var segment in spec.Segments)
        {
            var part = segment.Fill(arguments, Uri.EscapeDataString);
            if (segment.Arguments.FirstOrDefault() is { } argument && part is null or "" or "." or "..")
            {
                fault = argument;
                return null;
            }

            address.Append('/').Append(part);
        }

        var mark = '?';
        foreach (var (name, template) in spec.Query)
        {
            if (template.Fill(arguments) is { } value)
            {
                address.Append(mark).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
                mark = '&';
            }
        }

        fault = address.Length <= MostCharacters ? null : Longest(spec, arguments);
        return fault is null ? new Uri(address.ToString()) : null;
    }

    private static string? Longest(HttpSpec spec, Arguments arguments) => spec.Segments.Concat(spec.Query.Select(field => field.Value))
        .SelectMany(template => template.Arguments)
        .MaxBy(name => arguments.Find(name) is { } value ? value.GetRawText().Length : 0);
}
