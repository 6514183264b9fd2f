using System.Text.Json;
using Tollgate.Calls.Catalog;

namespace Tollgate.Calls.Imports;

/// <summary>Reads the format of models.dev: providers by name, in them models by name, each with cost, limits and modalities.</summary>
internal static class ModelsDevReader
{
    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["input"] = "input",
        ["output"] = "output",
        ["cache_read"] = "cached_input",
        ["cached_input"] = "cached_input",
        ["cache_write"] = "cache_write",
        ["input_audio"] = "audio_input",
        ["output_audio"] = "audio_output",
        ["reasoning"] = "reasoning",
    };

    public static Gathered Read(JsonElement root)
    {
        var found = new Gathered();
        foreach (var provider in root.EnumerateObject())
        {
            var models = provider.Value.TryGetProperty("models", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : provider.Value;
            foreach (var entry in models.EnumerateObject().Where(e => e.Value.ValueKind == JsonValueKind.Object))
            {
                Read(found, SourceProviders.Named(provider.Name), entry);
            }
        }

        return found;
    }

    private static void Read(Gathered found, string provider, JsonProperty entry)
    {
        var price = new PriceFormat();
        var fault = entry.Value.TryGetProperty("cost", out var cost) && cost.ValueKind == JsonValueKind.Object ? Price(cost, price) : "it has no price";
        if (fault is null && price.AudioInputPerMtok is null && Lists(entry.Value, "input").Contains("audio"))
        {
            fault = "it hears, but has no price for sound";
        }

        entry.Value.TryGetProperty("limit", out var limit);
        var hasLimit = limit.ValueKind == JsonValueKind.Object;
        found.Add(provider, new ModelFormat
        {
            Model = entry.Name,
            Kind = Kind(entry),
            ContextWindow = hasLimit ? SourceNumber.Count(limit, "context") : null,
            MaxOutputTokens = hasLimit ? SourceNumber.Count(limit, "output") : null,
            Reasoning = SourceNumber.Flag(entry.Value, "reasoning"),
            ReleasedOn = SourceNumber.Day(entry.Value, "release_date"),
            Prices = [price],
        }, fault);
    }

    private static string Kind(JsonProperty entry)
    {
        var named = SourceProviders.KindByName(entry.Name);
        var output = Lists(entry.Value, "output");
        return named != ModelKinds.Chat ? named
            : output is ["text"] ? ModelKinds.Chat
            : output is ["audio"] ? ModelKinds.Speech
            : output.Contains("image") && !output.Contains("text") ? ModelKinds.Image
            : "other";
    }

    private static string?[] Lists(JsonElement entry, string side) =>
        entry.TryGetProperty("modalities", out var modalities) && modalities.TryGetProperty(side, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(m => m.GetString())]
            : [];

    private static string? Price(JsonElement cost, PriceFormat price)
    {
        var tiers = new SortedDictionary<long, LongContextFormat>();
        foreach (var field in cost.EnumerateObject())
        {
            var fault = field.Name switch
            {
                "tiers" => AllTiers(field.Value, tiers),
                "context_over_200k" => Tier(field.Value, 200_000, tiers),
                _ => Field(field, price),
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        SheetFormat below = price;
        foreach (var tier in tiers.Values)
        {
            SheetFields.Complete(tier, below);
            below = tier;
        }

        price.LongContext = [.. tiers.Values];
        return null;
    }

    private static string? Field(JsonProperty field, SheetFormat sheet)
    {
        if (!Fields.TryGetValue(field.Name, out var name))
        {
            return $"it has a price that the catalog has no field for: {field.Name}";
        }

        if (!SourceNumber.TryNano(field.Value, SourceNumber.PerMillion, out var nano))
        {
            return SourceNumber.NotExact;
        }

        SheetFields.Set(sheet, name, nano);
        return null;
    }

    private static string? AllTiers(JsonElement list, SortedDictionary<long, LongContextFormat> tiers)
    {
        foreach (var tier in list.EnumerateArray())
        {
            var fault = tier.TryGetProperty("tier", out var from) && SourceNumber.Count(from, "size") is { } size
                ? Tier(tier, size, tiers)
                : "a price for long input does not say from where on it holds";
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? Tier(JsonElement prices, long size, SortedDictionary<long, LongContextFormat> tiers)
    {
        var sheet = new LongContextFormat { FromInputTokens = size + 1 };
        tiers[size] = sheet;
        foreach (var field in prices.EnumerateObject().Where(f => f.Name != "tier"))
        {
            if (Field(field, sheet) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }
}
