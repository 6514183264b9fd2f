using System.Text.Json;
using Tollgate.Calls.Catalog;

namespace Tollgate.Calls.Imports;

/// <summary>Reads the format of genai-prices: a list of providers, each with models that match names by rules.</summary>
internal static class GenaiReader
{
    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["input_mtok"] = "input",
        ["output_mtok"] = "output",
        ["cache_read_mtok"] = "cached_input",
        ["cache_write_mtok"] = "cache_write",
        ["input_audio_mtok"] = "audio_input",
        ["output_audio_mtok"] = "audio_output",
    };

    public static Gathered Read(JsonElement root)
    {
        var found = new Gathered();
        foreach (var provider in root.EnumerateArray())
        {
            var name = SourceProviders.Named(SourceNumber.Text(provider, "id") ?? "");
            foreach (var entry in provider.GetProperty("models").EnumerateArray())
            {
                Read(found, name, entry);
            }
        }

        return found;
    }

    private static void Read(Gathered found, string provider, JsonElement entry)
    {
        var id = SourceNumber.Text(entry, "id") ?? "";
        var names = new List<string>();
        var isNamed = entry.TryGetProperty("match", out var match) && Names(match, id, names);
        var fault = isNamed || names.Count > 0 ? null : "its names are matched by likeness only";
        var main = isNamed || names.Count == 0 ? id : names[0];
        var prices = new List<PriceFormat>();
        fault ??= entry.TryGetProperty("prices", out var priced) ? Prices(priced, prices) : "it has no price";
        var window = SourceNumber.Count(entry, "context_window");
        found.Add(provider, new ModelFormat
        {
            Model = main,
            Aliases = [.. names.Where(name => name != main).Distinct(StringComparer.Ordinal)],
            Kind = SourceProviders.KindByName(main),
            ContextWindow = window,

            // It names no limit of output: nothing but the window bounds it.
            MaxOutputTokens = window,
            Prices = prices,
        }, fault);
    }

    // Gathers the names that are told in full; true when the id is one that the rules take.
    private static bool Names(JsonElement match, string id, List<string> names)
    {
        var taken = false;
        foreach (var rule in match.EnumerateObject())
        {
            switch (rule.Name)
            {
                case "or":
                    foreach (var one in rule.Value.EnumerateArray())
                    {
                        taken |= Names(one, id, names);
                    }

                    break;
                case "equals":
                    names.Add(rule.Value.GetString()!);
                    taken |= id == rule.Value.GetString();
                    break;
                case "starts_with":
                    taken |= id.StartsWith(rule.Value.GetString()!, StringComparison.Ordinal);
                    break;
                case "contains":
                    taken |= id.Contains(rule.Value.GetString()!, StringComparison.Ordinal);
                    break;
                default:
                    break;
            }
        }

        return taken;
    }

    private static string? Prices(JsonElement priced, List<PriceFormat> prices)
    {
        if (priced.ValueKind != JsonValueKind.Array)
        {
            prices.Add(new PriceFormat());
            return Price(priced, prices[0]);
        }

        foreach (var dated in priced.EnumerateArray())
        {
            var price = new PriceFormat();
            if (dated.TryGetProperty("constraint", out var constraint) && constraint.ValueKind == JsonValueKind.Object)
            {
                price.ValidFrom = SourceNumber.Day(constraint, "start_date");
                if (price.ValidFrom is null)
                {
                    return "its price changes with the hour of the day";
                }
            }

            prices.Add(price);
            if (Price(dated.GetProperty("prices"), price) is { } fault)
            {
                return fault;
            }
        }

        prices.Sort((a, b) => (a.ValidFrom ?? DateOnly.MinValue).CompareTo(b.ValidFrom ?? DateOnly.MinValue));
        return null;
    }

    private static string? Price(JsonElement from, PriceFormat price)
    {
        var tiers = new SortedDictionary<long, LongContextFormat>();
        foreach (var field in from.EnumerateObject())
        {
            var fault = Fields.TryGetValue(field.Name, out var name) ? Field(field.Value, name, price, tiers) : Fee(field, price);
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

    private static string? Field(JsonElement value, string name, PriceFormat price, SortedDictionary<long, LongContextFormat> tiers)
    {
        var isTiered = value.ValueKind == JsonValueKind.Object;
        if (!SourceNumber.TryNano(isTiered ? value.GetProperty("base") : value, SourceNumber.PerMillion, out var nano))
        {
            return SourceNumber.NotExact;
        }

        SheetFields.Set(price, name, nano);
        foreach (var tier in isTiered ? value.GetProperty("tiers").EnumerateArray().ToArray() : [])
        {
            if (SourceNumber.Count(tier, "start") is not { } start || !SourceNumber.TryNano(tier.GetProperty("price"), SourceNumber.PerMillion, out nano))
            {
                return SourceNumber.NotExact;
            }

            // Its tiers begin beyond their start.
            if (!tiers.TryGetValue(start, out var sheet))
            {
                tiers.Add(start, sheet = new LongContextFormat { FromInputTokens = start + 1 });
            }

            SheetFields.Set(sheet, name, nano);
        }

        return null;
    }

    private static string? Fee(JsonProperty field, PriceFormat price)
    {
        switch (field.Name)
        {
            // Sound that was read from the cache is charged as sound, which is dearer.
            case "cache_audio_read_mtok":
                return null;
            case "requests_kcount":
                if (!SourceNumber.TryNano(field.Value, SourceNumber.PerThousand, out var nano))
                {
                    return SourceNumber.NotExact;
                }

                price.PerRequestUsd = nano;
                return null;
            default:
                return $"it has a price that the catalog has no field for: {field.Name}";
        }
    }
}
