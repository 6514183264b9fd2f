using Tollgate.Inference.Catalog;
using Tollgate.Metering.Prices;

namespace Tollgate.Calls.Catalog;

/// <summary>A price and the moment from which it holds, Unix milliseconds.</summary>
public sealed record DatedPrice(long FromMs, ModelPrice Price);

/// <summary>A model of the catalog: what is known of it and what it costs when.</summary>
/// <param name="Card">What is known of it.</param>
/// <param name="Prices">Ascending by date, at least one.</param>
/// <param name="BuiltIn">True for a model of the gateway itself: it needs no account, and is called by its provider's prefix only.</param>
public sealed record CatalogModel(ModelCard Card, IReadOnlyList<DatedPrice> Prices, bool BuiltIn)
{
    /// <summary>Day of the file that it stands in: of two files with one model the later day holds.</summary>
    public DateOnly AsOf { get; init; }

    /// <summary>The price in force at a moment; null before the first.</summary>
    public ModelPrice? PriceAt(long nowMs)
    {
        for (var i = Prices.Count - 1; i >= 0; i--)
        {
            if (nowMs >= Prices[i].FromMs)
            {
                return Prices[i].Price;
            }
        }

        return null;
    }

    /// <summary>The next moment after <paramref name="nowMs"/> at which its price changes; the end of time when none does.</summary>
    public long NextChangeMs(long nowMs)
    {
        foreach (var price in Prices)
        {
            if (price.FromMs > nowMs)
            {
                return price.FromMs;
            }
        }

        return long.MaxValue;
    }
}
