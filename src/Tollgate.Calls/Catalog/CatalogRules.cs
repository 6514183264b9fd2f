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

        Need(findings, at, ModelKinds.All.Contains(model.Kind), $"kind is none of {string.Join(", ", ModelKinds.All)}");
        Need(findings, at, model.Endpoints is { Count: > 0 }, "endpoints is missing or empty");
        Need(findings, at, model.ContextWindow is > 0, "context_window is missing or below 1");
        var isChat = model.Kind is null or ModelKinds.Chat;
        Need(
            findings, at, model.MaxOutputTokens >= (isChat ? 1 : 0),
            isChat ? "max_output_tokens is missing or below 1" : "max_output_tokens is missing or below 0");
        Need(findings, at, model.Prices is { Count: > 0 }, "prices is missing or empty");
        var prices = model.Prices ?? [];
        for (var i = 0; i < prices.Count; i++)
        {
            Need(
                findings, at, i == 0 || (prices[i].ValidFrom is { } day && !(day <= prices[i - 1].ValidFrom)),
                "every price but the first needs valid_from, in ascending order");
            CheckPrice(findings, at, prices[i], isChat);
            CheckImages(findings, at, prices[i].Images ?? []);
            var lacking = KindRules.Lacking(model, prices[i]);
            Need(findings, at, lacking is null, lacking ?? "");
        }
    }

    private static void CheckImages(List<string> findings, string at, IReadOnlyList<ImageFormat> images)
    {
        var seen = new HashSet<(string?, string?)>();
        foreach (var image in images)
        {
            var prices = new[] { image.PerImageUsd, image.PerMegapixelUsd, image.OutputTokens }.Count(p => p is not null);
            Need(findings, at, prices == 1, "each of images needs one of per_image_usd, per_megapixel_usd and output_tokens");
            Need(findings, at, !(image.OutputTokens < 1), "output_tokens of an image is below 1");
            Need(
                findings, at, !Covers(seen, image),
                "images must be unlike each other, the most specific first");
            seen.Add((image.Size, image.Quality));
        }
    }

    // One that stands earlier would always be met in its place.
    private static bool Covers(HashSet<(string? Size, string? Quality)> earlier, ImageFormat image) =>
        earlier.Any(e => (e.Size is null || e.Size == image.Size) && (e.Quality is null || e.Quality == image.Quality));

    private static void CheckPrice(List<string> findings, string at, PriceFormat price, bool isChat)
    {
        if (isChat)
        {
            CheckSheet(findings, at, price);
        }

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
