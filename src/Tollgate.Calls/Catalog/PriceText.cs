using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;

namespace Tollgate.Calls.Catalog;

/// <summary>A model's prices as lines for people.</summary>
public static class PriceText
{
    /// <summary>Every price of the models of that name (<c>model</c> or <c>provider/model</c>), the one in force marked; empty when the
    /// catalog has none.</summary>
    public static IReadOnlyList<string> Show(ModelCatalog catalog, string name, long nowMs)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var models = slash > 0 && catalog.Find(name[..slash], name.AsSpan(slash + 1)) is { } one
            ? [one]
            : catalog.Named(name).ToArray();
        var lines = new List<string>();
        foreach (var model in models)
        {
            Describe(lines, model, nowMs);
        }

        return lines;
    }

    private static void Describe(List<string> lines, CatalogModel model, long nowMs)
    {
        var card = model.Card;
        lines.Add($"{card.Provider}/{card.Model} ({card.Kind}, {string.Join(", ", card.Endpoints)})");
        if (card.Aliases.Count > 0)
        {
            lines.Add($"  also named: {string.Join(", ", card.Aliases)}");
        }

        lines.Add($"  context window {card.ContextWindow} tokens, output at most {card.MaxOutputTokens}");
        foreach (var dated in model.Prices)
        {
            var since = dated.FromMs == long.MinValue ? "" : $" from {DateTimeOffset.FromUnixTimeMilliseconds(dated.FromMs):yyyy-MM-dd}";
            var force = ReferenceEquals(model.PriceAt(nowMs), dated.Price) ? ", in force" : "";
            lines.Add($"  price {dated.Price.Version}{since}{force}");
            Describe(lines, dated.Price);
        }
    }

    private static void Describe(List<string> lines, ModelPrice price)
    {
        lines.Add($"    {Describe(price.Base)}");
        lines.AddRange(price.LongContext.Select(t => $"    from {t.FromInputTokens} input tokens: {Describe(t.Sheet)}"));
        foreach (var tier in price.ServiceTiers)
        {
            lines.Add($"    {tier.Name}: {Describe(tier.Sheet)}");
            lines.AddRange(tier.LongContext.Select(t => $"    {tier.Name} from {t.FromInputTokens} input tokens: {Describe(t.Sheet)}"));
        }

        if (price.RequestFeeNanoUsd != 0)
        {
            lines.Add($"    each request: {UsdText.Format(price.RequestFeeNanoUsd)} USD");
        }

        if (price.SearchFee is { Value: > 0 } fee)
        {
            lines.Add($"    each search: {UsdText.Format(fee.Value)} USD");
        }
    }

    private static string Describe(PriceSheet sheet)
    {
        var parts = new (string Name, UnitPrice? Price)[]
        {
            ("input", sheet.Input),
            ("cached input", sheet.CachedInput),
            ("cache write", sheet.CacheWrite),
            ("cache write 1 h", sheet.CacheWriteHour),
            ("audio input", sheet.AudioInput),
            ("output", sheet.Output),
            ("reasoning", sheet.Reasoning),
            ("audio output", sheet.AudioOutput),
        };
        var known = parts.Where(p => p.Price is not null).Select(p => $"{p.Name} {UsdText.Format(p.Price!.Value.NanoUsdPerMillion)}");
        return $"{string.Join(", ", known)} USD per million tokens";
    }
}
