using Tollgate.Calls.Catalog;
using Tollgate.Metering.Prices;

namespace Tollgate.Edge.Manage;

/// <summary>Reads a workspace's own price of a model. All in USD: per million tokens or characters, per request, search, second, image.</summary>
internal static class PriceFields
{
    // For a model that neither the body nor the catalog knows the size of.
    private const long UsualContextWindow = 128_000;
    private const long UsualMaxOutputTokens = 16_384;
    private const long MostTokens = 100_000_000;
    private const long MostUsd = 1_000_000;
    private const long MostUsdPerSecond = 1_000;
    private const long MsPerSecond = 1_000;
    private const int MostImages = 100;
    private const int LongestName = 40;

    // Times the most tokens and the most choices of one call this stays well within what is counted.
    private const long MostUsdPerMillion = 10_000;

    /// <summary>The price; what is wrong with the body is refused by field.</summary>
    public static ModelPrice Read(Fields body, CatalogModel? known)
    {
        var character = Unit(body, "input_per_mchar");
        var images = Images(body);
        var request = body.Usd("request_usd", MostUsd).Value;
        var search = body.Usd("search_usd", MostUsd).Value;
        var second = body.Usd("per_second_usd", MostUsdPerSecond).Value;

        // What is not billed by tokens has no need of their prices; a model that chats is.
        var isOther = (character is not null || second is not null || images.Length > 0) && known is not { Card.Kind: "chat", BuiltIn: false };
        var sheet = Sheet(body, isOther);
        if (Array.Exists(images, i => i.OutputTokens > 0) && (sheet.ImageOutput ?? sheet.Output) is { NanoUsdPerMillion: 0 } && !body.IsNamed("image_output_per_mtok"))
        {
            body.Fail("image_output_per_mtok", "is missing: the images are billed by tokens");
        }

        var window = body.Whole("context_window", 1, MostTokens).Value ?? known?.Card.ContextWindow ?? UsualContextWindow;
        var output = body.Whole("max_output_tokens", 0, MostTokens).Value
            ?? Math.Min(window, known?.Card.MaxOutputTokens ?? UsualMaxOutputTokens);
        return new ModelPrice
        {
            Version = "",
            Base = sheet,
            RequestFeeNanoUsd = request?.Value ?? 0,
            SearchFee = search is { } fee ? new NanoPerSearch(fee.Value) : null,
            PerCharacter = character,
            PerAudioMs = second is { } usd ? new UnitPrice(usd.Value * MsPerSecond) : null,
            Images = images,
            DefaultImageSize = body.TextOrNull("default_image_size", LongestName).Value,
            DefaultImageQuality = body.TextOrNull("default_image_quality", LongestName).Value,
            ContextWindow = window,
            MaxOutputTokens = output,
        };
    }

    private static PriceSheet Sheet(Fields body, bool isOther)
    {
        foreach (var name in new[] { "input_per_mtok", "output_per_mtok" })
        {
            if (!isOther && !body.IsNamed(name))
            {
                body.Fail(name, "is missing");
            }
            else if (body.Usd(name, MostUsdPerMillion) is { Named: true, Value: null })
            {
                body.Fail(name, "must not be null");
            }
        }

        return new PriceSheet
        {
            Input = Unit(body, "input_per_mtok") ?? UnitPrice.Zero,
            Output = Unit(body, "output_per_mtok") ?? UnitPrice.Zero,
            CachedInput = Unit(body, "cached_input_per_mtok"),
            CacheWrite = Unit(body, "cache_write_per_mtok"),
            CacheWriteHour = Unit(body, "cache_write_1h_per_mtok"),
            Reasoning = Unit(body, "reasoning_per_mtok"),
            AudioInput = Unit(body, "audio_input_per_mtok"),
            AudioOutput = Unit(body, "audio_output_per_mtok"),
            ImageInput = Unit(body, "image_input_per_mtok"),
            CachedImageInput = Unit(body, "cached_image_input_per_mtok"),
            ImageOutput = Unit(body, "image_output_per_mtok"),
        };
    }

    // One price for all, or a list by size and quality.
    private static ImagePrice[] Images(Fields body)
    {
        var one = body.Usd("per_image_usd", MostUsd).Value;
        var list = body.Objects("images", MostImages, least: 0).Value;
        if (one is not null && list is not null)
        {
            body.Fail("per_image_usd", "cannot stand beside images");
        }

        ImagePrice[] images = one is { } fee ? [new ImagePrice { NanoUsd = fee.Value }] : [.. (list ?? []).Select(Image)];
        for (var i = 1; i < images.Length; i++)
        {
            // One that stands earlier would always be met in its place.
            var later = images[i];
            if (images.Take(i).Any(e => (e.Size is null || e.Size == later.Size) && (e.Quality is null || e.Quality == later.Quality)))
            {
                body.Fail("images", "must name sizes and qualities unlike each other, the most specific first");
            }
        }

        return images;
    }

    private static ImagePrice Image(Fields image)
    {
        var fee = image.Usd("per_image_usd", MostUsd).Value;
        var megapixel = image.Usd("per_megapixel_usd", MostUsd).Value;
        var tokens = image.Whole("output_tokens", 1, MostTokens).Value;
        var price = new ImagePrice
        {
            Size = image.TextOrNull("size", LongestName).Value,
            Quality = image.TextOrNull("quality", LongestName).Value,
            NanoUsd = (fee ?? megapixel)?.Value ?? 0,
            IsPerMegapixel = megapixel is not null,
            OutputTokens = tokens ?? 0,
        };
        if ((fee is null ? 0 : 1) + (megapixel is null ? 0 : 1) + (tokens is null ? 0 : 1) != 1)
        {
            image.Fail("per_image_usd", "must stand alone: one of per_image_usd, per_megapixel_usd and output_tokens");
        }

        _ = image.End();
        return price;
    }

    // USD per million in nano-USD is nano-USD per million.
    private static UnitPrice? Unit(Fields body, string name) =>
        body.Usd(name, MostUsdPerMillion).Value is { } usd ? new UnitPrice(usd.Value) : null;
}
