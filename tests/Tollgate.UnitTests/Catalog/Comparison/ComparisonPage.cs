namespace Tollgate.UnitTests.Catalog.Comparison;

/// <summary>The tables of <c>docs/money/comparison.md</c>, which the tests write and hold.</summary>
internal static class ComparisonPage
{
    private const string Page = "docs/money/comparison.md";

    /// <summary>Holds the table between two marks of the page, or writes it where that is asked for.</summary>
    public static void Keep(string mark, string table)
    {
        var path = Path.Combine(PriceSources.Root, Page);
        var text = File.ReadAllText(path);
        var begin = $"<!-- {mark} -->\n";
        var start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var end = text.IndexOf($"<!-- /{mark} -->", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("TOLLGATE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, text[..start] + table + text[end..]);
            return;
        }

        text[start..end].ShouldBe(table, $"{Page} is no longer true. If the change is meant, run the tests with TOLLGATE_WRITE_DOCS=1.");
    }
}
