using Tollgate.Calls.Catalog;
using Tollgate.Metering.Prices;

namespace Tollgate.Calls.Imports;

/// <summary>One side of a comparison: the prices in force of every model, by provider and each of its names.</summary>
public sealed class PriceSide
{
    private readonly Dictionary<(string Provider, string Name), ModelPrice> _byName = [];

    private PriceSide(bool tiers, bool searchFees) => (Tiers, SearchFees) = (tiers, searchFees);

    internal bool Tiers { get; }

    internal bool SearchFees { get; }

    internal List<(string Provider, string Name, IReadOnlyList<string> Names, ModelPrice Price)> Models { get; } = [];

    /// <summary>The catalog's prices.</summary>
    public static PriceSide Of(ModelCatalog catalog, DateTimeOffset now)
    {
        var side = new PriceSide(true, true);
        foreach (var model in catalog.All.Where(m => !m.BuiltIn))
        {
            side.Add(model.Card.Provider, model.Card.Model, model.Card.Aliases, model.PriceAt(now.ToUnixTimeMilliseconds()));
        }

        return side;
    }

    /// <summary>The prices of a file.</summary>
    public static PriceSide Of(PriceFile file, DateTimeOffset now)
    {
        var side = new PriceSide(file.HasTiers, file.HasSearchFees);
        foreach (var model in file.Models)
        {
            side.Add(model.Provider, model.Model.Model!, model.Model.Aliases ?? [], model.PriceAt(now));
        }

        return side;
    }

    internal ModelPrice? Find(string provider, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (_byName.TryGetValue((provider, name), out var price))
            {
                return price;
            }
        }

        return null;
    }

    internal bool Has(string provider) => Models.Exists(m => m.Provider == provider);

    private void Add(string provider, string name, IReadOnlyList<string> aliases, ModelPrice? price)
    {
        if (price is null)
        {
            return;
        }

        string[] names = [name, .. aliases];
        Models.Add((provider, name, names, price));
        foreach (var one in names)
        {
            _byName.TryAdd((provider, one), price);
        }
    }
}
