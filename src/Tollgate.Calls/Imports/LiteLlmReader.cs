using System.Globalization;
using System.Text.Json;
using Tollgate.Calls.Catalog;

namespace Tollgate.Calls.Imports;

/// <summary>Reads LiteLLM's format: models by name, each price a field whose name carries kind, length of input and service tier.</summary>
internal static class LiteLlmReader
{
    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["input_cost_per_token"] = "input",
        ["output_cost_per_token"] = "output",
        ["cache_read_input_token_cost"] = "cached_input",
        ["input_cost_per_token_cache_hit"] = "cached_input",
        ["cache_creation_input_token_cost"] = "cache_write",
        ["cache_creation_input_token_cost_above_1hr"] = "cache_write_hour",
        ["input_cost_per_audio_token"] = "audio_input",
        ["output_cost_per_audio_token"] = "audio_output",
        ["output_cost_per_reasoning_token"] = "reasoning",
        ["input_cost_per_image_token"] = "image_input",
        ["cache_read_input_image_token_cost"] = "cached_image_input",
        ["output_cost_per_image_token"] = "image_output",
    };

    // Sound from the cache is charged as sound; a search fee alone does not tell how searches are counted: the tool stays refused.
    private static readonly HashSet<string> NotNeeded = new(StringComparer.Ordinal)
    {
        "cache_read_input_audio_token_cost", "cache_creation_input_audio_token_cost", "search_context_cost_per_query",
    };

    private static readonly string[] Tiers = ["priority", "flex"];

    public static Gathered Read(JsonElement root)
    {
        var found = new Gathered();
        foreach (var entry in root.EnumerateObject().Where(e => e.Name != "sample_spec"))
        {
            var source = SourceNumber.Text(entry.Value, "litellm_provider") ?? "";
            var provider = SourceProviders.Named(source);
            var price = new PriceFormat();
            var fault = Price(entry.Value, price);
            found.Add(provider, new ModelFormat
            {
                Model = entry.Name.StartsWith(source + "/", StringComparison.Ordinal) ? entry.Name[(source.Length + 1)..] : entry.Name,
                Kind = Kind(SourceNumber.Text(entry.Value, "mode")),
                ContextWindow = SourceNumber.Count(entry.Value, "max_input_tokens"),
                MaxOutputTokens = SourceNumber.Count(entry.Value, "max_output_tokens"),
                Reasoning = SourceNumber.Flag(entry.Value, "supports_reasoning"),
                RetiresOn = SourceNumber.Day(entry.Value, "deprecation_date"),
                Prices = [price],
            }, fault);
        }

        return found;
    }

    private static string Kind(string? mode) => mode switch
    {
        "chat" or "responses" => ModelKinds.Chat,
        "embedding" => ModelKinds.Embedding,
        "image_generation" => ModelKinds.Image,
        "audio_speech" => ModelKinds.Speech,
        "audio_transcription" => ModelKinds.Transcription,
        _ => "other",
    };

    private static string? Price(JsonElement entry, PriceFormat price)
    {
        // By tier and threshold; the base is the tier without a name from 0 tokens on.
        var sheets = new SortedDictionary<(string Tier, long From), LongContextFormat>();
        foreach (var field in entry.EnumerateObject())
        {
            if (!field.Name.Contains("cost", StringComparison.Ordinal) || field.Name.EndsWith("_batches", StringComparison.Ordinal)
                || NotNeeded.Contains(field.Name) || field.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            var (name, from, tier) = Parts(field.Name);
            if (IsSaidAgain(name, entry))
            {
                continue;
            }

            if (tier.Length == 0 && Event(field, price) is { } taken)
            {
                if (taken.Fault is { } fault)
                {
                    return fault;
                }

                continue;
            }

            if (!Fields.TryGetValue(name, out var known))
            {
                return $"it has a price that the catalog has no field for: {field.Name}";
            }

            if (!SourceNumber.TryNano(field.Value, SourceNumber.PerToken, out var nano))
            {
                return SourceNumber.NotExact;
            }

            if (!sheets.TryGetValue((tier, from), out var sheet))
            {
                sheets.Add((tier, from), sheet = new LongContextFormat { FromInputTokens = from + 1 });
            }

            SheetFields.Set(sheet, known, nano);
        }

        Join(sheets, price);
        return null;
    }

    // What an image, or a second of speech, comes to where its tokens are billed.
    private static bool IsSaidAgain(string name, JsonElement entry) => name switch
    {
        "output_cost_per_image" => entry.TryGetProperty("output_cost_per_image_token", out _),
        "output_cost_per_second" => entry.TryGetProperty("output_cost_per_audio_token", out _),
        _ => false,
    };

    // Prices of other things than tokens; null for a field that is none.
    private static (string? Fault, bool Taken)? Event(JsonProperty field, PriceFormat price)
    {
        var isCharacter = field.Name == "input_cost_per_character";
        if (!isCharacter && field.Name is not ("input_cost_per_second" or "output_cost_per_image"))
        {
            return null;
        }

        if (!SourceNumber.TryNano(field.Value, isCharacter ? SourceNumber.PerToken : SourceNumber.PerMillion, out var nano))
        {
            return (SourceNumber.NotExact, false);
        }

        switch (field.Name)
        {
            case "input_cost_per_character": price.InputPerMchar = nano; break;
            case "input_cost_per_second": price.PerSecondUsd = nano; break;
            default: price.Images = [new ImageFormat { PerImageUsd = nano }]; break;
        }

        return (null, true);
    }

    private static void Join(SortedDictionary<(string Tier, long From), LongContextFormat> sheets, PriceFormat price)
    {
        if (sheets.TryGetValue(("", 0), out var standard))
        {
            SheetFields.Complete(price, standard);
        }

        price.LongContext = Long(sheets, "", price);
        var tiers = new List<TierFormat>();
        foreach (var name in Tiers)
        {
            // A tier without prices of both input and output is not known.
            if (sheets.TryGetValue((name, 0), out var sheet) && sheet is { InputPerMtok: not null, OutputPerMtok: not null })
            {
                var tier = new TierFormat { Name = name };
                SheetFields.Complete(tier, sheet);
                tier.LongContext = Long(sheets, name, tier);
                tiers.Add(tier);
            }
        }

        price.ServiceTiers = tiers;
    }

    private static LongContextFormat[] Long(
        SortedDictionary<(string Tier, long From), LongContextFormat> sheets, string tier, SheetFormat below)
    {
        var found = sheets.Where(s => s.Key.Tier == tier && s.Key.From > 0).Select(s => s.Value).ToArray();
        foreach (var sheet in found)
        {
            SheetFields.Complete(sheet, below);
            below = sheet;
        }

        return found;
    }

    // "input_cost_per_token_above_200k_tokens_priority": the price, 200,000, priority.
    private static (string Name, long From, string Tier) Parts(string field)
    {
        var tier = Tiers.FirstOrDefault(t => field.EndsWith("_" + t, StringComparison.Ordinal)) ?? "";
        var name = tier.Length == 0 ? field : field[..^(tier.Length + 1)];
        const string End = "k_tokens";
        var above = name.LastIndexOf("_above_", StringComparison.Ordinal);
        return above > 0 && name.EndsWith(End, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(above + 7)[..^End.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var thousands)
                ? (name[..above], thousands * 1_000, tier)
                : (name, 0, tier);
    }
}
