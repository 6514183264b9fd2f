using System.Text;
using Tollgate.Calls.Catalog;

namespace Tollgate.UnitTests.Catalog;

public sealed class CatalogMergeTests
{
    [Theory]
    [InlineData("2026-03-01", "import")]
    [InlineData("2026-03-02", "import")]
    [InlineData("2026-02-28", "own")]
    public void Of_TwoFilesWithOneModel_TheLaterDayHolds(string importedOn, string holds)
    {
        var models = CatalogMerge.Of(Read("p", "2026-03-01", "own", "a"), Read("p", importedOn, "import", "a"));

        models.ShouldHaveSingleItem().Prices[0].Price.Version.ShouldBe(holds);
    }

    [Fact]
    public void Of_NewModels_StandAfterTheOwn() =>
        CatalogMerge.Of(Read("p", "2026-03-01", "own", "b"), Read("q", "2026-03-01", "import", "a"))
            .Select(m => $"{m.Card.Provider}/{m.Card.Model}").ShouldBe(["p/b", "q/a"]);

    [Fact]
    public void Of_NameThatIsAnothersAlias_IsLeftAway() =>
        CatalogMerge.Of(Read("p", "2026-03-01", "own", "a", "a-1"), Read("p", "2026-04-01", "import", "a-1"))
            .ShouldHaveSingleItem().Card.Aliases.ShouldBe(["a-1"]);

    [Fact]
    public void Of_AliasThatIsTaken_GoesWithoutIt()
    {
        var models = CatalogMerge.Of(Read("p", "2026-03-01", "own", "a", "a-1"), Read("p", "2026-04-01", "import", "b", "a", "a-1", "b-1"));

        models.Select(m => string.Join(' ', m.Card.Aliases)).ShouldBe(["a-1", "b-1"]);
        new ModelCatalog(models).Find("p", "b-1")!.Card.Model.ShouldBe("b");
    }

    [Fact]
    public void Of_ModelOfTheGatewayItself_IsRefused() =>
        Should.Throw<InvalidDataException>(() => ModelCatalog.With([("f", Json("practice", "2026-12-01", "import", "echo"))]))
            .Message.ShouldContain("practice/echo");

    private static IReadOnlyList<CatalogModel> Read(string provider, string day, string version, string name, params string[] aliases) =>
        CatalogFile.Read(Json(provider, day, version, name, aliases), "f");

    private static byte[] Json(string provider, string day, string version, string name, params string[] aliases) => Encoding.UTF8.GetBytes($$"""
        { "provider": "{{provider}}", "as_of": "{{day}}", "version": "{{version}}", "models": [{ "model": "{{name}}",
          "aliases": [{{string.Join(", ", aliases.Select(a => $"\"{a}\""))}}], "kind": "chat", "endpoints": ["chat.completions"],
          "context_window": 10, "max_output_tokens": 5, "prices": [{ "input_per_mtok": 1, "output_per_mtok": 2 }] }] }
        """);
}
