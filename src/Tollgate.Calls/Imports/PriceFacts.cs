using Tollgate.Metering.Prices;

namespace Tollgate.Calls.Imports;

/// <summary>A price as a list of named amounts, to compare two of them.</summary>
internal static class PriceFacts
{
    /// <summary>Every amount by its name, nano-USD; a part that costs what its whole costs is told at that price, so that two ways of saying the
    /// same are the same.</summary>
    public static SortedDictionary<string, long> Of(ModelPrice price, bool tiers, bool searchFees)
    {
        var facts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        Add(facts, "", price.Base, price.LongContext);
        facts["a request"] = price.RequestFeeNanoUsd;
        if (searchFees && price.SearchFee is { } fee)
        {
            facts["a search"] = fee.Value;
        }

        AddUnits(facts, price);
        foreach (var tier in tiers ? price.ServiceTiers : [])
        {
            Add(facts, $" in tier {tier.Name}", tier.Sheet, tier.LongContext);
        }

        return facts;
    }

    private static void AddUnits(SortedDictionary<string, long> facts, ModelPrice price)
    {
        if (price.PerCharacter is { } character)
        {
            facts["a million characters"] = character.NanoUsdPerMillion;
        }

        if (price.PerAudioMs is { } ms)
        {
            facts["a thousand seconds"] = ms.NanoUsdPerMillion;
        }

        // The tokens of an image are a bound, no price.
        foreach (var image in price.Images.Where(i => i.OutputTokens == 0))
        {
            facts[$"{(image.IsPerMegapixel ? "a megapixel" : "an image")}, size {image.Size ?? "any"}, quality {image.Quality ?? "any"}"] = image.NanoUsd;
        }
    }

    private static void Add(SortedDictionary<string, long> facts, string where, PriceSheet sheet, IReadOnlyList<LongContextTier> tiers)
    {
        Add(facts, where, sheet);
        foreach (var tier in tiers)
        {
            Add(facts, $"{where} from {tier.FromInputTokens} input tokens", tier.Sheet);
        }
    }

    private static void Add(SortedDictionary<string, long> facts, string where, PriceSheet sheet)
    {
        var input = sheet.Input;
        var output = sheet.Output;
        facts["input" + where] = input.NanoUsdPerMillion;
        facts["output" + where] = output.NanoUsdPerMillion;
        facts["cached input" + where] = (sheet.CachedInput ?? input).NanoUsdPerMillion;
        facts["cache write" + where] = (sheet.CacheWrite ?? input).NanoUsdPerMillion;
        facts["cache write, 1 h" + where] = (sheet.CacheWriteHour ?? input).NanoUsdPerMillion;
        facts["audio input" + where] = (sheet.AudioInput ?? input).NanoUsdPerMillion;
        facts["audio output" + where] = (sheet.AudioOutput ?? output).NanoUsdPerMillion;
        facts["reasoning" + where] = (sheet.Reasoning ?? output).NanoUsdPerMillion;
        Named(facts, "image input" + where, sheet.ImageInput, input);
        Named(facts, "cached image input" + where, sheet.CachedImageInput, sheet.ImageInput ?? sheet.CachedInput ?? input);
        Named(facts, "image output" + where, sheet.ImageOutput, output);
    }

    // Few models have images at all.
    private static void Named(SortedDictionary<string, long> facts, string name, UnitPrice? price, UnitPrice whole)
    {
        if (price is { } named && named != whole)
        {
            facts[name] = named.NanoUsdPerMillion;
        }
    }
}
