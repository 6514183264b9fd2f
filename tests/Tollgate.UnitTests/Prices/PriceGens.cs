using FsCheck;
using FsCheck.Fluent;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.UnitTests.Prices;

/// <summary>A price, the bound of a call, and a usage that keeps within it in the tier that the provider ran it in.</summary>
public sealed record PricedCall(ModelPrice Price, CallBound Bound, TokenUsage Usage, string? RanIn)
{
    /// <summary>What it cost by its own usage, tier and images.</summary>
    public NanoUsd Cost => Quote.Cost(Price, Usage, RanIn, Bound.ImageSize, Bound.ImageQuality);
}

/// <summary>Random prices, bounds and usages of any size that providers have, and beyond.</summary>
internal static class PriceGens
{
    /// <summary>0 to 1,000 USD per million tokens, often with odd nano-USD, so that rounding is met.</summary>
    private static readonly Gen<UnitPrice> Price = Gen.OneOf(
        Gen.Constant(UnitPrice.Zero),
        Gen.Choose(0, int.MaxValue).Select(n => new UnitPrice(n)),
        Gen.Choose(0, 1_000).Select(n => new UnitPrice(n * 1_000_000_000L)),
        Gen.Choose(0, 1_000_000_000).Select(n => new UnitPrice(n * 1_000L + 7)));

    private static readonly Gen<UnitPrice?> OptionalPrice = Gen.OneOf(Gen.Constant<UnitPrice?>(null), Price.Select(p => (UnitPrice?)p));

    private static readonly Gen<long> Tokens = Gen.OneOf(
        Gen.Choose(0, 5).Select(n => (long)n),
        Gen.Choose(0, 200_000).Select(n => (long)n),
        Gen.Choose(0, 1_000_000_000).Select(n => (long)n));

    public static readonly Gen<PriceSheet> Sheet =
        from input in Price
        from output in Price
        from cached in OptionalPrice
        from write in OptionalPrice
        from writeHour in OptionalPrice
        from audioIn in OptionalPrice
        from reasoning in OptionalPrice
        from audioOut in OptionalPrice
        from imageIn in OptionalPrice
        from cachedImage in OptionalPrice
        from imageOut in OptionalPrice
        select new PriceSheet
        {
            Input = input,
            Output = output,
            CachedInput = cached,
            CacheWrite = write,
            CacheWriteHour = writeHour,
            AudioInput = audioIn,
            Reasoning = reasoning,
            AudioOutput = audioOut,
            ImageInput = imageIn,
            CachedImageInput = cachedImage,
            ImageOutput = imageOut,
        };

    private static readonly Gen<string?> ImageSize = Gen.Elements<string?>(null, "auto", "1024x1024", "1025X1024", "small");

    private static readonly Gen<string?> ImageQuality = Gen.Elements<string?>(null, "auto", "low", "HIGH");

    private static readonly Gen<ImagePrice> Image =
        from size in Gen.Elements<string?>(null, "1024x1024", "small")
        from quality in Gen.Elements<string?>(null, "low", "high")
        from fee in Gen.Choose(0, 200_000_000)
        from isPerMegapixel in Gen.Elements(true, false)
        from tokens in Gen.Elements(0, 0, 272, 6_240)
        select new ImagePrice { Size = size, Quality = quality, NanoUsd = fee, IsPerMegapixel = isPerMegapixel, OutputTokens = tokens };

    private static readonly Gen<IReadOnlyList<LongContextTier>> LongContext =
        from count in Gen.Choose(0, 2)
        from lengths in Gen.ListOf(Gen.Choose(1, 400_000), count)
        from sheets in Gen.ListOf(Sheet, count)
        select (IReadOnlyList<LongContextTier>)lengths.Order().Zip(sheets, (length, sheet) => new LongContextTier(length, sheet)).ToArray();

    public static readonly Gen<ModelPrice> AnyPrice =
        from sheet in Sheet
        from tiers in LongContext
        from priority in Sheet
        from flex in Sheet
        from flexLong in LongContext
        from named in Gen.Choose(0, 2)
        from context in Tokens
        from most in Tokens
        from requestFee in Gen.Choose(0, 50_000_000)
        from searchFee in Gen.Choose(0, 50_000_000)
        from character in OptionalPrice
        from audioMs in OptionalPrice
        from imageCount in Gen.Choose(0, 3)
        from images in Gen.ListOf(Image, imageCount)
        from size in ImageSize
        from quality in ImageQuality
        select new ModelPrice
        {
            Version = "test",
            Base = sheet,
            LongContext = tiers,
            ServiceTiers = new[]
            {
                new ServiceTier("priority", priority),
                new ServiceTier("flex", flex) { LongContext = flexLong },
            }[..named],
            SearchFee = new NanoPerSearch(searchFee),
            RequestFeeNanoUsd = requestFee,
            PerCharacter = character,
            PerAudioMs = audioMs,
            Images = [.. images],
            DefaultImageSize = size == "auto" ? null : size,
            DefaultImageQuality = quality == "auto" ? null : quality,
            ContextWindow = context,
            MaxOutputTokens = most,
        };

    /// <summary>Any plausible usage.</summary>
    public static readonly Gen<TokenUsage> AnyUsage =
        from input in Tokens
        from output in Tokens
        from imageOutput in UpTo(output)
        from usage in UsageOf(input, output, imageOutput, audioIn: true, audioOut: true, imageIn: true)
        from beside in Beside(1_000, 100_000, 100_000)
        select usage + beside;

    public static readonly Gen<PricedCall> AnyCall =
        from price in AnyPrice
        from inputTokens in Tokens
        from uncountable in Gen.Elements(true, false)
        from asked in Gen.OneOf(Gen.Constant<long?>(null), Tokens.Select(n => (long?)n))
        from extra in Tokens
        from choices in Gen.Choose(1, 8)
        from audioIn in Gen.Elements(true, false)
        from audioOut in Gen.Elements(true, false)
        from tier in Gen.Elements<string?>(null, "auto", "default", "flex", "priority", "scale")
        from searches in Gen.Choose(0, 3)
        from inputs in Gen.Choose(0, 3)
        from imageIn in Gen.Elements(true, false)
        from imagesAsked in Gen.Elements(0, 0, 1, 4)
        from characters in Gen.Choose(0, 100_000)
        from audioMs in Gen.Choose(0, 10_000_000)
        from size in ImageSize
        from quality in ImageQuality
        let bound = new CallBound
        {
            InputTokens = inputTokens,
            InputUncountable = uncountable,
            OutputTokens = asked,
            ExtraOutputTokens = extra,
            Choices = choices,
            AudioInput = audioIn,
            AudioOutput = audioOut,
            ServiceTier = tier,
            Searches = searches,
            Inputs = inputs,
            Images = imagesAsked,
            ImageSize = size,
            ImageQuality = quality,
            ImageInput = imageIn,
            Characters = characters,
            AudioMs = audioMs,
        }
        let window = price.ContextWindow * Math.Max(1, inputs)
        let mostInput = uncountable ? window : Math.Min(inputTokens, window)
        let mostText = Math.Min(asked ?? price.MaxOutputTokens, price.MaxOutputTokens) * choices
        let imageTokens = MostTokensOf(price, bound)
        let mostOutput = mostText + (imagesAsked * imageTokens) + extra
        from input in UpTo(Math.Min(mostInput, 1_000_000_000))
        from output in UpTo(Math.Min(mostOutput, 1_000_000_000))
        from imageOutput in UpTo(Math.Min(output, (imageTokens == 0 ? mostText : imagesAsked * imageTokens) + extra))
        let text = Math.Min(output - imageOutput, mostText)
        from usage in UsageOf(input, text + imageOutput, imageOutput, audioIn, audioOut, imageIn)
        from beside in Beside(imagesAsked, characters, audioMs)
        from searched in Gen.Choose(0, searches)
        from ran in Gen.Elements(RunsIn(tier))
        select new PricedCall(price, bound, usage + beside + new TokenUsage { Searches = searched }, ran);

    // The tokens of one image, where the price says how many: of all that may be meant the most.
    private static long MostTokensOf(ModelPrice price, CallBound bound)
    {
        if (bound.Images == 0)
        {
            return 0;
        }

        var (size, quality) = Meant(price, bound.ImageSize, bound.ImageQuality);
        var meant = price.Images.Where(i => Fits(i.Size, size) && Fits(i.Quality, quality)).ToArray();
        return meant.Length == 0 ? price.Images.Select(i => i.OutputTokens).DefaultIfEmpty().Max()
            : size is not null && quality is not null ? meant[0].OutputTokens
            : meant.Max(i => i.OutputTokens);
    }

    /// <summary>Size and quality that count where those were asked for.</summary>
    public static (string? Size, string? Quality) Meant(ModelPrice price, string? size, string? quality) =>
        (size is null or "auto" ? price.DefaultImageSize : size, quality is null or "auto" ? price.DefaultImageQuality : quality);

    /// <summary>True when a price of images may be meant by what was asked.</summary>
    public static bool Fits(string? one, string? asked) => one is null || asked is null || one.Equals(asked, StringComparison.OrdinalIgnoreCase);

    private static Gen<TokenUsage> Beside(long images, long characters, long audioMs) =>
        from made in UpTo(images)
        from spoken in UpTo(characters)
        from heard in UpTo(audioMs)
        select new TokenUsage { Images = made, Characters = spoken, AudioMs = heard };

    /// <summary>Tiers that a provider may run a call in by what was asked.</summary>
    private static string?[] RunsIn(string? asked) => asked switch
    {
        "flex" => [null, "default", "flex"],
        "auto" or "priority" => [null, "default", "flex", "priority", "scale"],
        _ => [null, "default", "scale"],
    };

    private static Gen<TokenUsage> UsageOf(long input, long output, long images, bool audioIn, bool audioOut, bool imageIn) =>
        from cuts in Gen.ListOf(UpTo(input), 5)
        from outCuts in Gen.ListOf(UpTo(output - images), 2)
        from cachedImage in UpTo(cuts.Min())
        let at = cuts.Order().ToArray()
        let outAt = outCuts.Order().ToArray()
        select new TokenUsage
        {
            InputTokens = input,
            CachedInputTokens = at[0],
            CacheWriteTokens = at[1] - at[0],
            CacheWriteHourTokens = at[2] - at[1],
            AudioInputTokens = audioIn ? at[3] - at[2] : 0,
            ImageInputTokens = imageIn ? at[4] - at[3] : 0,
            CachedImageInputTokens = imageIn ? cachedImage : 0,
            OutputTokens = output,
            ImageOutputTokens = images,
            ReasoningTokens = outAt[0],
            AudioOutputTokens = audioOut ? outAt[1] - outAt[0] : 0,
        };

    // The ends are where mistakes live.
    private static Gen<long> UpTo(long most) => Gen.OneOf(
        Gen.Constant(0L), Gen.Constant(most), Gen.Choose(0, (int)most).Select(n => (long)n));
}
