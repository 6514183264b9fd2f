using Tollgate.Calls.Catalog;
using Tollgate.Inference.Catalog;

namespace Tollgate.UnitTests.Catalog;

public sealed class ModelListTests
{
    private static readonly long Now = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly ModelList _list = new(new ModelResolver(new ModelCatalog(
    [
        Model("p", "lasting", null, "lasting-1"),
        Model("p", "ending", new DateOnly(2026, 7, 1)),
        Model("p", "gone", new DateOnly(2026, 5, 1)),
        Model("practice", "fail-*", null, "fail-500") with { BuiltIn = true },
    ])));

    [Fact]
    public void List_AliasesAndEndings_AreTold() =>
        _list.List(Tenants.With(["p"]), all: false, Now).Select(m => (m.Id, m.AliasOf, m.RetiresOn)).ShouldBe(
        [
            ("lasting", null, null),
            ("lasting-1", "lasting", null),
            ("ending", null, new DateOnly(2026, 7, 1)),
            ("practice/fail-500", null, null),
        ]);

    [Fact]
    public void List_All_TellsSinceWhenAModelIsGone() =>
        _list.List(Tenants.With(["p"]), all: true, Now).Single(m => m.Id == "gone").RetiresOn.ShouldBe(new DateOnly(2026, 5, 1));

    [Fact]
    public void Find_AliasWithItsProvider_NamesTheModelInTheSameWay() =>
        _list.Find(Tenants.With(["p"]), "p/lasting-1", Now, out _)!.Value.AliasOf.ShouldBe("p/lasting");

    private static CatalogModel Model(string provider, string name, DateOnly? retiresOn, params string[] aliases) => new(
        new ModelCard
        {
            Provider = provider,
            Model = name,
            Aliases = aliases,
            Kind = "chat",
            Endpoints = ["chat.completions"],
            ContextWindow = 10,
            MaxOutputTokens = 5,
            RetiresOn = retiresOn,
        },
        [new DatedPrice(long.MinValue, Tenants.Price("v"))],
        false);
}
