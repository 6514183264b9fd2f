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
        plan.Taken.ShouldAllBe(model => !model.Contains("search") && !model.Contains("realtime"));
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
    [InlineData("""{ "xai": { "a-reranker": MODEL } }""", "1", "no kind that the catalog has")]
    [InlineData("""{ "anthropic": { "claude-embed": MODEL } }""", "1", "asked for nothing of its kind")]
    [InlineData("""{ "google": { "gemini-tts": MODEL } }""", "1", "asked for nothing of its kind")]
    [InlineData("""{ "xai": { "grok-search": MODEL } }""", "1", "searches")]
    [InlineData("""{ "anthropic": { "claude-x": MODEL } }""", "1", "writes to the cache")]
    [InlineData("""{ "google": { "claude-x": MODEL } }""", "1", "another API")]
    [InlineData("""{ "xai": { "m": MODEL } }""", "0", "price is 0")]
    [InlineData("""{ "openai": { "*": MODEL } }""", "1", "more than one model")]
    [InlineData("""{ "xai": { "m": MODEL } }""", "10001", "absurd")]
    [InlineData("""{ "xai": { "m": { "limit": { "context": 1000, "output": 100 }, "cost": { "input": 1, "output": 0 }, "modalities": { "output": ["text"] } } } }""", "", "price is 0")]
    [InlineData("""{ "xai": { "m": { "limit": { "context": 100000001, "output": 100 }, "cost": { "input": 1, "output": 2 }, "modalities": { "output": ["text"] } } } }""", "", "no context window")]
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
    public void Plan_ModelsOfOtherKinds_AreTakenWithTheirUnitsAndRoutes()
    {
        var plan = Plan(
            """
            {
              "e": { "litellm_provider": "openai", "mode": "embedding", "max_input_tokens": 8192, "input_cost_per_token": 1e-07, "output_cost_per_token": 0 },
              "i": { "litellm_provider": "xai", "mode": "image_generation", "max_input_tokens": 100, "max_output_tokens": 50, "output_cost_per_image": 0.02 },
              "s": { "litellm_provider": "openai", "mode": "audio_speech", "max_input_tokens": 4096, "max_output_tokens": 1, "input_cost_per_character": 1.5e-05 },
              "t": { "litellm_provider": "openai", "mode": "audio_transcription", "max_input_tokens": 9, "max_output_tokens": 9, "input_cost_per_second": 0.0001 },
              "tokens": { "litellm_provider": "openai", "mode": "image_generation", "max_input_tokens": 9, "max_output_tokens": 9000,
                "input_cost_per_token": 5e-06, "input_cost_per_image_token": 8e-06, "output_cost_per_image_token": 3.2e-05, "output_cost_per_image": 0.039 }
            }
            """,
            replace: false);

        plan.LeftOut.ShouldBeEmpty();
        var catalog = With(plan);
        catalog.Find("openai", "e")!.Card.Endpoints.ShouldBe(["embeddings"]);
        catalog.Find("openai", "e")!.Card.MaxOutputTokens.ShouldBe(0);
        catalog.Find("xai", "i")!.Prices[0].Price.Images.ShouldHaveSingleItem().NanoUsd.ShouldBe(20_000_000);
        catalog.Find("openai", "s")!.Prices[0].Price.PerCharacter!.Value.NanoUsdPerMillion.ShouldBe(15_000_000_000);
        catalog.Find("openai", "t")!.Prices[0].Price.PerAudioMs!.Value.NanoUsdPerMillion.ShouldBe(100_000_000);
        catalog.Find("openai", "t")!.Card.Endpoints.ShouldBe(["audio.transcriptions"]);
        var tokens = catalog.Find("openai", "tokens")!.Prices[0].Price;
        (tokens.Base.ImageInput!.Value.NanoUsdPerMillion, tokens.Base.ImageOutput!.Value.NanoUsdPerMillion, tokens.Images.Count)
            .ShouldBe((8_000_000_000, 32_000_000_000, 0));
    }

    [Theory]
    [InlineData("image_generation", """ "input_cost_per_token": 1e-06 """, "a price of images needs")]
    [InlineData("image_generation", """ "output_cost_per_image": 0.01, "input_cost_per_pixel": 1e-08 """, "no field for: input_cost_per_pixel")]
    [InlineData("audio_transcription", """ "input_cost_per_second": 0.00028333333333 """, "nine decimals")]
    [InlineData("audio_transcription", """ "input_cost_per_second": 1001 """, "absurd")]
    public void Plan_UnitsThatCannotBeCharged_AreLeftOutWithTheirCause(string mode, string price, string why) => Plan(
        $$"""{ "m": { "litellm_provider": "openai", "mode": "{{mode}}", "max_input_tokens": 9, "max_output_tokens": 9, {{price}} } }""", replace: false)
        .LeftOut.ShouldHaveSingleItem().Why.ShouldContain(why);

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
