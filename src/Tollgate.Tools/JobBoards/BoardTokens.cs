using Tollgate.Tools.Web;

namespace Tollgate.Tools.JobBoards;

/// <summary>Under which names a company's board may stand.</summary>
internal static class BoardTokens
{
    private const int MostOfAPage = 3;

    /// <summary>What companies call their boards, by their domain: its name, the name without hyphens, and with its last part
    /// (<c>flyio</c>, <c>fly.io</c>) where that is part of what they are called.</summary>
    public static IReadOnlyList<string> Of(DomainName domain)
    {
        var label = domain.Label;
        List<string> tokens = [label, label.Replace("-", "", StringComparison.Ordinal)];
        if (domain.Top is "io" or "ai" or "app" or "dev" or "co" or "so" or "sh" or "tech" or "xyz")
        {
            tokens.Add(label + domain.Top);
        }

        return [.. tokens.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The boards that a page links to, in the order of the page.</summary>
    public static IReadOnlyList<string> In(string page, IJobBoard board)
    {
        var found = new List<(int At, string Token)>();
        foreach (var link in board.Links)
        {
            for (var at = page.IndexOf(link, StringComparison.OrdinalIgnoreCase); at >= 0; at = page.IndexOf(link, at + 1, StringComparison.OrdinalIgnoreCase))
            {
                if (IsHost(page, at) && Token(page.AsSpan(at + link.Length)) is { } token)
                {
                    found.Add((at, token));
                }
            }
        }

        return [.. found.OrderBy(f => f.At).Select(f => f.Token).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostOfAPage)];
    }

    // "boards.greenhouse.io" is found in "job-boards.greenhouse.io" as well, which is the same; "evil-jobs.lever.co" is another host.
    private static bool IsHost(string page, int at) =>
        at == 0 || page[at - 1] is '/' or '"' or '\'' || (at >= 5 && page.AsSpan(at - 5, 5).SequenceEqual("/job-"));

    private static string? Token(ReadOnlySpan<char> rest)
    {
        var end = 0;
        while (end < rest.Length && end < 100 && (char.IsAsciiLetterOrDigit(rest[end]) || rest[end] is '-' or '_' or '.' or '%'))
        {
            end++;
        }

        var token = Uri.UnescapeDataString(rest[..end]);
        return token.Length == 0 || token is "embed" or "." or ".." || token.Contains('/', StringComparison.Ordinal) || token.Any(char.IsControl) ? null : token;
    }
}
