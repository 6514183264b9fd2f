using System.Text.RegularExpressions;

namespace Tollgate.Tools.Catalog;

/// <summary>What a text must be.</summary>
/// <param name="Length">Characters, as people count them.</param>
/// <param name="Pattern">Without backtracking, so that no text makes it slow.</param>
internal sealed record TextRules(SchemaCount Length, Regex? Pattern)
{
    /// <summary>What is wrong with a text, to be read after its place; null when nothing is.</summary>
    public string? Fault(string text)
    {
        if (!Length.Takes(text.EnumerateRunes().Count()))
        {
            return $"must be a text of {Length} characters";
        }

        return Pattern is null || Matches(Pattern, text) ? null : $"must match the pattern {Pattern}";
    }

    /// <summary>Whether a text matches; one too long to be looked at in time does not.</summary>
    public static bool Matches(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
