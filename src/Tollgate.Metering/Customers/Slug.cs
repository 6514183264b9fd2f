using System.Globalization;
using System.Text;

namespace Tollgate.Metering.Customers;

/// <summary>Names for addresses and metadata: lower-case letters, digits and single hyphens between them, at most 64 characters.</summary>
public static class Slug
{
    public const int MaxLength = 64;

    /// <summary>True for a well-formed slug.</summary>
    public static bool IsValid(string text)
    {
        if (text.Length is 0 or > MaxLength || text[0] == '-' || text[^1] == '-')
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var good = char.IsAsciiLetterLower(text[i]) || char.IsAsciiDigit(text[i]) || (text[i] == '-' && text[i - 1] != '-');
            if (!good)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A slug out of a name for people; <c>project</c> when nothing of it can be used.</summary>
    public static string From(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var text = slug.ToString().Trim('-');
        text = text.Length > MaxLength ? text[..MaxLength].TrimEnd('-') : text;
        return text.Length == 0 ? "project" : text;
    }

    /// <summary>The slug itself, or with the first free number behind it.</summary>
    internal static string Free(string slug, Func<string, bool> taken)
    {
        var candidate = slug;
        for (var n = 2; taken(candidate); n++)
        {
            var tail = string.Create(CultureInfo.InvariantCulture, $"-{n}");
            candidate = slug[..Math.Min(slug.Length, MaxLength - tail.Length)].TrimEnd('-') + tail;
        }

        return candidate;
    }
}
