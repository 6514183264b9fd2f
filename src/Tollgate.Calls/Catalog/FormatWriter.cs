using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tollgate.Metering.Money;

namespace Tollgate.Calls.Catalog;

/// <summary>Writes a file of the catalog as it is read.</summary>
internal static class FormatWriter
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    public static byte[] Write(CatalogFormat file)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteString("provider"u8, file.Provider);
            Day(json, "as_of", file.AsOf);
            if (file.Version is { } version)
            {
                json.WriteString("version"u8, version);
            }

            List(json, "models", file.Models ?? [], Model);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Model(Utf8JsonWriter json, ModelFormat model)
    {
        json.WriteString("model"u8, model.Model);
        Texts(json, "aliases", model.Aliases ?? []);
        json.WriteString("kind"u8, model.Kind);
        Texts(json, "endpoints", model.Endpoints ?? []);
        json.WriteNumber("context_window"u8, model.ContextWindow!.Value);
        json.WriteNumber("max_output_tokens"u8, model.MaxOutputTokens!.Value);
        json.WriteBoolean("reasoning"u8, model.Reasoning);
        Day(json, "released_on", model.ReleasedOn);
        Day(json, "retires_on", model.RetiresOn);
        List(json, "prices", model.Prices ?? [], Price);
    }

    private static void Price(Utf8JsonWriter json, PriceFormat price)
    {
        Day(json, "valid_from", price.ValidFrom);
        Sheet(json, price);
        Usd(json, "per_request_usd", price.PerRequestUsd);
        Usd(json, "per_search_usd", price.PerSearchUsd);
        Usd(json, "input_per_mchar", price.InputPerMchar);
        Usd(json, "per_second_usd", price.PerSecondUsd);
        if (price.Images is { Count: > 0 } images)
        {
            List(json, "images", images, Image);
        }

        Text(json, "default_image_size", price.DefaultImageSize);
        Text(json, "default_image_quality", price.DefaultImageQuality);
        LongContext(json, price.LongContext);
        if (price.ServiceTiers is { Count: > 0 } tiers)
        {
            List(json, "service_tiers", tiers, Tier);
        }
    }

    private static void Image(Utf8JsonWriter json, ImageFormat image)
    {
        Text(json, "size", image.Size);
        Text(json, "quality", image.Quality);
        Usd(json, "per_image_usd", image.PerImageUsd);
        Usd(json, "per_megapixel_usd", image.PerMegapixelUsd);
        if (image.OutputTokens is { } tokens)
        {
            json.WriteNumber("output_tokens"u8, tokens);
        }
    }

    private static void Tier(Utf8JsonWriter json, TierFormat tier)
    {
        json.WriteString("name"u8, tier.Name);
        Sheet(json, tier);
        LongContext(json, tier.LongContext);
    }

    private static void LongContext(Utf8JsonWriter json, IReadOnlyList<LongContextFormat>? tiers)
    {
        if (tiers is { Count: > 0 })
        {
            List(json, "long_context", tiers, static (json, tier) =>
            {
                json.WriteNumber("from_input_tokens"u8, tier.FromInputTokens!.Value);
                Sheet(json, tier);
            });
        }
    }

    private static void Sheet(Utf8JsonWriter json, SheetFormat sheet)
    {
        Usd(json, "input_per_mtok", sheet.InputPerMtok);
        Usd(json, "cached_input_per_mtok", sheet.CachedInputPerMtok);
        Usd(json, "cache_write_per_mtok", sheet.CacheWritePerMtok);
        Usd(json, "cache_write_hour_per_mtok", sheet.CacheWriteHourPerMtok);
        Usd(json, "audio_input_per_mtok", sheet.AudioInputPerMtok);
        Usd(json, "image_input_per_mtok", sheet.ImageInputPerMtok);
        Usd(json, "cached_image_input_per_mtok", sheet.CachedImageInputPerMtok);
        Usd(json, "output_per_mtok", sheet.OutputPerMtok);
        Usd(json, "reasoning_per_mtok", sheet.ReasoningPerMtok);
        Usd(json, "audio_output_per_mtok", sheet.AudioOutputPerMtok);
        Usd(json, "image_output_per_mtok", sheet.ImageOutputPerMtok);
    }

    private static void List<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void Day(Utf8JsonWriter json, string name, DateOnly? day)
    {
        if (day is { } known)
        {
            json.WriteString(name, known.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
    }

    private static void Usd(Utf8JsonWriter json, string name, long? nanoUsd)
    {
        if (nanoUsd is { } known)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(UsdText.Format(known));
        }
    }
}
