namespace Tollgate.Metering.Prices;

/// <summary>Price of one kind of token or event. Unit: nano-USD per million tokens, or per thousand events; exact for every price
/// that providers publish.</summary>
public readonly record struct UnitPrice(long NanoUsdPerMillion)
{
    public static UnitPrice Zero => default;
}

/// <summary>The prices of one range of input length or service tier. A kind left null is priced as its whole (cached as input,
/// reasoning as output, audio and images as text, a cached image as an image).</summary>
public sealed record PriceSheet
{
    public required UnitPrice Input { get; init; }

    public required UnitPrice Output { get; init; }

    public UnitPrice? CachedInput { get; init; }

    public UnitPrice? CacheWrite { get; init; }

    public UnitPrice? CacheWriteHour { get; init; }

    public UnitPrice? AudioInput { get; init; }

    public UnitPrice? ImageInput { get; init; }

    public UnitPrice? CachedImageInput { get; init; }

    public UnitPrice? Reasoning { get; init; }

    public UnitPrice? AudioOutput { get; init; }

    public UnitPrice? ImageOutput { get; init; }
}

/// <summary>A sheet that holds from a given input length on: the whole call is priced by it.</summary>
public sealed record LongContextTier(long FromInputTokens, PriceSheet Sheet);

/// <summary>A sheet that holds when the provider ran the call in the named service tier (<c>priority</c>, <c>flex</c>).</summary>
public sealed record ServiceTier(string Name, PriceSheet Sheet)
{
    /// <summary>Its sheets for long input, ascending by length. Where it has none, a long call costs at least the base's long sheet.</summary>
    public IReadOnlyList<LongContextTier> LongContext { get; init; } = [];
}

/// <summary>Everything that prices a call of one model at one provider.</summary>
public sealed record ModelPrice
{
    /// <summary>Names this price forever, e.g. <c>catalog/2026-11-01</c> or <c>ws/3</c>; recorded on each call.</summary>
    public required string Version { get; init; }

    public required PriceSheet Base { get; init; }

    /// <summary>Ascending by length.</summary>
    public IReadOnlyList<LongContextTier> LongContext { get; init; } = [];

    public IReadOnlyList<ServiceTier> ServiceTiers { get; init; } = [];

    /// <summary>Fee of one call of the provider's search tool; null when the model has none.</summary>
    public NanoPerSearch? SearchFee { get; init; }

    /// <summary>Flat fee of each request, nano-USD.</summary>
    public long RequestFeeNanoUsd { get; init; }

    /// <summary>Price of text that is spoken: of a million characters.</summary>
    public UnitPrice? PerCharacter { get; init; }

    /// <summary>Price of audio that is heard: of a million milliseconds.</summary>
    public UnitPrice? PerAudioMs { get; init; }

    /// <summary>Prices of one image, most specific first; empty where images are billed by their tokens alone, or not at all.</summary>
    public IReadOnlyList<ImagePrice> Images { get; init => field = value ?? []; } = [];

    /// <summary>Size of an image where the request names none; null when unknown: then the dearest counts.</summary>
    public string? DefaultImageSize { get; init; }

    /// <summary>Quality of an image where the request names none; null when unknown: then the dearest counts.</summary>
    public string? DefaultImageQuality { get; init; }

    /// <summary>Most tokens the model takes in (and, for most, gives out) in one call.</summary>
    public required long ContextWindow { get; init; }

    /// <summary>Most tokens the model gives out in one call.</summary>
    public required long MaxOutputTokens { get; init; }
}

/// <summary>Nano-USD of one search.</summary>
public readonly record struct NanoPerSearch(long Value);
