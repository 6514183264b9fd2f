using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Prices;

/// <summary>The bound before a call and its cost after, in exact integers, rounded once, up.</summary>
public static class Quote
{
    private const ulong TokensPerUnit = 1_000_000;

    /// <summary>The most a call can cost: the dearest of the sheets that may apply, every token at its highest price there.</summary>
    /// <exception cref="OverflowException">the bound passes what <see cref="NanoUsd"/> holds.</exception>
    public static NanoUsd Bound(ModelPrice price, in CallBound bound)
    {
        var window = checked(price.ContextWindow * Math.Max(1, bound.Inputs));
        var input = bound.InputUncountable ? window : Math.Clamp(bound.InputTokens, 0, window);
        var (fee, tokensOfImage) = bound.Images > 0 ? ImageFees.OfOne(price, bound.ImageSize, bound.ImageQuality) : default;
        var tokens = MostTokens(price, bound, input, tokensOfImage);
        var most = MostOf(price.Base, price.LongContext, tokens, bound);
        if (bound.ServiceTier is { } asked)
        {
            // These two leave the choice to the provider; any other name is run as asked or as the base.
            var any = asked is "auto" or "priority";
            for (var i = 0; i < price.ServiceTiers.Count; i++)
            {
                var tier = price.ServiceTiers[i];
                if (any || tier.Name == asked)
                {
                    most = Int128.Max(most, MostOf(tier.Sheet, tier.LongContext, tokens, bound));
                }
            }
        }

        if (bound.Images > 0 || bound.Characters > 0 || bound.AudioMs > 0)
        {
            var images = checked((Int128)Math.Max(0, bound.Images) * fee * TokensPerUnit);
            most = checked(most + images + Heard(price, Math.Max(0, bound.Characters), Math.Max(0, bound.AudioMs)));
        }

        return Total(most, price, bound.Searches);
    }

    /// <summary>The largest output limit, of each choice, whose bound fits the room: at most what <paramref name="bound"/> and the model allow; 0
    /// when not even one token fits.</summary>
    /// <param name="price">Prices of the call.</param>
    /// <param name="bound">The call; its output limit is the most that is answered.</param>
    /// <param name="roomNanoUsd">What may be held at most.</param>
    /// <exception cref="OverflowException">the call's bound passes what <see cref="NanoUsd"/> holds.</exception>
    public static long OutputThatFits(ModelPrice price, in CallBound bound, long roomNanoUsd)
    {
        // By halves over the bound itself, which never falls as the output grows: the two can never disagree, whatever prices come to hold.
        var fits = 0L;
        var most = Math.Clamp(bound.OutputTokens ?? price.MaxOutputTokens, 0, price.MaxOutputTokens);
        while (fits < most)
        {
            var each = most - ((most - fits) / 2);
            if (Bound(price, bound with { OutputTokens = each }).Value <= roomNanoUsd)
            {
                fits = each;
            }
            else
            {
                most = each - 1;
            }
        }

        return fits;
    }

    /// <summary>What a call cost by its usage. <paramref name="serviceTier"/> is the tier the provider says it ran in, or null; one that the
    /// price does not know is charged as the base. A tier without prices for long input of its own costs at least the base's.</summary>
    /// <param name="price">Prices of the call.</param>
    /// <param name="usage">What it used.</param>
    /// <param name="serviceTier">Tier that it ran in.</param>
    /// <param name="imageSize">Size of the images that it made; null when none was named.</param>
    /// <param name="imageQuality">Their quality; null when none was named.</param>
    /// <exception cref="ArgumentException">the usage is not plausible: the caller must have refused it.</exception>
    /// <exception cref="OverflowException">the cost passes what <see cref="NanoUsd"/> holds.</exception>
    public static NanoUsd Cost(
        ModelPrice price, in TokenUsage usage, string? serviceTier = null, string? imageSize = null, string? imageQuality = null)
    {
        if (!usage.IsPlausible)
        {
            throw new ArgumentException("usage is not plausible", nameof(usage));
        }

        var cost = CostOfTokens(price, usage, serviceTier);
        if ((usage.Images | usage.Characters | usage.AudioMs) != 0)
        {
            cost += Heard(price, usage.Characters, usage.AudioMs);
            cost += usage.Images == 0 ? 0 : (Int128)usage.Images * ImageFees.OfOne(price, imageSize, imageQuality).NanoUsd * TokensPerUnit;
        }

        return Total(cost, price, usage.Searches);
    }

    /// <summary>True when a call that asks for this service tier can be bounded: the price has it, or it never costs more than the base.</summary>
    public static bool KnowsTier(ModelPrice price, string? serviceTier) =>
        serviceTier is null or "auto" or "default" or "standard" or "flex" or "scale" || FindTier(price, serviceTier) is not null;

    private static Int128 CostOfTokens(ModelPrice price, in TokenUsage usage, string? serviceTier)
    {
        var standard = LongestReached(price.LongContext, usage.InputTokens);
        if (FindTier(price, serviceTier) is not { } tier)
        {
            return CostOn(standard ?? price.Base, usage);
        }

        var cost = CostOn(LongestReached(tier.LongContext, usage.InputTokens) ?? tier.Sheet, usage);
        return standard is not null && tier.LongContext.Count == 0 ? Int128.Max(cost, CostOn(standard, usage)) : cost;
    }

    // What is billed by the length of what is spoken or heard.
    private static Int128 Heard(ModelPrice price, long characters, long audioMs) =>
        Times(characters, Of(price.PerCharacter)) + Times(audioMs, Of(price.PerAudioMs));

    private static ServiceTier? FindTier(ModelPrice price, string? name)
    {
        if (name is null)
        {
            return null;
        }

        for (var i = 0; i < price.ServiceTiers.Count; i++)
        {
            if (price.ServiceTiers[i].Name == name)
            {
                return price.ServiceTiers[i];
            }
        }

        return null;
    }

    private static PriceSheet? LongestReached(IReadOnlyList<LongContextTier> tiers, long inputTokens)
    {
        for (var i = tiers.Count - 1; i >= 0; i--)
        {
            if (inputTokens >= tiers[i].FromInputTokens)
            {
                return tiers[i].Sheet;
            }
        }

        return null;
    }

    // Where images are known to have at most so many tokens, all other output is text; else all of it may be either.
    private static (long Input, long Text, long Any) MostTokens(ModelPrice price, in CallBound bound, long input, long tokensOfImage)
    {
        var each = Math.Clamp(bound.OutputTokens ?? price.MaxOutputTokens, 0, price.MaxOutputTokens);
        var output = checked(each * Math.Max(1, bound.Choices));
        var any = Math.Max(0, bound.ExtraOutputTokens);
        (output, any) = tokensOfImage == 0 ? (0, checked(any + output)) : (output, checked(any + (bound.Images * tokensOfImage)));
        if (bound.Searches <= 0)
        {
            return (input, output, any);
        }

        // Billed as one sum, by which the sheets for long input are reached too.
        var runs = bound.Searches + 1L;
        return checked((input * runs, output * runs, any * runs));
    }

    // The dearest of a sheet and of those long-context sheets that an input of this length can reach.
    private static Int128 MostOf(
        PriceSheet sheet, IReadOnlyList<LongContextTier> tiers, (long Input, long Text, long Any) tokens, in CallBound bound)
    {
        var most = MostOn(sheet, tokens, bound);
        for (var i = 0; i < tiers.Count; i++)
        {
            if (tokens.Input >= tiers[i].FromInputTokens)
            {
                most = Int128.Max(most, MostOn(tiers[i].Sheet, tokens, bound));
            }
        }

        return most;
    }

    private static Int128 MostOn(PriceSheet sheet, (long Input, long Text, long Any) tokens, in CallBound bound)
    {
        var dearestInput = Math.Max(Math.Max(Of(sheet.Input), Of(sheet.CachedInput)), Math.Max(Of(sheet.CacheWrite), Of(sheet.CacheWriteHour)));
        if (bound.AudioInput)
        {
            dearestInput = Math.Max(dearestInput, Of(sheet.AudioInput));
        }

        if (bound.ImageInput)
        {
            dearestInput = Math.Max(dearestInput, Math.Max(Of(sheet.ImageInput), Of(sheet.CachedImageInput)));
        }

        var dearestText = Math.Max(Of(sheet.Output), Of(sheet.Reasoning));
        if (bound.AudioOutput)
        {
            dearestText = Math.Max(dearestText, Of(sheet.AudioOutput));
        }

        var cost = checked(Times(tokens.Input, dearestInput) + Times(tokens.Text, dearestText));
        return checked(cost + Times(tokens.Any, Math.Max(dearestText, Of(sheet.ImageOutput))));
    }

    private static Int128 CostOn(PriceSheet sheet, in TokenUsage usage)
    {
        var input = sheet.Input;
        var output = sheet.Output;
        var plainInput = usage.InputTokens - usage.CachedInputTokens - usage.CacheWriteTokens - usage.CacheWriteHourTokens
            - usage.AudioInputTokens - usage.ImageInputTokens;
        var plainOutput = usage.OutputTokens - usage.ReasoningTokens - usage.AudioOutputTokens - usage.ImageOutputTokens;

        var cost = Times(plainInput, Of(input));
        cost += Times(plainOutput, Of(output));
        cost += Times(usage.CachedInputTokens, Of(sheet.CachedInput ?? input));
        if ((usage.CacheWriteTokens | usage.CacheWriteHourTokens | usage.AudioInputTokens) != 0)
        {
            cost += Times(usage.CacheWriteTokens, Of(sheet.CacheWrite ?? input));
            cost += Times(usage.CacheWriteHourTokens, Of(sheet.CacheWriteHour ?? input));
            cost += Times(usage.AudioInputTokens, Of(sheet.AudioInput ?? input));
        }

        if ((usage.ReasoningTokens | usage.AudioOutputTokens) != 0)
        {
            cost += Times(usage.ReasoningTokens, Of(sheet.Reasoning ?? output));
            cost += Times(usage.AudioOutputTokens, Of(sheet.AudioOutput ?? output));
        }

        if ((usage.ImageInputTokens | usage.CachedImageInputTokens | usage.ImageOutputTokens) != 0)
        {
            cost += Times(usage.ImageInputTokens, Of(sheet.ImageInput ?? input));
            cost += Times(usage.ImageOutputTokens, Of(sheet.ImageOutput ?? output));

            // Charged above as cached text.
            var cached = sheet.CachedInput ?? input;
            cost += Times(usage.CachedImageInputTokens, Of(sheet.CachedImageInput ?? sheet.ImageInput ?? cached) - Of(cached));
        }

        return cost;
    }

    private static long Of(UnitPrice? price) => price.GetValueOrDefault().NanoUsdPerMillion;

    // A plausible count (10^9) times any price stays below 2^93, so that sums of a few need no check; bounds are added checked.
    private static Int128 Times(long tokens, long price) => (Int128)tokens * price;

    /// <summary>The one rounding.</summary>
    private static NanoUsd Total(Int128 millionths, ModelPrice price, long searches)
    {
        // 64-bit division where it suffices: nearly always, and several times faster.
        var tokens = millionths >= Int128.Zero && millionths <= (Int128)(ulong.MaxValue - TokensPerUnit)
            ? (Int128)(((ulong)millionths + TokensPerUnit - 1) / TokensPerUnit)
            : CeilingOfLarge(millionths);
        var fees = searches == 0 || price.SearchFee is not { } fee ? Int128.Zero : (Int128)searches * fee.Value;
        return new NanoUsd(checked((long)(tokens + fees + price.RequestFeeNanoUsd)));
    }

    private static Int128 CeilingOfLarge(Int128 millionths)
    {
        var (whole, rest) = Int128.DivRem(millionths, (long)TokensPerUnit);
        return rest > Int128.Zero ? whole + 1 : whole;
    }
}
