namespace Tollgate.Calls.Catalog;

/// <summary>Guesses what a mistyped name was meant to be.</summary>
public static class NearestName
{
    private const int LongestName = 100;

    /// <summary>The name that fewest changed characters lead to, the first of several; null when none is near.</summary>
    public static string? To(string asked, IEnumerable<string> names)
    {
        if (asked.Length is 0 or > LongestName)
        {
            return null;
        }

        // A third of the characters wrong is no slip of the hand any more.
        string? nearest = null;
        var fewest = Math.Max(1, asked.Length / 3) + 1;
        foreach (var name in names)
        {
            var distance = name.Length > LongestName ? int.MaxValue : Distance(asked, name);
            if (distance < fewest)
            {
                (nearest, fewest) = (name, distance);
            }
        }

        return nearest;
    }

    // Levenshtein's, one row at a time; case does not count.
    private static int Distance(string a, string b)
    {
        Span<int> row = stackalloc int[LongestName + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 0; i < a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i]) == char.ToLowerInvariant(b[j]);
                var changed = diagonal + (same ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(changed, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
