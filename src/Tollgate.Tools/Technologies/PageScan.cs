using System.Net;

namespace Tollgate.Tools.Technologies;

/// <summary>What a page loads and says of itself, by its elements; what is commented out is not there. It reads forward only, so that no page makes
/// it slow.</summary>
internal sealed class PageScan
{
    private const int MostAddresses = 1_000;

    private readonly List<(string Element, string Address)> _addresses = [];
    private readonly List<(string Name, string Content)> _metas = [];

    private PageScan()
    {
    }

    /// <summary>What scripts, styles, frames and pictures are loaded from, as it stands there.</summary>
    public IReadOnlyList<(string Element, string Address)> Addresses => _addresses;

    public IReadOnlyList<(string Name, string Content)> Metas => _metas;

    public static PageScan Of(string html)
    {
        var scan = new PageScan();
        var at = 0;
        while (at < html.Length && (at = html.IndexOf('<', at)) >= 0)
        {
            at = scan.Element(html, at + 1);
        }

        return scan;
    }

    // Returns where to go on.
    private int Element(string html, int at)
    {
        if (string.CompareOrdinal(html, at, "!--", 0, 3) == 0)
        {
            var end = html.IndexOf("-->", at + 3, StringComparison.Ordinal);
            return end < 0 ? html.Length : end + 3;
        }

        var name = Word(html, ref at);
        if (name.Length == 0)
        {
            return at;
        }

        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (Field(html, ref at, out var field, out var value))
        {
            fields.TryAdd(field, value);
        }

        Take(name, fields);
        if (name is not ("script" or "style"))
        {
            return at;
        }

        // What stands in them are no elements.
        var close = html.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase);
        return close < 0 ? html.Length : close + 2;
    }

    private void Take(string element, Dictionary<string, string> fields)
    {
        if (element == "meta" && (fields.TryGetValue("name", out var name) || fields.TryGetValue("property", out name))
            && fields.TryGetValue("content", out var content) && _metas.Count < MostAddresses)
        {
            _metas.Add((name, content));
        }

        var address = element switch
        {
            "script" or "iframe" or "img" or "source" or "embed" => fields.GetValueOrDefault("src") ?? fields.GetValueOrDefault("data-src"),
            "link" => fields.GetValueOrDefault("href"),
            "form" => fields.GetValueOrDefault("action"),
            _ => null,
        };
        if (!string.IsNullOrWhiteSpace(address) && address.Length <= 2_000 && _addresses.Count < MostAddresses)
        {
            _addresses.Add((element, address.Trim()));
        }
    }

    private static string Word(string html, ref int at)
    {
        var start = at;
        while (at < html.Length && (char.IsAsciiLetterOrDigit(html[at]) || html[at] is '-' or ':'))
        {
            at++;
        }

        return html[start..at].ToLowerInvariant();
    }

    // The next field of an element; false at its end.
    private static bool Field(string html, ref int at, out string name, out string value)
    {
        name = value = "";
        while (at < html.Length && (char.IsWhiteSpace(html[at]) || html[at] == '/'))
        {
            at++;
        }

        if (at >= html.Length || html[at] == '>')
        {
            at = Math.Min(at + 1, html.Length);
            return false;
        }

        var start = at;
        while (at < html.Length && !char.IsWhiteSpace(html[at]) && html[at] is not ('=' or '>' or '/'))
        {
            at++;
        }

        // A sign that begins no name is passed over, so that it goes on.
        name = at == start ? html[at++].ToString() : html[start..at];
        var behind = at;
        while (behind < html.Length && char.IsWhiteSpace(html[behind]))
        {
            behind++;
        }

        if (behind < html.Length && html[behind] == '=')
        {
            at = behind + 1;
            value = WebUtility.HtmlDecode(Value(html, ref at));
        }

        return true;
    }

    private static string Value(string html, ref int at)
    {
        while (at < html.Length && char.IsWhiteSpace(html[at]))
        {
            at++;
        }

        if (at < html.Length && html[at] is '"' or '\'')
        {
            var end = html.IndexOf(html[at], at + 1);
            var quoted = end < 0 ? html[(at + 1)..] : html[(at + 1)..end];
            at = end < 0 ? html.Length : end + 1;
            return quoted;
        }

        var start = at;
        while (at < html.Length && !char.IsWhiteSpace(html[at]) && html[at] != '>')
        {
            at++;
        }

        return html[start..at];
    }
}
