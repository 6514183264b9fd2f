using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.UnitTests.Catalog;

/// <summary>What one source says of a model; USD per million tokens.</summary>
internal sealed record SourcedPrice(
    decimal? Input, decimal? Output, decimal? CachedInput, decimal? AudioInput, decimal? AudioOutput, bool LongContext)
{
    /// <summary>Writing to the cache for the usual time; compared where the catalog names it.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>By the names that catalog/README.md uses. A source that never names audio says nothing about it.</summary>
    public IEnumerable<(string Field, object? Value)> Fields(bool audio)
    {
        yield return ("input", Input);
        yield return ("output", Output);
        yield return ("cached_input", CachedInput);
        yield return ("long_context", LongContext);
        if (audio)
        {
            yield return ("audio_input", AudioInput);
            yield return ("audio_output", AudioOutput);
        }
    }
}

/// <summary>The three community catalogs that the prices were taken from, as far as they concern one provider.</summary>
/// <param name="folder">Where its parts stand among the sources; empty for OpenAI's.</param>
internal sealed class PriceSources(string folder = "")
{
    private readonly JsonElement _genai = Read(folder, "genai-prices.json");
    private readonly JsonElement _litellm = Read(folder, "litellm.json");
    private readonly JsonElement _modelsDev = Read(folder, "models-dev.json");

    public static string Root { get; } = FindRoot();

    /// <summary>What each source that knows the model says of it.</summary>
    public IReadOnlyList<(string Source, SourcedPrice Price)> Of(string model)
    {
        var found = new List<(string, SourcedPrice)>();
        foreach (var entry in _genai.EnumerateArray().Where(e => Matches(e.GetProperty("match"), model)).Take(1))
        {
            found.Add(("genai-prices", FromGenai(entry.GetProperty("prices"))));
        }

        if (_litellm.TryGetProperty(model, out var lite))
        {
            found.Add(("litellm", new SourcedPrice(
                PerToken(lite, "input_cost_per_token"),
                PerToken(lite, "output_cost_per_token"),
                PerToken(lite, "cache_read_input_token_cost"),
                PerToken(lite, "input_cost_per_audio_token"),
                PerToken(lite, "output_cost_per_audio_token"),
                lite.TryGetProperty("input_cost_per_token_above_272k_tokens", out _) || lite.TryGetProperty("input_cost_per_token_above_200k_tokens", out _))
            {
                CacheWrite = PerToken(lite, "cache_creation_input_token_cost"),
            }));
        }

        if (_modelsDev.TryGetProperty(model, out var dev))
        {
            var cost = dev.GetProperty("cost");
            found.Add(("models.dev", new SourcedPrice(
                Base(cost, "input"), Base(cost, "output"), Base(cost, "cache_read"), null, null, cost.TryGetProperty("tiers", out _))
            {
                CacheWrite = Base(cost, "cache_write"),
            }));
        }

        return found;
    }

    // A list of dated prices ends with the one in force.
    private static SourcedPrice FromGenai(JsonElement prices)
    {
        var now = prices.ValueKind == JsonValueKind.Array ? prices.EnumerateArray().Last().GetProperty("prices") : prices;
        return new SourcedPrice(
            Base(now, "input_mtok"),
            Base(now, "output_mtok"),
            Base(now, "cache_read_mtok"),
            Base(now, "input_audio_mtok"),
            Base(now, "output_audio_mtok"),
            now.TryGetProperty("input_mtok", out var input) && input.ValueKind == JsonValueKind.Object)
        {
            CacheWrite = Base(now, "cache_write_mtok"),
        };
    }

    private static decimal? Base(JsonElement prices, string name) =>
        !prices.TryGetProperty(name, out var price) ? null
        : price.ValueKind == JsonValueKind.Object ? price.GetProperty("base").GetDecimal()
        : price.GetDecimal();

    private static decimal? PerToken(JsonElement prices, string name) =>
        prices.TryGetProperty(name, out var price) ? price.GetDecimal() * 1_000_000 : null;

    private static bool Matches(JsonElement match, string model)
    {
        var rule = match.EnumerateObject().First();
        return rule.Name switch
        {
            "or" => rule.Value.EnumerateArray().Any(r => Matches(r, model)),
            "equals" => model == rule.Value.GetString(),
            "starts_with" => model.StartsWith(rule.Value.GetString()!, StringComparison.Ordinal),
            "regex" => Regex.IsMatch(model, rule.Value.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)),
            _ => model.Contains(rule.Value.GetString()!, StringComparison.Ordinal),
        };
    }

    private static JsonElement Read(string folder, string file) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "tests/Tollgate.UnitTests/Catalog/Sources", folder, file))).RootElement;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Tollgate.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests run outside of a checkout");
        }

        return folder.FullName;
    }
}
