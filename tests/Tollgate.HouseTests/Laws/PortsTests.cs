using Microsoft.CodeAnalysis;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Laws;

/// <summary>Law 6: ports stand below their implementations, and only Host joins them. Rule 5: an interface is a port, or has two implementations.</summary>
public sealed class PortsTests
{
    // Interfaces that are neither, each with its reason.
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["Tollgate.Metering.Identity.IIdKind"] = "names kinds of ids, at compile time only",
        ["Tollgate.Notices.Mail.IMailer"] = "a port to mail; what speaks SMTP stands beside it, in the one room for what is sent",
    };

    [Fact]
    public void Implementations_InThisHouse_StandAboveOrBesideTheirPort() => Misplaced(Repository.House).ShouldBeKept("An implementation stands beside (another folder) or above its port, and the port's room does not name it:");

    [Fact]
    public void Interfaces_InThisHouse_ArePortsOrHaveTwoImplementations() => Needless(Repository.House).ShouldBeKept("An interface has two implementations or is a port that another room implements:");

    [Fact]
    public void Implementations_InThePortsFolder_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.Metering/Room/IDoor.cs", "namespace Tollgate.Metering.Room; public interface IDoor;"),
            ("src/Tollgate.Metering/Room/OakDoor.cs", "namespace Tollgate.Metering.Room; class OakDoor : IDoor;"));

        Misplaced(house).ShouldBe(["src/Tollgate.Metering/Room/OakDoor.cs stands in the folder of its port IDoor"]);
    }

    [Fact]
    public void Implementations_NamedInThePortsRoom_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.Metering/Room/IDoor.cs", "namespace Tollgate.Metering.Room; public interface IDoor;"),
            ("src/Tollgate.Metering/Wood/OakDoor.cs", "namespace Tollgate.Metering.Wood; class OakDoor : Tollgate.Metering.Room.IDoor;"),
            ("src/Tollgate.Metering/Hall/Entry.cs", "namespace Tollgate.Metering.Hall; class Entry { object _door = new Tollgate.Metering.Wood.OakDoor(); }"));

        Misplaced(house).ShouldBe(["src/Tollgate.Metering/Hall/Entry.cs:1 uses Tollgate.Metering.Wood.OakDoor"]);
    }

    [Fact]
    public void Interfaces_WithOneImplementationNextToThem_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Room/IDoor.cs", "namespace Tollgate.A.Room; public interface IDoor; public interface IWall; public interface IPort;"),
            ("src/Tollgate.A/Wood/OakDoor.cs", "namespace Tollgate.A.Wood; class OakDoor : Tollgate.A.Room.IDoor, Tollgate.A.Room.IWall; class Brick : Tollgate.A.Room.IWall;"),
            ("src/Tollgate.B/Sea/Harbour.cs", "namespace Tollgate.B.Sea; class Harbour : Tollgate.A.Room.IPort;"));

        Needless(house).ShouldBe(["Tollgate.A.Room.IDoor"]);
    }

    private static IEnumerable<string> Misplaced(House house)
    {
        var grounds = house.Rooms.Where(room => room.Name is "Tollgate.Metering" or "Tollgate.Inference").Select(room => "src/" + room.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (port, implementations) in Implementations(house).Where(each => grounds.Contains(each.Port.File.ProjectFolder)))
        {
            if (Others.ContainsKey(port.Type.ToDisplayString()))
            {
                continue;
            }

            foreach (var (file, type) in implementations)
            {
                if (file.ProjectFolder == port.File.ProjectFolder && file.Folder == port.File.Folder)
                {
                    yield return $"{file.Path} stands in the folder of its port {port.Type.Name}";
                    continue;
                }

                var name = type.ToDisplayString();
                foreach (var use in house.Uses.Where(use => use.Type == name && use.From.ProjectFolder == port.File.ProjectFolder
                    && use.From.Folder.Length > 0 && use.From.Folder != file.Folder))
                {
                    yield return use.ToString();
                }
            }
        }
    }

    private static IEnumerable<string> Needless(House house) => Implementations(house)
        .Where(each => !Others.ContainsKey(each.Port.Type.ToDisplayString()))
        .Where(each => each.By.Count < 2 && !each.By.Any(by => by.File.ProjectFolder != each.Port.File.ProjectFolder))
        .Select(each => each.Port.Type.ToDisplayString());

    private static IEnumerable<((SourceFile File, INamedTypeSymbol Type) Port, List<(SourceFile File, INamedTypeSymbol Type)> By)> Implementations(House house)
    {
        var types = house.Types().ToList();
        var byPort = types.Where(each => each.Type.TypeKind is TypeKind.Class or TypeKind.Struct)
            .SelectMany(each => each.Type.AllInterfaces.Select(face => (Port: face.OriginalDefinition.ToDisplayString(), By: each)))
            .ToLookup(pair => pair.Port, pair => pair.By, StringComparer.Ordinal);
        return types.Where(each => each.Type.TypeKind == TypeKind.Interface).Select(each => (each, byPort[each.Type.ToDisplayString()].ToList()));
    }
}
