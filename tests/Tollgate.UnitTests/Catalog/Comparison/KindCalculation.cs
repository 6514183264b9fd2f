using System.Globalization;
using System.Text.Json;
using Tollgate.Metering.Usage;

namespace Tollgate.UnitTests.Catalog.Comparison;

/// <summary>What usage of other kinds than chat costs by the community catalogs alone: their prices, in decimals, rounded up once.</summary>
internal sealed class KindCalculation(JsonElement genai, JsonElement liteLlm)
{
    /// <summary>Nano-USD and whose price it is; null where neither knows all that was used.</summary>
    public (long NanoUsd, string Source)? Cost(string provider, string model, TokenUsage usage) =>
        Genai(provider, model, usage) is { } first ? (Nano(first), "genai-prices")
        : LiteLlm(model, usage) is { } second ? (Nano(second), "litellm")
        : null;

    private static long Nano(decimal usd) => (long)decimal.Ceiling(usd * 1_000_000_000m);

    private decimal? Genai(string provider, string model, TokenUsage usage)
    {
        // It has no price of images.
        var entry = genai.EnumerateArray().Single(p => p.GetProperty("id").GetString() == (provider == "xai" ? "x-ai" : provider))
            .GetProperty("models").EnumerateArray().FirstOrDefault(m => m.GetProperty("id").GetString() == model);
        if (entry.ValueKind == JsonValueKind.Undefined || usage.ImageInputTokens + usage.ImageOutputTokens + usage.Images + usage.Characters + usage.AudioMs > 0)
        {
            return null;
        }

        var prices = entry.GetProperty("prices");
        var input = Named(prices, "input_mtok") ?? 0;
        var output = Named(prices, "output_mtok") ?? 0;
        return ((Text(usage) * input)
            + (usage.CachedInputTokens * (Named(prices, "cache_read_mtok") ?? input))
            + (usage.AudioInputTokens * (Named(prices, "input_audio_mtok") ?? input))
            + ((usage.OutputTokens - usage.AudioOutputTokens) * output)
            + (usage.AudioOutputTokens * (Named(prices, "output_audio_mtok") ?? output))) / 1_000_000m;
    }

    private decimal? LiteLlm(string model, TokenUsage usage)
    {
        if (!liteLlm.TryGetProperty(model, out var entry) || usage.Images + usage.Characters + usage.AudioMs > 0)
        {
            return null;
        }

        var input = Named(entry, "input_cost_per_token") ?? 0;
        var output = Named(entry, "output_cost_per_token") ?? 0;
        return (Text(usage) * input)
            + (usage.CachedInputTokens * (Named(entry, "cache_read_input_token_cost") ?? input))
            + (usage.AudioInputTokens * (Named(entry, "input_cost_per_audio_token") ?? input))
            + (usage.ImageInputTokens * (Named(entry, "input_cost_per_image_token") ?? input))
            + ((usage.OutputTokens - usage.AudioOutputTokens - usage.ImageOutputTokens) * output)
            + (usage.AudioOutputTokens * (Named(entry, "output_cost_per_audio_token") ?? output))
            + (usage.ImageOutputTokens * (Named(entry, "output_cost_per_image_token") ?? output));
    }

    private static long Text(TokenUsage usage) => usage.InputTokens - usage.CachedInputTokens - usage.AudioInputTokens - usage.ImageInputTokens;

    private static decimal? Named(JsonElement prices, string name) =>
        prices.TryGetProperty(name, out var price) ? decimal.Parse(price.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture) : null;
}
