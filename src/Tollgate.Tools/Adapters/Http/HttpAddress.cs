using System.Text;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Adapters.Http;

/// <summary>Fills the address of a call. What a caller gives stays one part of the path, or one value of the query, whatever is in it.</summary>
internal static class HttpAddress
{
    /// <summary>The address; null, and the argument at fault, when a part of the path came out empty or would lead elsewhere.</summary>
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

        fault = null;
        return new Uri(address.ToString());
    }
}
