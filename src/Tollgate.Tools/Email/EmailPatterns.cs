namespace Tollgate.Tools.Email;

/// <summary>An address that a person may have.</summary>
/// <param name="Address">The address.</param>
/// <param name="Pattern">How it is made: "first.last".</param>
internal readonly record struct EmailCandidate(string Address, string Pattern);

/// <summary>The addresses that companies make of names, the most usual first.</summary>
internal static class EmailPatterns
{
    private const int Most = 20;
    private const int MostLocal = 64;

    /// <summary>Addresses of a person at a domain; none when the name has no Latin letters.</summary>
    public static IReadOnlyList<EmailCandidate> Of(string name, string domain)
    {
        if (PersonName.Read(name) is not { } person)
        {
            return [];
        }

        return
        [
            .. Locals(person).Concat(PersonName.ReadInPairs(name) is { } pairs ? Main(pairs.First, pairs.Before + pairs.Last).Take(2) : [])
                .Where(local => local.Text.Length <= MostLocal)
                .DistinctBy(local => local.Text)
                .Take(Most)
                .Select(local => new EmailCandidate($"{local.Text}@{domain}", local.Pattern)),
        ];
    }

    private static IEnumerable<(string Text, string Pattern)> Locals(PersonName name)
    {
        if (name.Last.Length == 0)
        {
            return [(name.First, "first")];
        }

        var last = name.Before + name.Last;
        return
        [
            .. Main(name.First, last),
            .. name.First.Contains('-', StringComparison.Ordinal) || last.Contains('-', StringComparison.Ordinal) ? OfHyphens(name.First, last) : [],
            .. name.Middle.Length > 0 ? OfMiddle(name, last) : [],
            .. name.Before.Length > 0 ? [($"{name.First}.{name.Last}", "first.last"), ($"{name.First[0]}{name.Last}", "flast")] : Array.Empty<(string, string)>(),
        ];
    }

    private static IEnumerable<(string Text, string Pattern)> Main(string first, string last) => last.Length == 0
        ? [(first, "first")]
        :
        [
            ($"{first}.{last}", "first.last"),
            ($"{first[0]}{last}", "flast"),
            (first, "first"),
            ($"{first}{last}", "firstlast"),
            ($"{first[0]}.{last}", "f.last"),
            ($"{first}_{last}", "first_last"),
            ($"{first}{last[0]}", "firstl"),
            (last, "last"),
            ($"{last}.{first}", "last.first"),
            ($"{last}{first[0]}", "lastf"),
            ($"{first}-{last}", "first-last"),
        ];

    // Jean-Luc may be jeanluc, jean or jl.
    private static IEnumerable<(string Text, string Pattern)> OfHyphens(string first, string last)
    {
        var (joined, joinedLast) = (Joined(first), Joined(last));
        var initials = string.Concat(first.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(part => part[0]));
        return
        [
            ($"{joined}.{joinedLast}", "first.last"), ($"{initials}{joinedLast}", "flast"), ($"{first.Split('-')[0]}.{last.Split('-')[^1]}", "first.last"),
            ($"{initials[0]}{joinedLast}", "flast"),
        ];
    }

    // What stands in the middle may be a second first name or the first of two family names.
    private static IEnumerable<(string Text, string Pattern)> OfMiddle(PersonName name, string last) =>
    [
        ($"{name.First}.{name.Middle[0]}.{last}", "first.m.last"), ($"{name.First}.{name.Middle}", "first.middle"),
        ($"{name.First}{name.Middle}.{last}", "firstmiddle.last"), ($"{name.First[0]}{name.Middle}", "fmiddle"),
        ($"{name.First[0]}{name.Middle[0]}{last}", "fmlast"),
    ];

    private static string Joined(string part) => part.Replace("-", "", StringComparison.Ordinal);
}
