using Tollgate.Calls.Catalog;
using Tollgate.Metering.Prices;

namespace Tollgate.UnitTests.Catalog;

public sealed class CompatibleCatalogTests
{
    // Newer than the sources: their prices are those of the vendor's own pages.
    private static readonly string[] Newer = ["grok-4.6", "grok-4.6-latest", "grok-4.7"];

    private readonly ModelCatalog _catalog = ModelCatalog.Embedded();

    [Theory]
    [InlineData("xai", "Xai", 7)]
    [InlineData("mistral", "Mistral", 12)]
    [InlineData("deepseek", "DeepSeek", 2)]
    [InlineData("groq", "Groq", 6)]
    public void Prices_EveryName_EqualsASource(string provider, string folder, int models)
    {
        var sources = new PriceSources(folder);
        foreach (var (name, sheet) in Names(provider).Where(each => !Newer.Contains(each.Name)))
        {
            var said = sources.Of(name);
            said.ShouldContain(s => s.Price.Input == Usd(sheet.Input) && s.Price.Output == Usd(sheet.Output), name);
            if (sheet.CachedInput is { } cached)
            {
                // An alias costs what its model does.
                Alike(provider, name).SelectMany(sources.Of).ShouldContain(s => s.Price.CachedInput == Usd(cached), name);
            }
        }

        _catalog.All.Count(model => model.Card.Provider == provider && model.Card.Kind == "chat").ShouldBe(models);
    }

    [Theory]
    [InlineData("xai", "Xai")]
    [InlineData("mistral", "Mistral")]
    [InlineData("deepseek", "DeepSeek")]
    [InlineData("groq", "Groq")]
    public void Prices_SourcesDisagree_TheReadmeSaysWhatWasChosen(string provider, string folder)
    {
        var sources = new PriceSources(folder);
        var told = File.ReadAllLines(Path.Combine(PriceSources.Root, "catalog/README.md"))
            .Where(line => line.StartsWith($"| `{provider}/", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => $"{cells[1].Trim('`')} {cells[2]}");

        told.Order().ShouldBe(Names(provider).SelectMany(each => Disagreements(sources, each.Name)).Select(each => $"{provider}/{each}").Order());
    }

    [Fact]
    public void Prices_OfGrok_DoubleFromTwoHundredThousandTokensOn()
    {
        foreach (var model in _catalog.All.Where(m => m.Card is { Provider: "xai", Kind: "chat" }))
        {
            var price = model.Prices.Single().Price;
            var tier = price.LongContext.Single();
            tier.FromInputTokens.ShouldBe(200_000);
            (Usd(tier.Sheet.Input), Usd(tier.Sheet.Output), Usd(tier.Sheet.CachedInput!.Value))
                .ShouldBe((Usd(price.Base.Input) * 2, Usd(price.Base.Output) * 2, Usd(price.Base.CachedInput!.Value) * 2));
        }
    }

    [Fact]
    public void Models_OfTheseProviders_AreServedAsChat()
    {
        foreach (var card in _catalog.All.Select(model => model.Card).Where(c => c is { Kind: "chat", Provider: "xai" or "mistral" or "deepseek" or "groq" }))
        {
            card.Endpoints.ShouldBe(["chat.completions"]);
            card.MaxOutputTokens.ShouldBeLessThanOrEqualTo(card.ContextWindow);
        }
    }

    private IEnumerable<string> Alike(string provider, string name)
    {
        var card = _catalog.Find(provider, name)!.Card;
        return card.Aliases.Prepend(card.Model);
    }

    private IEnumerable<(string Name, PriceSheet Sheet)> Names(string provider) => _catalog.All
        .Where(m => m.Card.Provider == provider && m.Card.Kind == "chat")
        .SelectMany(m => m.Card.Aliases.Prepend(m.Card.Model).Select(name => (name, m.Prices[^1].Price.Base)));

    private static IEnumerable<string> Disagreements(PriceSources sources, string name) => sources.Of(name)
        .SelectMany(said => said.Price.Fields(audio: false))
        .Distinct()
        .GroupBy(field => field.Field)
        .Where(group => group.Count() > 1)
        .Select(group => $"{name} {group.Key}");

    private static decimal Usd(UnitPrice price) => price.NanoUsdPerMillion / 1_000_000_000m;
}
