namespace Tollgate.Calls.Catalog;

/// <summary>What a file of the catalog must keep to, beyond its shape.</summary>
internal static class CatalogRules
{
    /// <summary>Every finding, in the file's order; empty when all is well.</summary>
    public static IReadOnlyList<string> Check(CatalogFormat file)
    {
        var findings = new List<string>();
        Need(findings, "file", !string.IsNullOrEmpty(file.Provider) && !file.Provider.Contains('/'), "provider is missing or holds a slash");
        Need(findings, "file", file.AsOf is not null, "as_of is missing");
        Need(findings, "file", file.Models is { Count: > 0 }, "models is missing or empty");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var model in file.Models ?? [])
        {
            CheckModel(findings, model, names);
        }

        return findings;
    }

    private static void CheckModel(List<string> findings, ModelFormat model, HashSet<string> names)
    {
        var at = model.Model ?? "a model without a name";
        Need(findings, at, !string.IsNullOrEmpty(model.Model), "model is missing");
        foreach (var name in (model.Aliases ?? []).Prepend(at))
        {
            Need(findings, at, names.Add(name), $"the name {name} stands twice");
        }

        Need(findings, at, model.Kind is not null, "kind is missing");
        Need(findings, at, model.Endpoints is { Count: > 0 }, "endpoints is missing or empty");
        Need(findings, at, model.ContextWindow is > 0, "context_window is missing or below 1");
        Need(findings, at, model.MaxOutputTokens is > 0, "max_output_tokens is missing or below 1");
        Need(findings, at, model.Prices is { Count: > 0 }, "prices is missing or empty");
        var prices = model.Prices ?? [];
        for (var i = 0; i < prices.Count; i++)
        {
            Need(
                findings, at, i == 0 || (prices[i].ValidFrom is { } day && !(day <= prices[i - 1].ValidFrom)),
                "every price but the first needs valid_from, in ascending order");
            CheckPrice(findings, at, prices[i]);
        }
    }

    private static void CheckPrice(List<string> findings, string at, PriceFormat price)
    {
        CheckSheet(findings, at, price);
        CheckTiers(findings, at, price.LongContext ?? []);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tier in price.ServiceTiers ?? [])
        {
            Need(findings, at, !string.IsNullOrEmpty(tier.Name) && names.Add(tier.Name), "a service tier has no name, or another's");
            CheckSheet(findings, at, tier);
            CheckTiers(findings, at, tier.LongContext ?? []);
        }
    }

    private static void CheckTiers(List<string> findings, string at, IReadOnlyList<LongContextFormat> tiers)
    {
        long last = 0;
        foreach (var tier in tiers)
        {
            Need(findings, at, tier.FromInputTokens > last, "long_context needs from_input_tokens, at least 1, in ascending order");
            last = tier.FromInputTokens ?? last;
            CheckSheet(findings, at, tier);
        }
    }

    private static void CheckSheet(List<string> findings, string at, SheetFormat sheet)
    {
        Need(findings, at, sheet.InputPerMtok is not null, "a price lacks input_per_mtok");
        Need(findings, at, sheet.OutputPerMtok is not null, "a price lacks output_per_mtok");
    }

    private static void Need(List<string> findings, string at, bool held, string otherwise)
    {
        if (!held)
        {
            findings.Add($"{at}: {otherwise}");
        }
    }
}
