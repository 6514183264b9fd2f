using Tollgate.Calls.Catalog;
using Tollgate.Metering.Prices;

namespace Tollgate.UnitTests.Catalog;

public sealed class AnthropicCatalogTests
{
    // Newer than the sources: their prices are those of the vendor's own page.
    private static readonly string[] Newer = ["claude-opus-5-5", "claude-fable-5-1", "claude-sonnet-5-5", "claude-haiku-5-5"];

    private readonly IReadOnlyList<CatalogModel> _models =
        CatalogFile.Read(File.ReadAllBytes(Path.Combine(PriceSources.Root, "catalog/anthropic.json")), "anthropic.json");

    private readonly PriceSources _sources = new("Anthropic");

    [Fact]
    public void Prices_EveryNameTheSourcesKnow_EqualsASource()
    {
        foreach (var (name, sheet) in Names().Where(each => !Newer.Contains(each.Name)))
        {
            _sources.Of(name).ShouldContain(
                said => said.Price.Input == Usd(sheet.Input) && said.Price.Output == Usd(sheet.Output)
                    && said.Price.CachedInput == Usd(sheet.CachedInput) && said.Price.CacheWrite == Usd(sheet.CacheWrite),
                name);
        }
    }

    [Fact]
    public void Prices_EveryName_KeepTheVendorsRelationsOfTheCache()
    {
        foreach (var (name, sheet) in Names())
        {
            Usd(sheet.CacheWrite).ShouldBe(Usd(sheet.Input) * 1.25m, name);
            Usd(sheet.CacheWriteHour).ShouldBe(Usd(sheet.Input) * 2, name);
            (Usd(sheet.CachedInput) <= Usd(sheet.Input) * 0.1m).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Prices_SourcesDisagree_TheReadmeSaysWhatWasChosen()
    {
        var told = File.ReadAllLines(Path.Combine(PriceSources.Root, "catalog/README.md"))
            .Where(line => line.StartsWith("| `claude-", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => $"{cells[1].Trim('`')} {cells[2]}");

        told.Order().ShouldBe(Names().Where(each => !Newer.Contains(each.Name)).SelectMany(each => Disagreements(each.Name)).Order());
    }

    [Theory]
    [InlineData("claude-opus-4-6", "2026-03-12", 1)]
    [InlineData("claude-opus-4-6", "2026-03-13", 0)]
    [InlineData("claude-sonnet-4-5", "2026-11-22", 1)]
    [InlineData("claude-haiku-5-5", "2026-11-22", 1)]
    [InlineData("claude-opus-5", "2026-11-22", 0)]
    public void Prices_OfLongInput_HoldOnTheirDays(string model, string day, int tiers) =>
        PriceOn(model, day).LongContext.Count.ShouldBe(tiers);

    [Fact]
    public void Prices_OfSonnet55_FellForCacheReads()
    {
        Usd(PriceOn("claude-sonnet-5-5", "2026-10-06").Base.CachedInput).ShouldBe(0.2m);
        Usd(PriceOn("claude-sonnet-5-5", "2026-10-07").Base.CachedInput).ShouldBe(0.1m);
    }

    [Fact]
    public void Models_All_AreServedAsMessagesWithTheirLimits()
    {
        foreach (var card in _models.Select(model => model.Card))
        {
            (card.Provider, card.Kind, card.Reasoning).ShouldBe(("anthropic", "chat", true));
            card.Endpoints.ShouldBe(["messages"]);
            (card.MaxOutputTokens is 64_000 or 128_000 && card.ContextWindow is 200_000 or 1_000_000).ShouldBeTrue(card.Model);
        }

        _models.Count.ShouldBe(15);
    }

    private ModelPrice PriceOn(string model, string day) =>
        _models.Single(each => each.Card.Model == model).PriceAt(new DateTimeOffset(DateOnly.Parse(day), TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds())!;

    private IEnumerable<(string Name, PriceSheet Sheet)> Names() =>
        _models.SelectMany(m => m.Card.Aliases.Prepend(m.Card.Model).Select(name => (name, m.Prices[^1].Price.Base)));

    private IEnumerable<string> Disagreements(string name) => _sources.Of(name)
        .SelectMany(said => said.Price.Fields(audio: false).Append((Field: "cache_write", Value: (object?)said.Price.CacheWrite)))
        .Distinct()
        .GroupBy(field => field.Field)
        .Where(group => group.Count() > 1)
        .Select(group => $"{name} {group.Key}");

    private static decimal Usd(UnitPrice? price) => price!.Value.NanoUsdPerMillion / 1_000_000_000m;
}
