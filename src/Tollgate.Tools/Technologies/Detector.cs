namespace Tollgate.Tools.Technologies;

/// <summary>Looks for a technology's signs on a page.</summary>
internal static class Detector
{
    /// <summary>Most references of one technology.</summary>
    public const int MostReferences = 5;

    private const int Before = 20;
    private const int After = 60;

    /// <summary>Where its signs were seen, for people to look at; empty when nowhere.</summary>
    public static IReadOnlyList<string> Find(Fingerprint technology, SitePage page) =>
        [.. Seen(technology, page).Distinct(StringComparer.Ordinal).Take(MostReferences)];

    private static IEnumerable<string> Seen(Fingerprint technology, SitePage page)
    {
        foreach (var address in page.Addresses.Where(a => technology.Addresses.Any(sign => Has(a, sign))))
        {
            yield return address;
        }

        foreach (var (name, value) in page.Headers.Where(h => Is(technology.Headers, h.Name, h.Value)))
        {
            yield return $"header {name}: {Cut(value)}";
        }

        foreach (var (name, content) in page.Metas.Where(m => Is(technology.Meta, m.Name, m.Content)))
        {
            yield return $"meta {name}: {Cut(content)}";
        }

        foreach (var cookie in page.Cookies.Where(c => technology.Cookies.Any(sign => c.StartsWith(sign, StringComparison.OrdinalIgnoreCase))))
        {
            yield return $"cookie {cookie}";
        }

        foreach (var sign in technology.Html)
        {
            if (page.Html.IndexOf(sign, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
            {
                yield return $"page: {Around(page.Html, at, sign.Length)}";
            }
        }

        foreach (var sign in technology.Code)
        {
            if (page.Html.IndexOf(sign, StringComparison.Ordinal) is var at and >= 0)
            {
                yield return $"page: {Around(page.Html, at, sign.Length)}";
            }

            foreach (var (address, text) in page.Scripts.Where(script => script.Text.Contains(sign, StringComparison.Ordinal)))
            {
                yield return $"{address}: {Around(text, text.IndexOf(sign, StringComparison.Ordinal), sign.Length)}";
            }
        }
    }

    private static bool Has(string text, string sign) => text.Contains(sign, StringComparison.OrdinalIgnoreCase);

    private static bool Is(IReadOnlyDictionary<string, string> signs, string name, string value) =>
        signs.Any(sign => sign.Key.Equals(name, StringComparison.OrdinalIgnoreCase) && Has(value, sign.Value));

    // The place with a little around it, on one line.
    private static string Around(string text, int at, int length)
    {
        var start = Math.Max(0, at - Before);
        var end = Math.Min(text.Length, at + length + After);
        return string.Concat(text[start..end].Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)).Trim();
    }

    private static string Cut(string text) => text.Length <= 120 ? text : text[..120];
}
