using System.Text.Json;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;

namespace Tollgate.Edge.Manage;

/// <summary>Writes prices, with the names under which they are set.</summary>
internal static class PriceWriter
{
    private const long MsPerSecond = 1_000;

    /// <summary>A model's price.</summary>
    public static void Write(Utf8JsonWriter json, string provider, string model, ModelPrice price)
    {
        json.WriteStartObject();
        json.WriteString("provider"u8, provider);
        json.WriteString("model"u8, model);
        json.WriteString("version"u8, price.Version);
        Write(json, price.Base);
        json.Usd("request_usd", price.RequestFeeNanoUsd);
        json.Usd("search_usd", price.SearchFee is { } fee ? new NanoUsd(fee.Value) : null);
        Unit(json, "input_per_mchar", price.PerCharacter);
        json.Usd("per_second_usd", price.PerAudioMs is { } ms ? new NanoUsd(ms.NanoUsdPerMillion / MsPerSecond) : null);
        json.WriteStartArray("images"u8);
        foreach (var image in price.Images)
        {
            Write(json, image);
        }

        json.WriteEndArray();
        json.WriteString("default_image_size"u8, price.DefaultImageSize);
        json.WriteString("default_image_quality"u8, price.DefaultImageQuality);
        json.WriteNumber("context_window"u8, price.ContextWindow);
        json.WriteNumber("max_output_tokens"u8, price.MaxOutputTokens);
        Write(json, price.LongContext);
        json.WriteStartArray("service_tiers"u8);
        foreach (var tier in price.ServiceTiers)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tier.Name);
            Write(json, tier.Sheet);
            Write(json, tier.LongContext);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ImagePrice image)
    {
        json.WriteStartObject();
        json.WriteString("size"u8, image.Size);
        json.WriteString("quality"u8, image.Quality);
        if (image.OutputTokens > 0)
        {
            json.WriteNumber("output_tokens"u8, image.OutputTokens);
        }
        else
        {
            json.Usd(image.IsPerMegapixel ? "per_megapixel_usd" : "per_image_usd", image.NanoUsd);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<LongContextTier> tiers)
    {
        json.WriteStartArray("long_context"u8);
        foreach (var tier in tiers)
        {
            json.WriteStartObject();
            json.WriteNumber("from_input_tokens"u8, tier.FromInputTokens);
            Write(json, tier.Sheet);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, PriceSheet sheet)
    {
        Unit(json, "input_per_mtok", sheet.Input);
        Unit(json, "output_per_mtok", sheet.Output);
        Unit(json, "cached_input_per_mtok", sheet.CachedInput);
        Unit(json, "cache_write_per_mtok", sheet.CacheWrite);
        Unit(json, "cache_write_1h_per_mtok", sheet.CacheWriteHour);
        Unit(json, "reasoning_per_mtok", sheet.Reasoning);
        Unit(json, "audio_input_per_mtok", sheet.AudioInput);
        Unit(json, "audio_output_per_mtok", sheet.AudioOutput);
        Unit(json, "image_input_per_mtok", sheet.ImageInput);
        Unit(json, "cached_image_input_per_mtok", sheet.CachedImageInput);
        Unit(json, "image_output_per_mtok", sheet.ImageOutput);
    }

    private static void Unit(Utf8JsonWriter json, string name, UnitPrice? price) =>
        json.Usd(name, price is { } unit ? new NanoUsd(unit.NanoUsdPerMillion) : null);
}
