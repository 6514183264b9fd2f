using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Laws;

/// <summary>Law 3: a project's root holds its facade and its module; nothing in a subfolder uses what stands there.</summary>
public sealed class ProjectRootsTests
{
    private const int ProgramLines = 80;

    [Fact]
    public void Roots_InThisHouse_HoldFacadeAndModule() => Crowded(Repository.House).ShouldBeKept("A project's root holds its module and one facade (Host: Program.cs):");

    [Fact]
    public void Roots_InThisHouse_AreUsedFromAboveOnly() => UsedFromInside(Repository.House).ShouldBeKept("A file in a subfolder uses a root file:");

    [Fact]
    public void Program_InThisHouse_IsShort() => Repository.House.Sources.Single(file => file.Name == "Program").Lines.ShouldBeLessThanOrEqualTo(ProgramLines);

    [Fact]
    public void Roots_WithTwoFacades_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/AModule.cs", "namespace Tollgate.A; class AModule;"),
            ("src/Tollgate.A/Front.cs", "namespace Tollgate.A; class Front;"),
            ("src/Tollgate.A/Back.cs", "namespace Tollgate.A; class Back;"));

        Crowded(house).ShouldBe(["src/Tollgate.A: Back.cs, Front.cs"]);
    }

    [Fact]
    public void Roots_WithAnothersModule_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Front.cs", "namespace Tollgate.A; class Front;"),
            ("src/Tollgate.A/OtherModule.cs", "namespace Tollgate.A; class OtherModule;"));

        Crowded(house).ShouldHaveSingleItem();
    }

    [Fact]
    public void Roots_UsedByASubfolder_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Front.cs", "namespace Tollgate.A; class Front;"),
            ("src/Tollgate.A/Room/Chair.cs", "namespace Tollgate.A.Room; class Chair { Front? _front; }"));

        UsedFromInside(house).ShouldBe(["src/Tollgate.A/Room/Chair.cs:1 uses Tollgate.A.Front"]);
    }

    private static IEnumerable<string> Crowded(House house)
    {
        foreach (var room in house.Rooms)
        {
            var facades = room.Files.Where(file => file.Folder.Length == 0 && file.Name != room.ShortName + "Module").Select(file => file.Name + ".cs").ToList();
            if (facades.Count > 1)
            {
                facades.Sort(StringComparer.Ordinal);
                yield return $"src/{room.Name}: {string.Join(", ", facades)}";
            }
        }
    }

    private static IEnumerable<string> UsedFromInside(House house) => house.Uses
        .Where(use => use.From.ProjectFolder == use.To.ProjectFolder && use.To.Folder.Length == 0 && use.From.Folder.Length > 0)
        .Select(use => use.ToString());
}
