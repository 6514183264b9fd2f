using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.UnitTests.Catalog.Comparison;

/// <summary>What a reply costs by genai-prices alone: its rules for reading usage, its prices, its thresholds; nothing of the gateway's.
/// A kind of token without a price costs what its whole costs.</summary>
internal sealed class GenaiCalculation(JsonElement catalog, DateOnly day)
{
    // Each kind of token and the whole that it lies within.
    private static readonly (string Tokens, string Price, string Within)[] Kinds =
    [
        ("cache_read_tokens", "cache_read_mtok", "input_tokens"),
        ("cache_write_tokens", "cache_write_mtok", "input_tokens"),
        ("input_audio_tokens", "input_audio_mtok", "input_tokens"),
        ("output_audio_tokens", "output_audio_mtok", "output_tokens"),
    ];

    /// <summary>The cost in nano-USD, rounded up once; null when it does not know the model.</summary>
    /// <param name="provider">Its name there.</param>
    /// <param name="flavor">Which of its rules for reading usage holds.</param>
    /// <param name="model">Name at the provider.</param>
    /// <param name="reply">The provider's reply.</param>
    public long? Cost(string provider, string flavor, string model, JsonElement reply)
    {
        var of = catalog.EnumerateArray().Single(p => p.GetProperty("id").GetString() == provider);
        var found = of.GetProperty("models").EnumerateArray().Where(m => Matches(m.GetProperty("match"), model)).ToArray();
        if (found.Length == 0)
        {
            return null;
        }

        var extractor = of.GetProperty("extractors").EnumerateArray().Single(e => e.GetProperty("api_flavor").GetString() == flavor);
        var counts = Counts(extractor.GetProperty("mappings"), reply.GetProperty(extractor.GetProperty("root").GetString()!));
        return (long)decimal.Ceiling(Price(InForce(found[0].GetProperty("prices")), counts) * 1_000_000_000m);
    }

    private static decimal Price(JsonElement prices, Dictionary<string, long> counts)
    {
        var input = counts.GetValueOrDefault("input_tokens");
        var plain = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["input_tokens"] = input, ["output_tokens"] = counts.GetValueOrDefault("output_tokens"),
        };

        // Sound that was cached lies within both.
        var both = counts.GetValueOrDefault("cache_audio_read_tokens");
        var audioRead = Rate(prices, "cache_audio_read_mtok", input) ?? Rate(prices, "cache_read_mtok", input) ?? Rate(prices, "input_mtok", input) ?? 0;
        var cost = both * audioRead;
        plain["input_tokens"] -= both;
        foreach (var (tokens, price, within) in Kinds)
        {
            var shared = tokens is "cache_read_tokens" or "input_audio_tokens" ? both : 0;
            var count = counts.GetValueOrDefault(tokens) - shared;
            cost += count * (Rate(prices, price, input) ?? Rate(prices, Whole(within), input) ?? 0);
            plain[within] -= count;
        }

        cost += plain.Sum(kind => kind.Value * (Rate(prices, Whole(kind.Key), input) ?? 0));
        var request = prices.TryGetProperty("requests_kcount", out var thousand) ? thousand.GetDecimal() / 1_000m : 0;
        return (cost / 1_000_000m) + request;
    }

    private static string Whole(string tokens) => tokens == "input_tokens" ? "input_mtok" : "output_mtok";

    // The last threshold that all of the input passes prices all of it.
    private static decimal? Rate(JsonElement prices, string name, long input)
    {
        if (!prices.TryGetProperty(name, out var price))
        {
            return null;
        }

        return price.ValueKind != JsonValueKind.Object
            ? price.GetDecimal()
            : price.GetProperty("tiers").EnumerateArray().Where(t => input > t.GetProperty("start").GetInt64())
                .OrderBy(t => t.GetProperty("start").GetInt64()).Select(t => t.GetProperty("price").GetDecimal())
                .LastOrDefault(price.GetProperty("base").GetDecimal());
    }

    private JsonElement InForce(JsonElement prices) => prices.ValueKind != JsonValueKind.Array
        ? prices
        : prices.EnumerateArray().Last(p => !p.TryGetProperty("constraint", out var c) || !c.TryGetProperty("start_date", out var from)
            || DateOnly.Parse(from.GetString()!, CultureInfo.InvariantCulture) <= day).GetProperty("prices");

    private static Dictionary<string, long> Counts(JsonElement mappings, JsonElement usage)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var mapping in mappings.EnumerateArray())
        {
            if (Find(usage, mapping.GetProperty("path")) is { } value)
            {
                var name = mapping.GetProperty("dest").GetString()!;
                counts[name] = counts.GetValueOrDefault(name) + value;
            }
        }

        return counts;
    }

    private static long? Find(JsonElement usage, JsonElement path)
    {
        JsonElement[] steps = path.ValueKind == JsonValueKind.Array ? [.. path.EnumerateArray()] : [path];
        JsonElement? at = usage;
        foreach (var step in steps)
        {
            at = step.ValueKind == JsonValueKind.String ? Member(at, step.GetString()!) : Item(at, step);
        }

        return at?.GetInt64();
    }

    private static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? Item(JsonElement? of, JsonElement step)
    {
        var field = step.GetProperty("field").GetString()!;
        foreach (var item in of is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToArray() : [])
        {
            if (Matches(step.GetProperty("match"), item.GetProperty(field).GetString()!))
            {
                return item;
            }
        }

        return null;
    }

    private static bool Matches(JsonElement match, string text)
    {
        var rule = match.EnumerateObject().First();
        return rule.Name switch
        {
            "or" => rule.Value.EnumerateArray().Any(r => Matches(r, text)),
            "and" => rule.Value.EnumerateArray().All(r => Matches(r, text)),
            "equals" => text == rule.Value.GetString(),
            "starts_with" => text.StartsWith(rule.Value.GetString()!, StringComparison.Ordinal),
            "ends_with" => text.EndsWith(rule.Value.GetString()!, StringComparison.Ordinal),
            "contains" => text.Contains(rule.Value.GetString()!, StringComparison.Ordinal),
            "regex" => Regex.IsMatch(text, rule.Value.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)),
            _ => throw new InvalidOperationException($"genai-prices matches by {rule.Name}, which this test does not know"),
        };
    }
}
