using System.Text.RegularExpressions;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Documents;

/// <summary>A page's links lead somewhere.</summary>
public sealed partial class LinksTests
{
    [Fact]
    public void Links_InThePages_LeadToFiles() => Repository.TextFiles().Where(path => path.EndsWith(".md", StringComparison.Ordinal))
        .SelectMany(path => Dead(path, File.ReadAllText(Repository.FullPath(path)), target => Path.Exists(Repository.FullPath(target))))
        .ShouldBeKept("A link leads nowhere:");

    [Fact]
    public void Links_ToMissingFiles_AreNamed() =>
        Dead("docs/a.md", "[x](b.md#part) [y](../README.md) [z](https://example.com) [w](#here)", target => target == "README.md")
            .ShouldBe(["docs/a.md: b.md"]);

    private static IEnumerable<string> Dead(string page, string text, Func<string, bool> exists)
    {
        foreach (Match match in Link().Matches(text))
        {
            var target = match.Groups[1].Value.Split('#')[0];
            var path = Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page) ?? "", target))).Replace('\\', '/');
            if (target.Length > 0 && !exists(path))
            {
                yield return $"{page}: {target}";
            }
        }
    }

    [GeneratedRegex(@"\]\((?!\w+:)([^)\s]+)\)")]
    private static partial Regex Link();
}
