using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Tollgate.Metering.Money;

namespace Tollgate.Calls.Catalog;

/// <summary>Reads the shape of a catalog file. A field that it does not know is refused: a price that is not understood must not be ignored.
/// By hand, since it runs at every start, where the serializer's first use costs ten times as much.</summary>
internal static class FormatReader
{
    /// <summary>The dearest that anything is taken for, nano-USD: more is no price but a slip, and could not be held for a large call.</summary>
    public const long MostNanoUsd = 10_000_000_000_000;

    /// <summary>The same of a second: files may last for weeks.</summary>
    public const long MostNanoUsdPerSecond = 1_000_000_000_000;

    /// <summary>The most tokens of a window, a reply or an image.</summary>
    public const long MostTokens = 100_000_000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <exception cref="JsonException">it is no JSON, or not of this shape.</exception>
    public static CatalogFormat Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, Strict);
        var file = new CatalogFormat();
        foreach (var field in Fields(document.RootElement))
        {
            switch (field.Name)
            {
                case "$schema": _ = Text(field); break;
                case "provider": file.Provider = Text(field); break;
                case "as_of": file.AsOf = Day(field); break;
                case "version": file.Version = Text(field); break;
                case "built_in": file.BuiltIn = Flag(field); break;
                case "models": file.Models = List(field, Model); break;
                default: throw Unknown(field);
            }
        }

        return file;
    }

    private static ModelFormat Model(JsonElement json)
    {
        var model = new ModelFormat();
        foreach (var field in Fields(json))
        {
            switch (field.Name)
            {
                case "model": model.Model = Text(field); break;
                case "aliases": model.Aliases = List(field, Text); break;
                case "kind": model.Kind = Text(field); break;
                case "endpoints": model.Endpoints = List(field, Text); break;
                case "context_window": model.ContextWindow = Count(field); break;
                case "max_output_tokens": model.MaxOutputTokens = Count(field); break;
                case "reasoning": model.Reasoning = Flag(field); break;
                case "released_on": model.ReleasedOn = Day(field); break;
                case "retires_on": model.RetiresOn = Day(field); break;
                case "prices": model.Prices = List(field, Price); break;
                default: throw Unknown(field);
            }
        }

        return model;
    }

    private static PriceFormat Price(JsonElement json)
    {
        var price = new PriceFormat();
        foreach (var field in Fields(json))
        {
            switch (field.Name)
            {
                case "valid_from": price.ValidFrom = Day(field); break;
                case "long_context": price.LongContext = List(field, LongContext); break;
                case "service_tiers": price.ServiceTiers = List(field, Tier); break;
                case "per_request_usd": price.PerRequestUsd = Usd(field); break;
                case "per_search_usd": price.PerSearchUsd = Usd(field); break;
                case "input_per_mchar": price.InputPerMchar = Usd(field); break;
                case "per_second_usd": price.PerSecondUsd = Usd(field, MostNanoUsdPerSecond); break;
                case "images": price.Images = List(field, Image); break;
                case "default_image_size": price.DefaultImageSize = Text(field); break;
                case "default_image_quality": price.DefaultImageQuality = Text(field); break;
                default: Sheet(price, field); break;
            }
        }

        return price;
    }

    private static ImageFormat Image(JsonElement json)
    {
        var image = new ImageFormat();
        foreach (var field in Fields(json))
        {
            switch (field.Name)
            {
                case "size": image.Size = Text(field); break;
                case "quality": image.Quality = Text(field); break;
                case "per_image_usd": image.PerImageUsd = Usd(field); break;
                case "per_megapixel_usd": image.PerMegapixelUsd = Usd(field); break;
                case "output_tokens": image.OutputTokens = Count(field); break;
                default: throw Unknown(field);
            }
        }

        return image;
    }

    private static TierFormat Tier(JsonElement json)
    {
        var tier = new TierFormat();
        foreach (var field in Fields(json))
        {
            switch (field.Name)
            {
                case "name": tier.Name = Text(field); break;
                case "long_context": tier.LongContext = List(field, LongContext); break;
                default: Sheet(tier, field); break;
            }
        }

        return tier;
    }

    private static LongContextFormat LongContext(JsonElement json)
    {
        var tier = new LongContextFormat();
        foreach (var field in Fields(json))
        {
            if (field.Name == "from_input_tokens")
            {
                tier.FromInputTokens = Count(field);
            }
            else
            {
                Sheet(tier, field);
            }
        }

        return tier;
    }

    private static void Sheet(SheetFormat sheet, JsonProperty field)
    {
        switch (field.Name)
        {
            case "input_per_mtok": sheet.InputPerMtok = Usd(field); break;
            case "cached_input_per_mtok": sheet.CachedInputPerMtok = Usd(field); break;
            case "cache_write_per_mtok": sheet.CacheWritePerMtok = Usd(field); break;
            case "cache_write_hour_per_mtok": sheet.CacheWriteHourPerMtok = Usd(field); break;
            case "audio_input_per_mtok": sheet.AudioInputPerMtok = Usd(field); break;
            case "image_input_per_mtok": sheet.ImageInputPerMtok = Usd(field); break;
            case "cached_image_input_per_mtok": sheet.CachedImageInputPerMtok = Usd(field); break;
            case "output_per_mtok": sheet.OutputPerMtok = Usd(field); break;
            case "reasoning_per_mtok": sheet.ReasoningPerMtok = Usd(field); break;
            case "audio_output_per_mtok": sheet.AudioOutputPerMtok = Usd(field); break;
            case "image_output_per_mtok": sheet.ImageOutputPerMtok = Usd(field); break;
            default: throw Unknown(field);
        }
    }

    private static JsonElement.ObjectEnumerator Fields(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object ? json.EnumerateObject() : throw new JsonException("an object is missing");

    private static List<T> List<T>(JsonProperty field, Func<JsonElement, T> read)
    {
        if (field.Value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(field, "a list");
        }

        var list = new List<T>(field.Value.GetArrayLength());
        foreach (var item in field.Value.EnumerateArray())
        {
            list.Add(read(item));
        }

        return list;
    }

    private static string Text(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? json.GetString()! : throw new JsonException("a text is missing");

    private static string Text(JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : throw Wrong(field, "a text");

    private static bool Flag(JsonProperty field) =>
        field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? field.Value.GetBoolean() : throw Wrong(field, "true or false");

    private static long Count(JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetInt64(out var count) && count <= MostTokens
            ? count
            : throw Wrong(field, "a whole number, at most 100,000,000");

    private static DateOnly Day(JsonProperty field) =>
        DateOnly.TryParseExact(Text(field), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Wrong(field, "a day as in 2026-01-31");

    // From the number's text, never through binary floating point.
    private static long Usd(JsonProperty field, long most = MostNanoUsd)
    {
        Span<char> text = stackalloc char[64];
        var raw = field.Value.ValueKind == JsonValueKind.Number ? JsonMarshal.GetRawUtf8Value(field.Value) : default;
        return raw.Length <= text.Length
            && UsdText.TryParse(text[..System.Text.Encoding.ASCII.GetChars(raw, text)], out var nanoUsd) && nanoUsd >= 0 && nanoUsd <= most
            ? nanoUsd
            : throw Wrong(field, string.Create(
                CultureInfo.InvariantCulture, $"a number of USD from 0 to {most / 1_000_000_000}, with at most nine decimals"));
    }

    private static JsonException Unknown(JsonProperty field) => new($"the field {field.Name} is not known");

    private static JsonException Wrong(JsonProperty field, string wanted) => new($"{field.Name} must be {wanted}");
}
