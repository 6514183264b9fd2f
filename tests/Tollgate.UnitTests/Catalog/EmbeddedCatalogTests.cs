using Tollgate.Calls.Catalog;
using Tollgate.Metering.Prices;

namespace Tollgate.UnitTests.Catalog;

public sealed class EmbeddedCatalogTests
{
    // Younger than the sources: their prices are those of the vendor's own pages.
    private const string Younger = "gpt-6";

    // The sources have missed the cut of two prices on 30 July 2026.
    private static readonly long BeforeTheCut = new DateTimeOffset(2026, 7, 29, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly ModelCatalog _catalog = ModelCatalog.Embedded();
    private readonly PriceSources _sources = new();

    [Fact]
    public void OpenAiPrices_EveryName_EqualsASourceForInputAndOutput()
    {
        foreach (var (name, sheet) in Names())
        {
            var said = _sources.Of(name);
            said.ShouldNotBeEmpty(name);
            said.ShouldContain(s => s.Price.Input == Usd(sheet.Input) && s.Price.Output == Usd(sheet.Output), name);
        }
    }

    [Fact]
    public void OpenAiPrices_CachedAndAudio_EqualASourceOrTheWhole()
    {
        foreach (var (name, sheet) in Names())
        {
            var said = _sources.Of(name);
            if (sheet.CachedInput is { } cached)
            {
                said.ShouldContain(s => s.Price.CachedInput == Usd(cached), name);
            }

            if (sheet.AudioInput is { } audio)
            {
                said.ShouldContain(s => s.Price.AudioInput == Usd(audio) && s.Price.AudioOutput == Usd(sheet.AudioOutput!.Value), name);
            }
        }
    }

    [Fact]
    public void OpenAiPrices_SourcesDisagree_TheReadmeSaysWhatWasChosen()
    {
        var told = File.ReadAllLines(Path.Combine(PriceSources.Root, "catalog/README.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => $"{cells[1].Trim('`')} {cells[2]}")
            .Where(row => !row.StartsWith("claude-", StringComparison.Ordinal) && !row.Contains('/', StringComparison.Ordinal))
            .ToArray();

        var disagreements = Names().SelectMany(n => Disagreements(n.Name)).ToArray();

        told.Order().ShouldBe(disagreements.Order());
        told.ShouldContain("gpt-4o-2024-05-13 input");
    }

    [Theory]
    [InlineData("gpt-4o", 128_000, 16_384)]
    [InlineData("gpt-4.1-mini", 1_047_576, 32_768)]
    [InlineData("gpt-5-mini", 400_000, 128_000)]
    [InlineData("gpt-5.6", 1_050_000, 128_000)]
    [InlineData("o3", 200_000, 100_000)]
    public void OpenAiModels_Known_HaveTheirLimits(string name, long context, long output)
    {
        var card = _catalog.Find("openai", name)!.Card;

        (card.ContextWindow, card.MaxOutputTokens).ShouldBe((context, output));
    }

    [Fact]
    public void OpenAiModels_ServedOnResponsesOnly_AreMarked()
    {
        foreach (var name in new[] { "o1-pro", "o3-pro", "gpt-5-pro", "gpt-5.2-codex", "gpt-5.4-pro" })
        {
            _catalog.Find("openai", name)!.Card.Endpoints.ShouldBe(["responses"], name);
        }
    }

    [Fact]
    public void OpenAiPrices_O3_FellOnTheTenthOfJune()
    {
        var o3 = _catalog.Find("openai", "o3")!;
        var day = new DateTimeOffset(2025, 6, 10, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

        Usd(o3.PriceAt(day - 1)!.Base.Input).ShouldBe(10);
        Usd(o3.PriceAt(day)!.Base.Input).ShouldBe(2);
    }

    [Theory]
    [InlineData("gpt-5.6-terra", 2.5, 2, 12)]
    [InlineData("gpt-5.6-luna", 1, 0.2, 1.2)]
    public void OpenAiPrices_CutInJuly_HoldFromTheirDayOn(string name, decimal before, decimal input, decimal output)
    {
        var model = _catalog.Find("openai", name)!;
        var after = model.PriceAt(BeforeTheCut + 86_400_000)!;

        Usd(model.PriceAt(BeforeTheCut)!.Base.Input).ShouldBe(before);
        (Usd(after.Base.Input), Usd(after.Base.Output), Usd(after.LongContext.Single().Sheet.Output)).ShouldBe((input, output, output * 1.5m));
    }

    [Fact]
    public void OpenAiPrices_OfGpt6_RiseWithTheInputInEveryTier()
    {
        foreach (var model in _catalog.All.Where(m => m.Card.Model.StartsWith(Younger, StringComparison.Ordinal)))
        {
            var price = model.Prices.Single().Price;
            foreach (var (sheet, steps) in price.ServiceTiers.Select(t => (t.Sheet, t.LongContext)).Prepend((price.Base, price.LongContext)))
            {
                var step = steps.ShouldHaveSingleItem();
                step.FromInputTokens.ShouldBe(272_001);
                (Usd(step.Sheet.Input), Usd(step.Sheet.CacheWrite!.Value), Usd(step.Sheet.Output))
                    .ShouldBe((Usd(sheet.Input) * 2, Usd(sheet.CacheWrite!.Value) * 2, Usd(sheet.Output) * 1.5m), model.Card.Model);
            }
        }
    }

    [Fact]
    public void PracticeModels_All_HaveASmallPriceAndEndInAnyStatus()
    {
        foreach (var name in new[] { "echo", "slow", "long", "nousage", "cut", "fail-400", "fail-529" })
        {
            var model = _catalog.Find("practice", name)!;
            model.BuiltIn.ShouldBeTrue();
            model.PriceAt(0)!.Base.ShouldBe(new PriceSheet { Input = new UnitPrice(1_000_000_000), Output = new UnitPrice(2_000_000_000) });
        }

        _catalog.Find("practice", "other").ShouldBeNull();
    }

    private IEnumerable<(string Name, PriceSheet Sheet)> Names() =>
        _catalog.All.Where(m => m.Card is { Provider: "openai", Kind: "chat" } && !m.Card.Model.StartsWith(Younger, StringComparison.Ordinal))
            .SelectMany(m => m.Card.Aliases.Prepend(m.Card.Model).Select(name => (name, m.PriceAt(BeforeTheCut)!.Base)));

    private IEnumerable<string> Disagreements(string name)
    {
        var said = _sources.Of(name);
        var audio = said.Any(s => s.Price.AudioInput is not null);
        return said.SelectMany(s => s.Price.Fields(audio && s.Source != "models.dev"))
            .Distinct()
            .GroupBy(f => f.Field)
            .Where(g => g.Count() > 1)
            .Select(g => $"{name} {g.Key}");
    }

    private static decimal Usd(UnitPrice price) => price.NanoUsdPerMillion / 1_000_000_000m;
}
