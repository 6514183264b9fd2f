namespace Tollgate.HouseTests.Reading;

/// <summary>Parts of pages that the tests write: between <c>&lt;!-- NAME --&gt;</c> and <c>&lt;!-- /NAME --&gt;</c>. With
/// <c>TOLLGATE_WRITE_DOCS=1</c> they are written, else compared.</summary>
internal static class GeneratedPart
{
    public static void Verify(string page, string name, string expected)
    {
        var path = Repository.FullPath(page);
        File.Exists(path).ShouldBeTrue($"{page} is missing");
        var text = File.ReadAllText(path);
        if (Repository.WritesDocs)
        {
            File.WriteAllText(path, Replace(text, name, expected));
            return;
        }

        var there = (Read(text, name) ?? "").Split('\n');
        var changes = there.Except(expected.Split('\n')).Select(line => "- " + line).Concat(expected.Split('\n').Except(there).Select(line => "+ " + line));
        changes.ShouldBeKept($"{page} is no longer true. If the change is meant, run the tests with TOLLGATE_WRITE_DOCS=1:");
    }

    public static string? Read(string text, string name)
    {
        var (start, end) = Find(text, name);
        return start < 0 ? null : text[start..end];
    }

    public static string Replace(string text, string name, string part)
    {
        var (start, end) = Find(text, name);
        return start < 0 ? $"{text.TrimEnd()}\n\n{Open(name)}{part}{Close(name)}\n" : text[..start] + part + text[end..];
    }

    private static (int Start, int End) Find(string text, string name)
    {
        var start = text.IndexOf(Open(name), StringComparison.Ordinal);
        var end = text.IndexOf(Close(name), StringComparison.Ordinal);
        return start < 0 || end < start ? (-1, -1) : (start + Open(name).Length, end);
    }

    private static string Open(string name) => $"<!-- {name} -->\n";

    private static string Close(string name) => $"<!-- /{name} -->";
}
