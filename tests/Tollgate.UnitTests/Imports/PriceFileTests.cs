using System.Text;
using Tollgate.Calls.Catalog;
using Tollgate.Calls.Imports;

namespace Tollgate.UnitTests.Imports;

public sealed class PriceFileTests
{
    [Fact]
    public void Read_GenaiPrices_TakesNamesThresholdsAndDatesExactly()
    {
        var file = Read("""
            [{ "id": "x-ai", "models": [{
                "id": "grok", "match": { "or": [{ "equals": "grok-1" }, { "starts_with": "grok" }] }, "context_window": 1000,
                "prices": [
                  { "prices": { "input_mtok": 0.000000001, "output_mtok": 1e1 } },
                  { "constraint": { "start_date": "2026-02-01" }, "prices": {
                      "input_mtok": { "base": 2, "tiers": [{ "start": 200000, "price": 4 }] },
                      "output_mtok": 3, "cache_read_mtok": 0.5, "requests_kcount": 12 } }
                ] }] }]
            """);

        file.Format.ShouldBe("genai-prices");
        var model = file.Models.ShouldHaveSingleItem();
        (model.FullName, model.Model.ContextWindow, model.Model.MaxOutputTokens).ShouldBe(("xai/grok", 1_000, 1_000));
        model.Model.Aliases.ShouldBe(["grok-1"]);
        var prices = model.Model.Prices!;
        (prices[0].ValidFrom, prices[0].InputPerMtok, prices[0].OutputPerMtok).ShouldBe((null, 1L, 10_000_000_000L));
        (prices[1].ValidFrom, prices[1].CachedInputPerMtok, prices[1].PerRequestUsd).ShouldBe((new DateOnly(2026, 2, 1), 500_000_000L, 12_000_000L));
        var tier = prices[1].LongContext!.ShouldHaveSingleItem();
        (tier.FromInputTokens, tier.InputPerMtok, tier.OutputPerMtok).ShouldBe((200_001, 4_000_000_000L, 3_000_000_000L));
    }

    [Fact]
    public void Read_LiteLlm_PartsFieldNamesIntoKindLengthAndTier()
    {
        var file = Read("""
            { "sample_spec": { "mode": "one of" }, "gemini/g": {
                "litellm_provider": "gemini", "mode": "chat", "max_input_tokens": 1000, "max_output_tokens": 100, "supports_reasoning": true,
                "deprecation_date": "2027-01-02", "input_cost_per_token": 2e-06, "output_cost_per_token": 1.5e-05,
                "cache_creation_input_token_cost_above_1hr": 4e-06, "input_cost_per_token_above_200k_tokens": 3e-06,
                "input_cost_per_token_priority": 4e-06, "output_cost_per_token_priority": 3e-05,
                "input_cost_per_token_above_200k_tokens_priority": 5e-06, "output_cost_per_token_flex": 1e-06,
                "input_cost_per_token_batches": 1e-06 } }
            """);

        file.Format.ShouldBe("LiteLLM");
        var model = file.Models.ShouldHaveSingleItem();
        (model.FullName, model.Model.Kind, model.Model.Reasoning, model.Model.RetiresOn).ShouldBe(("google/g", "chat", true, new DateOnly(2027, 1, 2)));
        var price = model.Model.Prices!.ShouldHaveSingleItem();
        (price.InputPerMtok, price.OutputPerMtok, price.CacheWriteHourPerMtok).ShouldBe((2_000_000_000L, 15_000_000_000L, 4_000_000_000L));
        var tier = price.LongContext!.ShouldHaveSingleItem();
        (tier.FromInputTokens, tier.InputPerMtok, tier.OutputPerMtok).ShouldBe((200_001, 3_000_000_000L, 15_000_000_000L));
        var priority = price.ServiceTiers!.ShouldHaveSingleItem();
        (priority.Name, priority.InputPerMtok, priority.OutputPerMtok).ShouldBe(("priority", 4_000_000_000L, 30_000_000_000L));
        priority.LongContext!.ShouldHaveSingleItem().InputPerMtok.ShouldBe(5_000_000_000L);
    }

    [Theory]
    [InlineData("""{ "togetherai": { "m": MODEL } }""")]
    [InlineData("""{ "togetherai": { "id": "togetherai", "models": { "m": MODEL } } }""")]
    public void Read_ModelsDev_TakesCostAndLimits(string shape)
    {
        var file = Read(shape.Replace("MODEL", """
            { "cost": { "input": 1, "output": 2, "cache_read": 0, "tiers": [{ "input": 3, "output": 4, "tier": { "size": 200000 } }] },
              "limit": { "context": 1000, "output": 100 }, "modalities": { "input": ["text"], "output": ["text"] }, "release_date": "2026-01-02" }
            """, StringComparison.Ordinal));

        file.Format.ShouldBe("models.dev");
        var model = file.Models.ShouldHaveSingleItem();
        (model.FullName, model.Model.Kind, model.Model.ContextWindow, model.Model.MaxOutputTokens).ShouldBe(("together/m", "chat", 1_000, 100));
        var price = model.Model.Prices!.ShouldHaveSingleItem();
        (price.InputPerMtok, price.OutputPerMtok, price.CachedInputPerMtok).ShouldBe((1_000_000_000L, 2_000_000_000L, null));
        price.LongContext!.ShouldHaveSingleItem().FromInputTokens.ShouldBe(200_001);
    }

    [Theory]
    [InlineData("""{ "a": { "m": { "limit": {}, "cost": { "input": 1, "output": 2, "citation": 3 } } } }""", "no field for: citation")]
    [InlineData("""{ "a": { "m": { "limit": {}, "cost": { "input": 0.0000000001, "output": 2 } } } }""", "nine decimals")]
    [InlineData("""{ "a": { "m": { "limit": {} } } }""", "no price")]
    [InlineData("""{ "m": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_image": 0.1 } }""", "no field for: input_cost_per_image")]
    [InlineData("""[{ "id": "a", "models": [{ "id": "m", "match": { "ends_with": "x" }, "prices": { "input_mtok": 1 } }] }]""", "likeness")]
    [InlineData("""
        [{ "id": "a", "models": [{ "id": "m", "match": { "equals": "m" }, "prices": [
          { "prices": { "input_mtok": 1 } }, { "constraint": { "start_time": "00:30:00Z" }, "prices": { "input_mtok": 2 } }] }] }]
        """, "hour of the day")]
    public void Read_PriceThatIsNotUnderstood_IsLeftOutWithItsCause(string json, string why)
    {
        var file = Read(json);

        file.Models.ShouldBeEmpty();
        file.LeftOut.ShouldHaveSingleItem().Why.ShouldContain(why);
    }

    [Theory]
    [InlineData("not json", "f:")]
    [InlineData("{}", "no file of")]
    [InlineData("[]", "no file of")]
    [InlineData("[1]", "another type")]
    [InlineData("""{ "a": 1 }""", "no file of")]
    [InlineData("""{ "provider": "p", "as_of": "2026-01-01", "models": [] }""", "models is missing or empty")]
    public void Read_FileOfNoFormat_IsRefused(string json, string what) =>
        Should.Throw<InvalidDataException>(() => Read(json)).Message.ShouldContain(what);

    [Fact]
    public void Read_FileOfTheCatalogsOwn_IsTakenAsItIs()
    {
        var file = Read("""
            { "provider": "p", "as_of": "2026-01-01", "models": [{ "model": "m", "kind": "chat", "endpoints": ["messages"], "context_window": 10,
              "max_output_tokens": 5, "prices": [{ "input_per_mtok": 1, "output_per_mtok": 2 }] }] }
            """);

        file.Format.ShouldBe("Tollgate");
        file.Models.ShouldHaveSingleItem().Model.Endpoints.ShouldBe(["messages"]);
    }

    private static PriceFile Read(string json) => PriceFile.Read(Encoding.UTF8.GetBytes(json), "f");
}
