using Tollgate.Calls.Catalog;
using Tollgate.Metering.Prices;

namespace Tollgate.UnitTests.Catalog;

public sealed class GoogleCatalogTests
{
    // Younger than the sources: their prices are those of the vendor's own pages.
    private static readonly string[] Younger = ["gemini-3.7-flash", "gemini-3.8-flash"];

    private readonly IReadOnlyList<CatalogModel> _models = [.. ModelCatalog.Embedded().All
        .Where(model => model.Card is { Provider: "google", Kind: "chat" } && !Younger.Contains(model.Card.Model))];

    private readonly PriceSources _sources = new("Google");

    [Fact]
    public void Prices_EveryModel_EqualASource()
    {
        foreach (var (name, price) in Prices())
        {
            var said = _sources.Of(name);
            said.ShouldContain(
                s => s.Price.Input == Usd(price.Base.Input) && s.Price.Output == Usd(price.Base.Output) && s.Price.CachedInput == Usd(price.Base.CachedInput),
                name);
            said.ShouldAllBe(s => s.Price.LongContext == (price.LongContext.Count > 0), name);
        }
    }

    [Fact]
    public void Prices_SourcesDisagree_OnSoundAlone()
    {
        // The README says what was chosen where they disagree on that.
        var disagreed = Prices().SelectMany(each => _sources.Of(each.Name)
            .SelectMany(said => said.Price.Fields(audio: false))
            .Distinct()
            .GroupBy(field => field.Field)
            .Where(group => group.Count() > 1)
            .Select(group => $"{each.Name} {group.Key}"));

        disagreed.ShouldBeEmpty();
    }

    [Fact]
    public void Prices_OfSound_AreTheDearestThatASourceNames()
    {
        foreach (var (name, price) in Prices())
        {
            var named = _sources.Of(name).Max(said => said.Price.AudioInput);
            (Usd(price.Base.AudioInput ?? price.Base.Input) >= (named ?? 0)).ShouldBeTrue(name);
        }
    }

    [Theory]
    [InlineData("gemini-2.5-pro", 2, 1.5)]
    [InlineData("gemini-3.1-pro-preview", 2, 1.5)]
    [InlineData("gemini-3.1-pro-preview-customtools", 2, 1.5)]
    public void Prices_OfLongInput_RiseFromTwoHundredThousandAndOneTokensOn(string model, decimal input, decimal output)
    {
        var price = Prices().Single(each => each.Name == model).Price;
        foreach (var (sheet, steps) in price.ServiceTiers.Select(tier => (tier.Sheet, tier.LongContext)).Prepend((price.Base, price.LongContext)))
        {
            var step = steps.ShouldHaveSingleItem();
            step.FromInputTokens.ShouldBe(200_001);
            Usd(step.Sheet.Input).ShouldBe(Usd(sheet.Input) * input);
            Usd(step.Sheet.CachedInput).ShouldBe(Usd(sheet.CachedInput) * input);
            Usd(step.Sheet.Output).ShouldBe(Usd(sheet.Output) * output);
        }
    }

    [Fact]
    public void Fees_OfSearches_StandWhereOneCallHasABound()
    {
        foreach (var (name, price) in Prices())
        {
            var fee = name.StartsWith("gemini-2.5", StringComparison.Ordinal) ? 35_000_000L : (long?)null;
            price.SearchFee?.Value.ShouldBe(fee!.Value, name);
            (price.SearchFee is null).ShouldBe(fee is null, name);
        }
    }

    [Fact]
    public void Models_All_ThinkAndAreServedAsGenerateContent()
    {
        foreach (var card in _models.Select(model => model.Card))
        {
            (card.Kind, card.Reasoning, card.ContextWindow, card.MaxOutputTokens).ShouldBe(("chat", true, 1_048_576L, 65_536L));
            card.Endpoints.ShouldBe(["generateContent"]);
        }

        _models.Count.ShouldBe(10);
    }

    private IEnumerable<(string Name, ModelPrice Price)> Prices() => _models.Select(model => (model.Card.Model, model.Prices[^1].Price));

    private static decimal Usd(UnitPrice? price) => price!.Value.NanoUsdPerMillion / 1_000_000_000m;
}
