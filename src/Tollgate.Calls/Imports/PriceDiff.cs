using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;

namespace Tollgate.Calls.Imports;

/// <summary>Says where two lists of prices differ.</summary>
public static class PriceDiff
{
    /// <summary>One line for each difference, ordered by provider and model: <c>-</c> for what the first has alone, <c>+</c> for the second,
    /// <c>~</c> for a price that differs. What one of the formats cannot tell is not compared; of a provider that one side has not at all
    /// there is one line.</summary>
    public static IReadOnlyList<string> Lines(PriceSide first, PriceSide second)
    {
        var lines = new List<(string Key, string Line)>();
        foreach (var (provider, name, names, price) in first.Models.Where(m => second.Has(m.Provider)))
        {
            var key = $"{provider}/{name}";
            if (second.Find(provider, names) is { } other)
            {
                lines.AddRange(Changes(price, other, first, second).Select(change => (key, $"~ {key}  {change}")));
            }
            else
            {
                lines.Add((key, $"- {key}"));
            }
        }

        lines.AddRange(second.Models.Where(m => first.Has(m.Provider) && first.Find(m.Provider, m.Names) is null)
            .Select(m => ($"{m.Provider}/{m.Name}", $"+ {m.Provider}/{m.Name}")));
        lines.AddRange(Whole("-", first, second));
        lines.AddRange(Whole("+", second, first));
        return [.. lines.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Line)];
    }

    private static IEnumerable<(string Key, string Line)> Whole(string sign, PriceSide of, PriceSide than) => of.Models
        .GroupBy(m => m.Provider).Where(p => !than.Has(p.Key)).Select(p => (p.Key + "/", $"{sign} {p.Key}/*  {p.Count()} models"));

    private static IEnumerable<string> Changes(ModelPrice from, ModelPrice to, PriceSide first, PriceSide second)
    {
        var tiers = first.Tiers && second.Tiers;
        var fees = first.SearchFees && second.SearchFees;
        var before = PriceFacts.Of(from, tiers, fees);
        var after = PriceFacts.Of(to, tiers, fees);
        return before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Where(fact => Amount(before, fact) != Amount(after, fact))
            .Select(fact => $"{fact}: {Amount(before, fact)} -> {Amount(after, fact)}");
    }

    private static string Amount(SortedDictionary<string, long> facts, string name) =>
        facts.TryGetValue(name, out var nano) ? UsdText.Format(nano) : "none";
}
