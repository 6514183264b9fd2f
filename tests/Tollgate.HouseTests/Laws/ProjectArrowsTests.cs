using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Laws;

/// <summary>Law 1: arrows go down the floors, only Host sees Storage, and the table in docs/house.md is what is there.</summary>
public sealed class ProjectArrowsTests
{
    private const string Page = "docs/house.md";

    private static readonly Dictionary<string, int> Floors = new(StringComparer.Ordinal)
    {
        ["Tollgate.Host"] = 5,
        ["Tollgate.Edge"] = 4,
        ["Tollgate.Tools"] = 4,
        ["Tollgate.Doors"] = 3,
        ["Tollgate.Providers"] = 3,
        ["Tollgate.Calls"] = 2,
        ["Tollgate.Notices"] = 2,
        ["Tollgate.Outbound"] = 2,
        ["Tollgate.Dialects"] = 2,
        ["Tollgate.Payments"] = 2,
        ["Tollgate.Storage"] = 2,
        ["Tollgate.Metering"] = 1,
        ["Tollgate.Inference"] = 1,
    };

    [Fact]
    public void Arrows_InThisHouse_GoDownTheFloors() => Misdirected(Repository.House).ShouldBeKept("Projects reference lower floors only, and only Host references Storage:");

    [Fact]
    public void Arrows_UpOrToStorage_AreNamed()
    {
        var house = Sample.Plan(
            ("Tollgate.Metering", ["Tollgate.Calls"]), ("Tollgate.Calls", []), ("Tollgate.Storage", []), ("Tollgate.Edge", ["Tollgate.Storage"]), ("Tollgate.Cellar", []));

        Misdirected(house).ShouldBe(
        [
            "Tollgate.Cellar has no floor yet",
            "Tollgate.Edge references Tollgate.Storage",
            "Tollgate.Metering references Tollgate.Calls",
        ]);
    }

    [Fact]
    public void Symbols_InThisHouse_ComeFromLowerFloors() => MisusedSymbols(Repository.House).ShouldBeKept("A file uses a room that its own must not see:");

    [Fact]
    public void Symbols_OfStorageOutsideHost_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.Storage/Books/Book.cs", "namespace Tollgate.Storage.Books; public sealed class Book { public int Pages => 1; }"),
            ("src/Tollgate.Edge/Desk/Reader.cs", "namespace Tollgate.Edge.Desk; class Reader { int Read() => new Tollgate.Storage.Books.Book().Pages; }"));

        MisusedSymbols(house).ShouldHaveSingleItem().ShouldStartWith("src/Tollgate.Edge/Desk/Reader.cs:1 uses Tollgate.Storage.Books.Book");
    }

    [Fact]
    public void Table_InTheDocs_IsWhatIsThere() => GeneratedPart.Verify(Page, "arrows", Table(Repository.House));

    [Fact]
    public void Table_OfUsedSymbols_ListsThem()
    {
        var house = Sample.House(
            ("src/Tollgate.Metering/Money/Coin.cs", "namespace Tollgate.Metering.Money; public enum Coin { Dime }"),
            ("src/Tollgate.Calls/Till/Box.cs", "namespace Tollgate.Calls.Till; class Box { Tollgate.Metering.Money.Coin _coin; }"));

        Table(house).ShouldContain("| 2 | Calls | Metering | Metering |");
    }

    private static IEnumerable<string> Misdirected(House house)
    {
        foreach (var room in house.Rooms)
        {
            if (!Floors.ContainsKey(room.Name))
            {
                yield return $"{room.Name} has no floor yet";
            }

            foreach (var arrow in room.Arrows.Where(arrow => !MaySee(room.Name, arrow)))
            {
                yield return $"{room.Name} references {arrow}";
            }
        }
    }

    private static IEnumerable<string> MisusedSymbols(House house) => house.Uses
        .Where(use => use.From.ProjectFolder != use.To.ProjectFolder)
        .Where(use => !MaySee(use.From.ProjectFolder[4..], use.To.ProjectFolder[4..]))
        .Select(use => use.ToString());

    private static bool MaySee(string from, string to) =>
        Floors.GetValueOrDefault(from) > Floors.GetValueOrDefault(to, 9) && (to != "Tollgate.Storage" || from == "Tollgate.Host");

    private static string Table(House house)
    {
        var rows = house.Rooms
            .OrderByDescending(room => Floors.GetValueOrDefault(room.Name)).ThenBy(room => room.Name, StringComparer.Ordinal)
            .Select(room =>
            {
                var used = house.Uses.Where(use => use.From.ProjectFolder == "src/" + room.Name && use.To.ProjectFolder != use.From.ProjectFolder)
                    .Select(use => use.To.ProjectFolder[4..]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
                return $"| {Floors.GetValueOrDefault(room.Name)} | {room.ShortName} | {List(room.Arrows)} | {List(used)} |";
            });
        return $"| floor | room | references | uses (by symbols) |\n|---|---|---|---|\n{string.Join('\n', rows)}\n";
    }

    private static string List(IEnumerable<string> names)
    {
        var text = string.Join(", ", names.Select(name => name["Tollgate.".Length..]));
        return text.Length == 0 ? "-" : text;
    }
}
