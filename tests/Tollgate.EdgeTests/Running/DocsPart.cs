using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Running;

/// <summary>Parts of pages that tests write: between <c>&lt;!-- NAME --&gt;</c> and <c>&lt;!-- /NAME --&gt;</c>. With <c>TOLLGATE_WRITE_DOCS=1</c> they are
/// written, else compared.</summary>
internal static class DocsPart
{
    /// <param name="page">The page, from <c>docs</c> on: <c>using/fallback.md</c>.</param>
    /// <param name="name">The part.</param>
    /// <param name="expected">What it must be, with a line end.</param>
    public static void ShouldBe(string page, string name, string expected)
    {
        var path = Repository.At(["docs", .. page.Split('/')]);
        var text = File.ReadAllText(path);
        var open = $"<!-- {name} -->\n";
        var start = text.IndexOf(open, StringComparison.Ordinal) + open.Length;
        var end = text.IndexOf($"<!-- /{name} -->", StringComparison.Ordinal);
        (start >= open.Length && end >= start).ShouldBeTrue($"docs/{page} has no part {name}");
        if (Environment.GetEnvironmentVariable("TOLLGATE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, text[..start] + expected + text[end..]);
            return;
        }

        text[start..end].ShouldBe(expected, $"docs/{page} is no longer true. If the change is meant, run the tests with TOLLGATE_WRITE_DOCS=1.");
    }
}
