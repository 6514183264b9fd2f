using System.Collections.Frozen;
using Tollgate.Tools.Names;

namespace Tollgate.Tools.Email;

/// <summary>A person's name in the parts that mail addresses are made of, in plain small letters; hyphens stay.</summary>
/// <param name="First">The first name.</param>
/// <param name="Middle">Names in between, joined; empty for none.</param>
/// <param name="Last">The family name without what stands before it, such as "de la"; empty for a name of one part.</param>
/// <param name="Before">What stands before it, joined; empty for nothing.</param>
internal sealed record PersonName(string First, string Middle, string Last, string Before)
{
    private static readonly FrozenSet<string> Titles =
        FrozenSet.ToFrozenSet(["dr", "prof", "mr", "mrs", "ms", "mx", "miss", "sir", "dame", "herr", "frau", "mme", "ing"]);

    private static readonly FrozenSet<string> Endings =
        FrozenSet.ToFrozenSet(["jr", "sr", "ii", "iii", "iv", "phd", "md", "mba", "cpa", "esq", "msc", "bsc", "ma", "ba", "dds", "pmp", "cfa"]);

    private static readonly FrozenSet<string> Particles = FrozenSet.ToFrozenSet(
    [
        "de", "da", "di", "do", "dos", "das", "del", "della", "der", "den", "van", "von", "vom", "zu", "zum", "la", "le", "du", "ter", "ten", "bin",
        "ibn", "al", "el", "af", "av", "st",
    ]);

    /// <summary>A name as people write it, "Dr. Ana de la Cray, PhD" or "Cray, Ana"; null when it has no part in Latin letters or one that has
    /// others.</summary>
    public static PersonName? Read(string text) => Read(text, PlainLetters.Fold);

    /// <summary>The same with letters typed in two where a language does so, as in "mueller".</summary>
    public static PersonName? ReadInPairs(string text) => Read(text, PlainLetters.FoldToPairs);

    private static PersonName? Read(string text, Func<string, string> fold)
    {
        var parts = Parts(Turned(WithoutAsides(text)), fold);
        Strip(parts);
        if (parts.Count == 0 || parts.Any(part => !part.All(c => char.IsAsciiLetterLower(c) || c == '-')))
        {
            return null;
        }

        if (parts.Count == 1)
        {
            return new PersonName(parts[0], "", "", "");
        }

        var from = parts.FindIndex(1, parts.Count - 2, Particles.Contains);
        from = from < 0 ? parts.Count - 1 : from;
        var last = parts.FindIndex(from, part => !Particles.Contains(part));
        last = last < 0 ? parts.Count - 1 : last;
        return new PersonName(parts[0], string.Concat(parts[1..from]), string.Concat(parts[last..]), string.Concat(parts[from..last]));
    }

    // Titles before a name and endings after it, as long as a name is left: some are names themselves.
    private static void Strip(List<string> parts)
    {
        while (parts.Count > 1 && Titles.Contains(parts[0]))
        {
            parts.RemoveAt(0);
        }

        while (parts.Count > 2 && Endings.Contains(parts[^1]))
        {
            parts.RemoveAt(parts.Count - 1);
        }
    }

    // "Cray, Ana" is "Ana Cray"; what follows the comma may also be endings.
    private static string Turned(string text)
    {
        var halves = text.Split(',', 2);
        return halves.Length < 2 || Parts(halves[1].Replace(',', ' '), PlainLetters.Fold).TrueForAll(Endings.Contains)
            ? halves[0]
            : $"{halves[1].Replace(',', ' ')} {halves[0]}";
    }

    // Nicknames in parentheses and quotes.
    private static string WithoutAsides(string text)
    {
        foreach (var (open, close) in new[] { ('(', ')'), ('"', '"'), ('“', '”'), ('[', ']') })
        {
            var start = text.IndexOf(open, StringComparison.Ordinal);
            var end = start < 0 ? -1 : text.IndexOf(close, start + 1);
            text = end < 0 ? text : string.Concat(text.AsSpan(0, start), " ", text.AsSpan(end + 1));
        }

        return text;
    }

    private static List<string> Parts(string text, Func<string, string> fold) =>
    [
        .. fold(text).Split([' ', '\t', '.', '\u00A0'], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Replace("'", "", StringComparison.Ordinal).Replace("’", "", StringComparison.Ordinal).Trim('-'))
            .Where(part => part.Length > 0),
    ];
}
