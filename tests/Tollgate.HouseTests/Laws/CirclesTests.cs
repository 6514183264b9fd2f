using Microsoft.CodeAnalysis;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Laws;

/// <summary>Law 2: no circle among files, among folders, among projects.</summary>
public sealed class CirclesTests
{
    [Fact]
    public void Files_InThisHouse_FormNoCircle() => AmongFiles(Repository.House).ShouldBeKept("Files use each other in a circle:");

    [Fact]
    public void Folders_InThisHouse_FormNoCircle() => AmongFolders(Repository.House).ShouldBeKept("Folders use each other in a circle:");

    [Fact]
    public void Projects_InThisHouse_FormNoCircle() => AmongProjects(Repository.House).ShouldBeKept("Projects use each other in a circle:");

    [Fact]
    public void Files_ThatCallEachOther_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Room/Egg.cs", "namespace Tollgate.A.Room; class Egg { public void Hatch() { var h = Hen.Make(); } }"),
            ("src/Tollgate.A/Room/Hen.cs", "namespace Tollgate.A.Room; class Hen { public static Hen Make() => new(); public void Lay(object o) => ((Egg)o).Hatch(); }"));

        AmongFiles(house).ShouldHaveSingleItem().ShouldContain("Egg.cs");
        AmongFolders(house).ShouldBeEmpty();
    }

    [Fact]
    public void Files_OfOnePartialType_AreNoCircle()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Room/Egg.cs", "namespace Tollgate.A.Room; partial class Egg { public void Hatch() => Crack(); }"),
            ("src/Tollgate.A/Room/Egg.Shell.cs", "namespace Tollgate.A.Room; partial class Egg { public void Crack() => Hatch(); }"));

        AmongFiles(house).ShouldBeEmpty();
    }

    [Fact]
    public void Files_NamedInCommentsAlone_AreNoCircle()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Room/Egg.cs", "namespace Tollgate.A.Room; /// <summary>From <see cref=\"Hen\"/>.</summary>\nclass Egg;"),
            ("src/Tollgate.A/Room/Hen.cs", "namespace Tollgate.A.Room; class Hen { Egg? _egg; }"));

        AmongFiles(house).ShouldBeEmpty();
    }

    [Fact]
    public void Folders_ThatUseEachOther_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Barn/Cow.cs", "namespace Tollgate.A.Barn; class Cow { Tollgate.A.Field.Grass? _grass; }"),
            ("src/Tollgate.A/Barn/Hay.cs", "namespace Tollgate.A.Barn; class Hay;"),
            ("src/Tollgate.A/Field/Grass.cs", "namespace Tollgate.A.Field; class Grass;"),
            ("src/Tollgate.A/Field/Cart.cs", "namespace Tollgate.A.Field; class Cart { object Load() => new Tollgate.A.Barn.Hay(); }"));

        AmongFiles(house).ShouldBeEmpty();
        AmongFolders(house).ShouldHaveSingleItem().ShouldContain("Barn <-> src/Tollgate.A/Field");
    }

    [Fact]
    public void Folders_ThatMeetOnlyInTheirSubfolders_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Barn/Stall/Cow.cs", "namespace Tollgate.A.Barn.Stall; class Cow { Tollgate.A.Field.Near.Grass? _grass; }"),
            ("src/Tollgate.A/Barn/Loft/Hay.cs", "namespace Tollgate.A.Barn.Loft; class Hay;"),
            ("src/Tollgate.A/Field/Near/Grass.cs", "namespace Tollgate.A.Field.Near; class Grass;"),
            ("src/Tollgate.A/Field/Far/Cart.cs", "namespace Tollgate.A.Field.Far; class Cart { object Load() => new Tollgate.A.Barn.Loft.Hay(); }"));

        AmongFolders(house).ShouldHaveSingleItem().ShouldContain("Barn <-> src/Tollgate.A/Field");
    }

    [Fact]
    public void Projects_ThatReferenceEachOther_AreNamed() =>
        AmongProjects(Sample.Plan(("Tollgate.A", ["Tollgate.B"]), ("Tollgate.B", ["Tollgate.A"]))).ShouldHaveSingleItem();

    private static IEnumerable<string> AmongFiles(House house)
    {
        var one = PartsOfOneType(house);
        var arrows = house.Uses.Select(use => (one.GetValueOrDefault(use.From.Path, use.From.Path), one.GetValueOrDefault(use.To.Path, use.To.Path)));
        return Circles.Find(arrows).Select(circle => Tell(circle, house.Uses, use => (use.From.Path, use.To.Path)));
    }

    private static IEnumerable<string> AmongFolders(House house)
    {
        var inside = house.Uses.Where(use => use.From.ProjectFolder == use.To.ProjectFolder).ToList();
        foreach (var circle in Circles.Find(inside.Select(Folders)))
        {
            yield return Tell(circle, inside, Folders);
        }

        // Each folder with all it holds, against its siblings.
        var siblings = inside.Select(use => (Use: use, Pair: Siblings(use))).Where(both => both.Pair is not null).ToList();
        foreach (var circle in Circles.Find(siblings.Select(both => both.Pair!.Value)))
        {
            yield return Tell(circle, inside, use => Siblings(use) ?? ("", ""));
        }
    }

    private static IEnumerable<string> AmongProjects(House house)
    {
        var declared = house.Rooms.SelectMany(room => room.Arrows.Select(arrow => ("src/" + room.Name, "src/" + arrow)));
        var used = house.Uses.Select(use => (use.From.ProjectFolder, use.To.ProjectFolder));
        return Circles.Find(declared.Concat(used)).Select(circle => string.Join(" <-> ", circle));
    }

    private static (string From, string To) Folders(Use use) => (FolderOf(use.From), FolderOf(use.To));

    private static string FolderOf(SourceFile file) => Path.GetDirectoryName(file.Path)!.Replace('\\', '/');

    // The folders in which the two paths part, where both go on as folders.
    private static (string, string)? Siblings(Use use)
    {
        var from = FolderOf(use.From).Split('/');
        var to = FolderOf(use.To).Split('/');
        var common = 0;
        while (common < from.Length && common < to.Length && from[common] == to[common])
        {
            common++;
        }

        // Where both end there, the circle among folders as they stand has found them already.
        return common == from.Length || common == to.Length || (common + 1 == from.Length && common + 1 == to.Length)
            ? null
            : (string.Join('/', from.Take(common + 1)), string.Join('/', to.Take(common + 1)));
    }

    private static Dictionary<string, string> PartsOfOneType(House house)
    {
        var one = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (_, type) in house.Types().Where(each => each.Type.DeclaringSyntaxReferences.Length > 1))
        {
            var paths = type.DeclaringSyntaxReferences.Select(part => part.SyntaxTree.FilePath).Order(StringComparer.Ordinal).ToList();
            paths.ForEach(path => one[path] = paths[^1]);
        }

        return one;
    }

    private static string Tell(IReadOnlyList<string> circle, IEnumerable<Use> uses, Func<Use, (string From, string To)> ends)
    {
        var proof = uses.Where(use => ends(use) is var (from, to) && from != to && circle.Contains(from) && circle.Contains(to))
            .GroupBy(ends).Select(group => group.First());
        return $"{string.Join(" <-> ", circle)}\n    {string.Join("\n    ", proof)}";
    }
}
