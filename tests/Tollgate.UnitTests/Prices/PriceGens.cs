using FsCheck;
using FsCheck.Fluent;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.UnitTests.Prices;

/// <summary>A price, the bound of a call, and a usage that keeps within it in the tier that the provider ran it in.</summary>
public sealed record PricedCall(ModelPrice Price, CallBound Bound, TokenUsage Usage, string? RanIn);

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
        };

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
            ContextWindow = context,
            MaxOutputTokens = most,
        };

    /// <summary>Any plausible usage.</summary>
    public static readonly Gen<TokenUsage> AnyUsage =
        from input in Tokens
        from output in Tokens
        from usage in UsageOf(input, output, audioIn: true, audioOut: true)
        select usage;

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
        }
        let mostInput = uncountable ? price.ContextWindow : Math.Min(inputTokens, price.ContextWindow)
        let mostOutput = (Math.Min(asked ?? price.MaxOutputTokens, price.MaxOutputTokens) * choices) + extra
        from input in UpTo(Math.Min(mostInput, 1_000_000_000))
        from output in UpTo(Math.Min(mostOutput, 1_000_000_000))
        from usage in UsageOf(input, output, audioIn, audioOut)
        from searched in Gen.Choose(0, searches)
        from ran in Gen.Elements(RunsIn(tier))
        select new PricedCall(price, bound, usage with { Searches = searched }, ran);

    /// <summary>Tiers that a provider may run a call in by what was asked.</summary>
    private static string?[] RunsIn(string? asked) => asked switch
    {
        "flex" => [null, "default", "flex"],
        "auto" or "priority" => [null, "default", "flex", "priority", "scale"],
        _ => [null, "default", "scale"],
    };

    private static Gen<TokenUsage> UsageOf(long input, long output, bool audioIn, bool audioOut) =>
        from cuts in Gen.ListOf(UpTo(input), 4)
        from outCuts in Gen.ListOf(UpTo(output), 2)
        let at = cuts.Order().ToArray()
        let outAt = outCuts.Order().ToArray()
        select new TokenUsage
        {
            InputTokens = input,
            CachedInputTokens = at[0],
            CacheWriteTokens = at[1] - at[0],
            CacheWriteHourTokens = at[2] - at[1],
            AudioInputTokens = audioIn ? at[3] - at[2] : 0,
            OutputTokens = output,
            ReasoningTokens = outAt[0],
            AudioOutputTokens = audioOut ? outAt[1] - outAt[0] : 0,
        };

    // The ends are where mistakes live.
    private static Gen<long> UpTo(long most) => Gen.OneOf(
        Gen.Constant(0L), Gen.Constant(most), Gen.Choose(0, (int)most).Select(n => (long)n));
}
