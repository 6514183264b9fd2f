using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Laws;

/// <summary>Law 4: no noun, no home.</summary>
public sealed class FolderNamesTests
{
    private static readonly string[] Banned = ["Utils", "Util", "Utilities", "Helpers", "Common", "Shared", "Misc", "Core", "Abstractions", "Services", "Models"];

    [Fact]
    public void Folders_InThisHouse_AreNouns() => Nameless(Repository.House).ShouldBeKept("These folder names say nothing:");

    [Fact]
    public void Folders_NamedAfterNothing_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Helpers/Text.cs", "namespace Tollgate.A.Helpers; class Text;"),
            ("src/Tollgate.A/Money/Models/Coin.cs", "namespace Tollgate.A.Money.Models; class Coin;"),
            ("src/Tollgate.A/Money/Purse.cs", "namespace Tollgate.A.Money; class Purse;"));

        Nameless(house).ShouldBe(["src/Tollgate.A/Helpers", "src/Tollgate.A/Money/Models"]);
    }

    private static IEnumerable<string> Nameless(House house) => house.Sources.Concat(house.Tests)
        .Where(file => file.Folder.Split('/').Any(part => Banned.Contains(part, StringComparer.OrdinalIgnoreCase)))
        .Select(file => $"{file.ProjectFolder}/{file.Folder}").Distinct(StringComparer.Ordinal);
}
