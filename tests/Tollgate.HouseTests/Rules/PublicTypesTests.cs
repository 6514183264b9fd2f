using Microsoft.CodeAnalysis;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Rules;

/// <summary>Public is a decision: another room uses the type, or a public type that another room uses shows it. Classes are sealed unless derived from.</summary>
public sealed class PublicTypesTests
{
    // Public although no other room uses it, each with its reason.
    private static readonly Dictionary<string, string> Listed = new(StringComparer.Ordinal)
    {
    };

    [Fact]
    public void PublicTypes_InThisHouse_AreUsedElsewhere() => Needless(Repository.House).Where(name => !Listed.ContainsKey(name)).ShouldBeKept("Public, but no other room uses it:");

    [Fact]
    public void Classes_InThisHouse_AreSealed() => Open(Repository.House).ShouldBeKept("Neither sealed nor derived from:");

    [Fact]
    public void PublicTypes_UsedByNoOtherRoom_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Room/Door.cs", "namespace Tollgate.A.Room; public sealed class Door { public Lock? Lock; } public sealed class Lock; public sealed class Window;"),
            ("src/Tollgate.B/Hall/Guest.cs", "namespace Tollgate.B.Hall; sealed class Guest { object _door = new Tollgate.A.Room.Door(); }"));

        Needless(house).ShouldBe(["Tollgate.A.Room.Window"]);
    }

    [Fact]
    public void Classes_LeftOpen_AreNamed()
    {
        var house = Sample.House(("src/Tollgate.A/Room/Door.cs", "namespace Tollgate.A.Room; class Door; class Oak : Door; abstract class Wall; static class Floor; sealed class Roof;"));

        Open(house).ShouldBe(["Tollgate.A.Room.Oak"]);
    }

    private static IEnumerable<string> Needless(House house)
    {
        var types = house.Types().Where(each => each.Type.DeclaredAccessibility == Accessibility.Public && each.Type.ContainingType is null)
            .ToLookup(each => each.Type.ToDisplayString(), each => each.Type, StringComparer.Ordinal);
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(house.Uses.Where(use => use.From.ProjectFolder != use.To.ProjectFolder).Select(use => use.Type));
        while (open.TryPop(out var name))
        {
            if (needed.Add(name))
            {
                foreach (var shown in types[name].SelectMany(Shown))
                {
                    open.Push(shown);
                }
            }
        }

        return types.Select(group => group.Key).Where(name => !needed.Contains(name)).Order(StringComparer.Ordinal);
    }

    // What a type's public face names: bases, signatures, nested types'.
    private static IEnumerable<string> Shown(INamedTypeSymbol type)
    {
        var named = new List<ITypeSymbol>(type.AllInterfaces);
        if (type.BaseType is { } parent)
        {
            named.Add(parent);
        }

        named.AddRange(type.TypeParameters.SelectMany(parameter => parameter.ConstraintTypes));
        foreach (var member in type.GetMembers().Where(member => member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected))
        {
            switch (member)
            {
                case IFieldSymbol field: named.Add(field.Type); break;
                case IPropertySymbol property: named.Add(property.Type); break;
                case IMethodSymbol method: named.AddRange([method.ReturnType, .. method.Parameters.Select(parameter => parameter.Type)]); break;
                default: break;
            }
        }

        return named.SelectMany(Parts).Select(part => part.OriginalDefinition.ToDisplayString())
            .Concat(type.GetTypeMembers().SelectMany(Shown));
    }

    private static IEnumerable<ITypeSymbol> Parts(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Parts(array.ElementType),
        INamedTypeSymbol named => [named.WithNullableAnnotation(NullableAnnotation.None), .. named.TypeArguments.SelectMany(Parts)],
        _ => [],
    };

    private static IEnumerable<string> Open(House house)
    {
        var types = house.Types().ToList();
        var bases = types.Select(each => each.Type.BaseType?.OriginalDefinition.ToDisplayString()).ToHashSet(StringComparer.Ordinal);
        return types.Where(each => each.Type is { TypeKind: TypeKind.Class, IsSealed: false, IsAbstract: false, IsStatic: false })
            .Select(each => each.Type.ToDisplayString()).Where(name => !bases.Contains(name)).Distinct(StringComparer.Ordinal);
    }
}
