using System.Text;
using Tollgate.Calls.Catalog;
using Tollgate.Calls.Imports;
using Tollgate.UnitTests.Catalog.Comparison;

namespace Tollgate.UnitTests.Imports;

public sealed class PriceImportTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("genai-prices.json", "genai-prices", "xai/grok-3")]
    [InlineData("models-dev.json", "models.dev", "together/openai/gpt-oss-120b")]
    [InlineData("litellm-format.json", "LiteLLM", "openai/gpt-4-0314")]
    public void Plan_CommunityCatalogAsPublished_GivesACatalogThatReadsAndAccountsForEveryEntry(string name, string format, string added)
    {
        var json = SharedPrices.Bytes(name);

        var plan = PriceImport.Plan(json, name, ModelCatalog.Embedded(), replace: false, Now);

        plan.Format.ShouldBe(format);
        plan.Taken.ShouldContain(added);
        plan.Same.Count.ShouldBeGreaterThan(50);
        plan.Other.ShouldNotBeEmpty();
        plan.LeftOut.ShouldNotBeEmpty();
        plan.LeftOut.ShouldAllBe(l => l.Why.Length > 0);
        var file = PriceFile.Read(json, name);
        (plan.Taken.Count + plan.Same.Count + plan.Other.Count + plan.LeftOut.Count).ShouldBe(file.Models.Count + file.LeftOut.Count);
        var catalog = With(plan);
        catalog.All.Count.ShouldBe(ModelCatalog.Embedded().All.Count + plan.Taken.Count);
        var slash = added.IndexOf('/', StringComparison.Ordinal);
        catalog.Find(added[..slash], added.AsSpan(slash + 1))!.PriceAt(Now.ToUnixTimeMilliseconds())!.Version.ShouldStartWith("import/2026-12-01/");
        plan.Taken.ShouldAllBe(model => !model.Contains("embed") && !model.Contains("search") && !model.Contains("realtime"));
    }

    [Theory]
    [InlineData("genai-prices.json")]
    [InlineData("models-dev.json")]
    [InlineData("litellm-format.json")]
    public void Plan_ReplacingEverything_KeepsLimitsAndAliasesOfTheCatalog(string name)
    {
        var own = ModelCatalog.Embedded();

        var catalog = With(PriceImport.Plan(SharedPrices.Bytes(name), name, own, replace: true, Now));

        catalog.All.Take(own.All.Count).Select(m => (m.Card.Provider, m.Card.Model, m.Card.MaxOutputTokens, string.Join(' ', m.Card.Aliases)))
            .ShouldBe(own.All.Select(m => (m.Card.Provider, m.Card.Model, m.Card.MaxOutputTokens, string.Join(' ', m.Card.Aliases))));
    }

    [Fact]
    public void Plan_KnownModelAtAnotherPrice_IsReplacedOnlyWhereAsked()
    {
        var json = """{ "deepseek": { "deepseek-v4-pro": MODEL } }""".Replace("MODEL", Model("9"), StringComparison.Ordinal);

        var kept = Plan(json, replace: false);
        var replaced = Plan(json, replace: true);

        (kept.Other.ShouldHaveSingleItem(), kept.Files.Count).ShouldBe(("deepseek/deepseek-v4-pro", 0));
        replaced.Taken.ShouldBe(["deepseek/deepseek-v4-pro"]);
        var model = With(replaced).Find("deepseek", "deepseek-v4-pro")!;
        model.PriceAt(Now.ToUnixTimeMilliseconds())!.Base.Input.NanoUsdPerMillion.ShouldBe(9_000_000_000);
        model.Card.ContextWindow.ShouldBe(ModelCatalog.Embedded().Find("deepseek", "deepseek-v4-pro")!.Card.ContextWindow);
    }

    [Theory]
    [InlineData("""{ "cohere": { "m": MODEL } }""", "1", "provider is none")]
    [InlineData("""{ "xai": { "an-embedding": MODEL } }""", "1", "no model of chat")]
    [InlineData("""{ "xai": { "grok-search": MODEL } }""", "1", "searches")]
    [InlineData("""{ "anthropic": { "claude-x": MODEL } }""", "1", "writes to the cache")]
    [InlineData("""{ "google": { "claude-x": MODEL } }""", "1", "another API")]
    [InlineData("""{ "xai": { "m": MODEL } }""", "0", "price is 0")]
    public void Plan_ModelThatCannotBeCharged_IsLeftOutWithItsCause(string shape, string price, string why)
    {
        var plan = Plan(shape.Replace("MODEL", Model(price), StringComparison.Ordinal), replace: true);

        plan.Taken.ShouldBeEmpty();
        plan.LeftOut.ShouldHaveSingleItem().Why.ShouldContain(why);
    }

    [Fact]
    public void Plan_ModelWithoutAWindow_IsLeftOutSinceNoCallCouldBeBounded() => Plan(
        """{ "xai": { "m": { "limit": { "output": 10 }, "cost": { "input": 1, "output": 2 }, "modalities": { "output": ["text"] } } } }""", replace: false)
        .LeftOut.ShouldHaveSingleItem().Why.ShouldContain("bounded");

    [Fact]
    public void Plan_ModelOfAnthropic_WritesForAnHourAtTwiceTheInput()
    {
        var plan = Plan(
            """
            [{ "id": "anthropic", "models": [{ "id": "claude-x", "match": { "equals": "claude-x" }, "context_window": 1000,
               "prices": { "input_mtok": { "base": 3, "tiers": [{ "start": 500, "price": 6 }] }, "output_mtok": 15, "cache_write_mtok": 3.75 } }] }]
            """,
            replace: false);

        var price = With(plan).Find("anthropic", "claude-x")!.PriceAt(Now.ToUnixTimeMilliseconds())!;
        price.Base.CacheWriteHour!.Value.NanoUsdPerMillion.ShouldBe(6_000_000_000);
        price.LongContext.ShouldHaveSingleItem().Sheet.CacheWriteHour!.Value.NanoUsdPerMillion.ShouldBe(12_000_000_000);
    }

    private static string Model(string price) =>
        """{ "limit": { "context": 1000, "output": 100 }, "cost": { "input": N, "output": N }, "modalities": { "input": ["text"], "output": ["text"] } }"""
            .Replace("N", price, StringComparison.Ordinal);

    private static PriceImport Plan(string json, bool replace) =>
        PriceImport.Plan(Encoding.UTF8.GetBytes(json), "f", ModelCatalog.Embedded(), replace, Now);

    private static ModelCatalog With(PriceImport plan) =>
        ModelCatalog.With(plan.Files.Select(f => (f.Name, (ReadOnlyMemory<byte>)f.Json)));
}
