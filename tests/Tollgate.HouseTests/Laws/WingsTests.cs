using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Laws;

/// <summary>Law 7: wings that mean the same have the same cast of files.</summary>
public sealed class WingsTests
{
    // Sets of folders that stand side by side and mean the same, wherever two or more of them are there.
    private static readonly string[][] Wings = [["OpenAi", "Anthropic", "Responses", "Gemini"], ["Sqlite", "Postgres"]];

    [Fact]
    public void Wings_InThisHouse_HaveTheSameFiles() => Unlike(Repository.House).ShouldBeKept("Wings differ in their files:");

    [Fact]
    public void Wings_WithAFileOfTheirOwn_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/OpenAi/RequestReader.cs", "namespace Tollgate.A.OpenAi; class RequestReader;"),
            ("src/Tollgate.A/OpenAi/OpenAiUsage.cs", "namespace Tollgate.A.OpenAi; class OpenAiUsage;"),
            ("src/Tollgate.A/Gemini/RequestReader.cs", "namespace Tollgate.A.Gemini; class RequestReader;"),
            ("src/Tollgate.A/Gemini/GeminiUsage.cs", "namespace Tollgate.A.Gemini; class GeminiUsage;"),
            ("src/Tollgate.A/Gemini/Parts.cs", "namespace Tollgate.A.Gemini; class Parts;"));

        Unlike(house).ShouldBe(["src/Tollgate.A: Gemini has Parts.cs, OpenAi has not"]);
    }

    private static IEnumerable<string> Unlike(House house)
    {
        var folders = house.Sources.Where(file => file.Folder.Length > 0).GroupBy(file => Path.GetDirectoryName(file.Path)!.Replace('\\', '/'))
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        foreach (var set in Wings)
        {
            foreach (var place in folders.Keys.Where(path => set.Contains(Path.GetFileName(path))).GroupBy(path => Path.GetDirectoryName(path)!))
            {
                var casts = place.Order(StringComparer.Ordinal).Select(path => (Wing: Path.GetFileName(path), Cast: Cast(Path.GetFileName(path), folders[path]))).ToList();
                foreach (var (one, other) in casts.SelectMany(one => casts.Where(other => other != one).Select(other => (one, other))))
                {
                    foreach (var missing in one.Cast.Except(other.Cast, StringComparer.Ordinal))
                    {
                        yield return $"{place.Key}: {one.Wing} has {missing}.cs, {other.Wing} has not";
                    }
                }
            }
        }
    }

    private static HashSet<string> Cast(string wing, List<SourceFile> files) =>
        files.Select(file => file.Name.StartsWith(wing, StringComparison.Ordinal) ? file.Name[wing.Length..] : file.Name).ToHashSet(StringComparer.Ordinal);
}
