using System.Text.RegularExpressions;

namespace Tollgate.Dialects.Json;

/// <summary>What may be passed on of a provider's own words.</summary>
internal static partial class ProviderText
{
    private const int MostCharacters = 500;
    private const int MostRawCharacters = 8_000;

    /// <summary>At most 500 characters on one line, without ids and keys; null when nothing is left.</summary>
    public static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        text = text.Length > MostRawCharacters ? text[..MostRawCharacters] : text;
        text = Secrets().Replace(text, "[removed]");
        text = Controls().Replace(text, " ").Trim();
        if (text.Length <= MostCharacters)
        {
            return text.Length == 0 ? null : text;
        }

        var end = char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters;
        return text[..end];
    }

    // Keys of vendors and of ours, bearer tokens, ids of organisations, projects and requests, UUIDs, and any long token that may be one.
    [GeneratedRegex(
        """
        \bbearer\s+\S+
        |\b(?:sk|pk|rk|xai|gsk|tg)[-_][A-Za-z0-9_*.\-]{6,}
        |\bAIza[A-Za-z0-9_\-]{10,}
        |\b(?:org|proj|req|user|resp|acct|chatcmpl|file|asst|thread|run|call|sess|key)[-_](?=[A-Za-z_\-]*[0-9])[A-Za-z0-9_\-]{6,}
        |\b(?:org|proj|req)[-_][A-Za-z0-9]{12,}
        |\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b
        |(?<![A-Za-z0-9_\-])(?=[A-Za-z_\-]*[0-9])[A-Za-z0-9_\-]{32,}
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Secrets();

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\u2028\u2029]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Controls();
}
