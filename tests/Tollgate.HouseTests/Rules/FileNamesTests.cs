using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Rules;

/// <summary>A file is named after a type in it (or, in the plural, after its family of types), and its namespace is its folder.</summary>
public sealed class FileNamesTests
{
    [Fact]
    public void Files_InThisHouse_AreNamedAfterAType() => Misnamed(Repository.House).ShouldBeKept("A file is named after a type in it:");

    [Fact]
    public void Namespaces_InThisHouse_AreTheirFolders() => Misfiled(Repository.House).ShouldBeKept("A namespace is the path of its folder:");

    [Fact]
    public void Files_NamedAfterNothing_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Room/Chair.cs", "namespace Tollgate.A.Room; class Table;"),
            ("src/Tollgate.A/Room/Lamp.Bulb.cs", "namespace Tollgate.A.Room; partial class Lamp;"),
            ("src/Tollgate.A/Room/DoorKinds.cs", "namespace Tollgate.A.Room; class OakKind; class PineKind;"),
            ("src/Tollgate.A/Room/DoorParts.cs", "namespace Tollgate.A.Room; class HandlePart; class Hinge;"));

        Misnamed(house).ShouldBe(["src/Tollgate.A/Room/Chair.cs declares Table", "src/Tollgate.A/Room/DoorParts.cs declares HandlePart, Hinge"]);
    }

    [Fact]
    public void Namespaces_OfAnotherFolder_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Room/Chair.cs", "namespace Tollgate.A.Hall; class Chair;"),
            ("src/Tollgate.A/Room/Table.cs", "namespace Tollgate.A.Room; class Table;"));

        Misfiled(house).ShouldBe(["src/Tollgate.A/Room/Chair.cs: Tollgate.A.Hall"]);
    }

    private static IEnumerable<string> Misnamed(House house)
    {
        foreach (var file in house.Sources.Concat(house.Tests).Where(file => file.Name != "Program"))
        {
            var types = Syntax.TopTypeNames(file).ToList();
            var name = file.Name.Split('.')[0];
            if (types.Count > 0 && !types.Contains(name, StringComparer.Ordinal) && !IsFamily(name, types))
            {
                yield return $"{file.Path} declares {string.Join(", ", types)}";
            }
        }
    }

    // IdKinds holds WorkspaceKind, ProjectKind, ...
    private static bool IsFamily(string name, List<string> types)
    {
        var start = name.Length - 1;
        while (start > 0 && !char.IsAsciiLetterUpper(name[start]))
        {
            start--;
        }

        return name.EndsWith('s') && types.Count > 1 && types.TrueForAll(type => type.EndsWith(name[start..^1], StringComparison.Ordinal));
    }

    private static IEnumerable<string> Misfiled(House house)
    {
        foreach (var file in house.Sources.Concat(house.Tests))
        {
            var expected = Path.GetFileName(file.ProjectFolder) + (file.Folder.Length == 0 ? "" : "." + file.Folder.Replace('/', '.'));
            foreach (var space in file.Tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Where(space => space.Name.ToString() != expected))
            {
                yield return $"{file.Path}: {space.Name}";
            }
        }
    }
}
