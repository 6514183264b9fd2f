using Tollgate.Calls.Catalog;

namespace Tollgate.Calls.Imports;

/// <summary>What of a community catalog can be charged: all that is not known in full is left out, since an unknown model is refused and a
/// wrong price is charged.</summary>
internal static class ImportRules
{
    /// <summary>Why a model cannot be taken; null when it can.</summary>
    public static string? Refuse(ImportedModel imported)
    {
        var model = imported.Model;
        var prices = model.Prices ?? [];
        return SourceProviders.ChatEndpoint(imported.Provider) is null ? "its provider is none that the gateway has"
            : model.Model!.EndsWith('*') ? "its name stands for more than one model"
            : SourceProviders.IsElsewhere(imported.Provider, model.Model!) ? "its provider serves it behind another API"
            : !SourceProviders.IsKnown(model.Kind, model.Model!) ? "it is of no kind that the catalog has"
            : SourceProviders.Endpoint(imported.Provider, model.Kind) is null ? "its provider is asked for nothing of its kind"
            : SourceProviders.DoesMore(model.Model!) ? "it searches or asks other models by itself, and no field tells all that this costs"
            : model.Kind == ModelKinds.Chat && prices.Any(p => p.InputPerMtok is null || p.OutputPerMtok is null)
                ? "it has no price for input or none for output"
            : prices.Select(p => KindRules.Lacking(model, p)).FirstOrDefault(lacking => lacking is not null) is { } why ? why
            : prices.Any(p => p.PerSecondUsd > FormatReader.MostNanoUsdPerSecond) ? SourceNumber.NotExact
            : prices.Any(p => IsFree(p) || (model.Kind == ModelKinds.Chat && Sheets(p).Any(IsHalfFree))) ? "its price is 0: give it that price in the workspace if it is meant"
            : imported.Provider == "anthropic" && prices.Any(p => p.CacheWritePerMtok is null) ? "it has no price for writes to the cache"
            : model.ContextWindow is null ? "it has no context window, so that no call could be bounded"
            : model.MaxOutputTokens is null ? "it has no limit of output, so that no call could be bounded"
            : null;
    }

    /// <summary>Adds what follows from a provider's own rules where a source leaves it out.</summary>
    public static void Complete(ImportedModel imported)
    {
        imported.Model.Endpoints ??= SourceProviders.Endpoint(imported.Provider, imported.Model.Kind) is { } endpoint ? [endpoint] : null;
        if (imported.Model.Kind == ModelKinds.Embedding)
        {
            imported.Model.MaxOutputTokens = 0;
        }

        if (imported.Provider == "anthropic")
        {
            // Writes for an hour cost twice the input; most sources know one kind of write only.
            foreach (var sheet in (imported.Model.Prices ?? []).SelectMany(Sheets).Where(s => s.CacheWritePerMtok is not null))
            {
                sheet.CacheWriteHourPerMtok ??= checked(2 * sheet.InputPerMtok);
            }
        }
    }

    private static bool IsFree(PriceFormat p) =>
        !(p.InputPerMtok > 0 || p.OutputPerMtok > 0 || p.AudioInputPerMtok > 0 || p.AudioOutputPerMtok > 0 || p.ImageOutputPerMtok > 0
            || p.InputPerMchar > 0 || p.PerSecondUsd > 0 || (p.Images ?? []).Any(i => i.PerImageUsd > 0));

    // A chat of which only one side costs has not been priced, but half of it.
    private static bool IsHalfFree(SheetFormat sheet) => sheet.InputPerMtok == 0 || sheet.OutputPerMtok == 0;

    private static IEnumerable<SheetFormat> Sheets(PriceFormat price) =>
        [price, .. price.LongContext ?? [], .. (price.ServiceTiers ?? []).SelectMany(t => (IEnumerable<SheetFormat>)[t, .. t.LongContext ?? []])];
}
