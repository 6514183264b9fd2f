using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Laws;

/// <summary>Law 5: validators and registrations stand above what they validate and register.</summary>
public sealed class RegistrationsTests
{
    [Fact]
    public void Registrations_InThisHouse_StandAtTheRoots() => Sunken(Repository.House).ShouldBeKept("Registration belongs into the XModule.cs of a project's root (or into Host):");

    [Fact]
    public void Validators_InThisHouse_StandAboveTheirSubjects() => Entangled(Repository.House).ShouldBeKept("What is validated reaches its validator:");

    [Fact]
    public void Registrations_InASubfolder_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/AModule.cs", "namespace Tollgate.A; static class AModule { static void Add(Microsoft.Extensions.DependencyInjection.IServiceCollection s) { } }"),
            ("src/Tollgate.A/Room/Setup.cs", "namespace Tollgate.A.Room; static class Setup { static void Add(IServiceCollection s) { } }"),
            ("src/Tollgate.A/Room/RoomModule.cs", "namespace Tollgate.A.Room; static class RoomModule { }"));

        Sunken(house).ShouldBe(["src/Tollgate.A/Room/RoomModule.cs", "src/Tollgate.A/Room/Setup.cs:1"], ignoreOrder: true);
    }

    [Fact]
    public void Validators_ReachedByTheirSubject_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Room/Door.cs", "namespace Tollgate.A.Room; class Door { object _made = Carpenter.Make(); }"),
            ("src/Tollgate.A/Room/Carpenter.cs", "namespace Tollgate.A.Room; class Carpenter { public static object Make() => new DoorValidator(); }"),
            ("src/Tollgate.A/Room/DoorValidator.cs", "namespace Tollgate.A.Room; class DoorValidator { public bool IsDoor(Door door) => true; }"));

        Entangled(house).ShouldBe(["src/Tollgate.A/Room/Door.cs reaches src/Tollgate.A/Room/DoorValidator.cs"]);
    }

    private static IEnumerable<string> Sunken(House house)
    {
        foreach (var file in house.Sources.Where(file => file.Folder.Length > 0))
        {
            if (file.Name.EndsWith("Module", StringComparison.Ordinal))
            {
                yield return file.Path;
            }

            if (file.ProjectFolder == "src/Tollgate.Host")
            {
                continue;
            }

            foreach (var parameter in file.Tree.GetRoot().DescendantNodes().OfType<ParameterSyntax>().Where(IsRegistry))
            {
                yield return $"{file.Path}:{file.LineOf(parameter)}";
            }
        }
    }

    private static bool IsRegistry(ParameterSyntax parameter) =>
        parameter.Type?.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(name => name.Identifier.Text == "IServiceCollection") == true;

    private static IEnumerable<string> Entangled(House house)
    {
        var next = house.Uses.ToLookup(use => use.From.Path, use => use.To.Path, StringComparer.Ordinal);
        foreach (var (file, type) in house.Types().Where(each => each.Type.Name.EndsWith("Validator", StringComparison.Ordinal)))
        {
            foreach (var subject in Subjects(type).Where(path => path != file.Path && Reaches(next, path, file.Path)))
            {
                yield return $"{subject} reaches {file.Path}";
            }
        }
    }

    // Types that its methods take or that its interfaces name.
    private static IEnumerable<string> Subjects(INamedTypeSymbol validator) => validator.GetMembers().OfType<IMethodSymbol>()
        .SelectMany(method => method.Parameters.Select(parameter => parameter.Type))
        .Concat(validator.Interfaces.SelectMany(face => face.TypeArguments))
        .SelectMany(type => type.DeclaringSyntaxReferences.Select(part => part.SyntaxTree.FilePath))
        .Distinct(StringComparer.Ordinal);

    private static bool Reaches(ILookup<string, string> next, string from, string to)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([from]);
        while (open.TryPop(out var path))
        {
            if (path == to)
            {
                return true;
            }

            if (seen.Add(path))
            {
                foreach (var further in next[path])
                {
                    open.Push(further);
                }
            }
        }

        return false;
    }
}
