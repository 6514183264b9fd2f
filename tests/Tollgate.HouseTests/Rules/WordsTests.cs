using System.Text.RegularExpressions;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Rules;

/// <summary>Nothing unfinished is landed, and the repository tells of the product; no path of a machine stands in it.</summary>
public sealed partial class WordsTests
{
    // This file must name what it bans.
    private const string Here = "tests/Tollgate.HouseTests/Rules/WordsTests.cs";

    [Fact]
    public void Sources_InThisHouse_AreFinished() => Breaches(Unfinished(), path => path.EndsWith(".cs", StringComparison.Ordinal))
        .ShouldBeKept("Unfinished work or a skipped test:");

    [Fact]
    public void Files_InThisHouse_NameNoPathOfAMachine() => Breaches(MachinePaths(), _ => true)
        .ShouldBeKept("A file names a path of somebody's machine:");

    [Theory]
    [InlineData("// TODO: later")]
    [InlineData("// FIXME")]
    [InlineData("[Fact(Skip = \"slow\")]")]
    [InlineData("throw new NotImplementedException();")]
    public void Words_OfUnfinishedWork_AreFound(string line) => Find("a.cs", line, Unfinished()).ShouldHaveSingleItem();

    [Theory]
    [InlineData("in /root/.nuget")]
    [InlineData("/home/someone/tollgate")]
    public void Paths_OfAMachine_AreFound(string line) => Find("a.md", line, MachinePaths()).ShouldHaveSingleItem();

    [Theory]
    [InlineData("var skip = count;")]
    [InlineData("the network /workspaces/ws_1/")]
    [InlineData("a homepage at https://example.com/home")]
    public void Words_OfTheProduct_AreNoBreach(string line) => Find("a.cs", line, MachinePaths()).Concat(Find("a.cs", line, Unfinished())).ShouldBeEmpty();

    private static IEnumerable<string> Breaches(Regex words, Func<string, bool> looksAt) => Repository.TextFiles()
        .Where(path => path != Here && looksAt(path))
        .SelectMany(path => Find(path, File.ReadAllText(Repository.FullPath(path)), words));

    private static IEnumerable<string> Find(string path, string text, Regex words)
    {
        foreach (Match match in words.Matches(text))
        {
            yield return $"{path}:{text.AsSpan(0, match.Index).Count('\n') + 1} {match.Value}";
        }
    }

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bHACK\b|\bXXX\b|\bSkip\s*=\s*""|\bNotImplementedException\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(?<![\w.])/(work|root|home)/[\w.]+")]
    private static partial Regex MachinePaths();
}
