using System.Globalization;
using System.Text;

namespace Tollgate.Tools.Filters;

/// <summary>A word or a quoted phrase, found in a text as whole words whatever their case: <c>CTO</c> is not found in <c>Director</c>. Scripts
/// that put nothing between words have no whole ones: there it is found anywhere.</summary>
internal sealed class FilterTerm
{
    private readonly string _text;
    private readonly Rune _first;
    private readonly Rune _last;

    /// <param name="text">Not empty; any run of white space in it stands for any other.</param>
    public FilterTerm(string text)
    {
        _text = OneSpaced(text);
        Rune.DecodeFromUtf16(_text, out _first, out _);
        Rune.DecodeLastFromUtf16(_text, out _last, out _);
    }

    /// <param name="text">As <see cref="OneSpaced"/> leaves it.</param>
    public bool IsIn(string text)
    {
        for (var at = Next(text, 0); at >= 0; at = Next(text, at + 1))
        {
            if (IsEdge(text.AsSpan(0, at), _first, last: true) && IsEdge(text.AsSpan(at + _text.Length), _last, last: false))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text with each run of white space as one blank, and none around it.</summary>
    public static string OneSpaced(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                result.Append(c);
            }
            else if (result.Length > 0 && result[^1] != ' ')
            {
                result.Append(' ');
            }
        }

        return result.ToString().TrimEnd();
    }

    /// <summary>The phrase in quotes.</summary>
    public override string ToString() => $"\"{_text}\"";

    private int Next(string text, int from) => text.IndexOf(_text, from, StringComparison.OrdinalIgnoreCase);

    // Only between two characters of words can a word go on.
    private static bool IsEdge(ReadOnlySpan<char> beside, Rune mine, bool last)
    {
        if (beside.IsEmpty)
        {
            return true;
        }

        Rune other;
        if (last)
        {
            Rune.DecodeLastFromUtf16(beside, out other, out _);
        }
        else
        {
            Rune.DecodeFromUtf16(beside, out other, out _);
        }

        return !IsOfWord(mine) || !IsOfWord(other) || (IsUnspaced(mine) && IsUnspaced(other));
    }

    private static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsUnspaced(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherLetter;
}
