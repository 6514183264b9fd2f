using System.Text;
using System.Text.RegularExpressions;

namespace Tollgate.Tools.Files;

/// <summary>How tools and secrets are called.</summary>
internal static partial class ToolNames
{
    /// <summary>What <see cref="IsGood"/> asks, for people.</summary>
    public const string Rule = "must be 1 to 64 small letters, digits and '_', the first a letter";

    /// <summary>Whether a text can be the name of a tool.</summary>
    public static bool IsGood(string name) => Names().IsMatch(name);

    /// <summary>A name of ours for what another server calls its tool: <c>getTinyImage</c> and <c>get-tiny-image</c> become
    /// <c>get_tiny_image</c>. Since nothing but small letters, digits and '_' is left, names that only look different become equal.</summary>
    public static string From(string prefix, string foreign)
    {
        var name = new StringBuilder(prefix);
        for (var i = 0; i < foreign.Length; i++)
        {
            var letter = foreign[i];
            if (char.IsAsciiLetterUpper(letter) && i > 0 && (char.IsAsciiLetterLower(foreign[i - 1]) || char.IsAsciiDigit(foreign[i - 1])))
            {
                name.Append('_');
            }

            name.Append(char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_');
        }

        return name.ToString();
    }

    /// <summary>What two names have in common that one may be taken for the other by.</summary>
    public static string Likeness(string name) => name.Replace("_", "", StringComparison.Ordinal);

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();
}
