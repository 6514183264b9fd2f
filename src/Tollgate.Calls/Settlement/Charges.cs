using Tollgate.Calls.Admission;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Settlement;

/// <summary>What a call is charged, by what is known of its end (the table in docs/money/charges.md); nothing
/// where there is no price.</summary>
internal static class Charges
{
    /// <summary>Bytes of one token where we count ourselves.</summary>
    private const int BytesPerToken = 3;

    /// <summary>Most tokens of sound for one byte of what is said: some 20 in a second, in which a slow speaker says ten letters.</summary>
    private const int SpokenTokensPerByte = 2;

    /// <summary>How many times a model's limits a report may pass them before it is absurd; limits in price tables may lag behind.</summary>
    private const int AbsurdTimes = 16;

    /// <summary>The provider's report; the bound, flagged, when it is absurd.</summary>
    public static NanoUsd Reported(CallRecord record, ModelPrice? price, CallFacts facts, in ReportedUsage reported, string? tier)
    {
        if (price is null)
        {
            Unpriced(record, reported);
            return NanoUsd.Zero;
        }

        var usage = Usage(WithSearches(reported, facts));
        if (!IsPlausible(usage, price, facts))
        {
            return AtBound(record, price);
        }

        Note(record, facts, tier);
        var cost = Quote.Cost(price, usage, record.ServiceTier, facts.ImageSize, facts.ImageQuality);
        if (record.BoundNanoUsd > 0 && AreImagesUntold(usage, price, facts))
        {
            return AtBound(record, price);
        }

        record.Usage = usage;
        record.Flags |= cost.Value > record.BoundNanoUsd ? CallFlags.Variance : CallFlags.None;
        return cost;
    }

    /// <summary>What the report comes to, without noting anything; null when it is absurd.</summary>
    public static NanoUsd? Preview(ModelPrice price, CallFacts facts, in ReportedUsage reported, string? tier, out TokenUsage usage)
    {
        usage = Usage(WithSearches(reported, facts));
        return IsPlausible(usage, price, facts) && !AreImagesUntold(usage, price, facts)
            ? Quote.Cost(price, usage, TierOf(facts, tier), facts.ImageSize, facts.ImageQuality)
            : null;
    }

    /// <summary>Everything the call could cost: nothing is known of its usage.</summary>
    public static NanoUsd AtBound(CallRecord record, ModelPrice? price)
    {
        if (price is null)
        {
            return NanoUsd.Zero;
        }

        record.Flags |= CallFlags.ChargedAtBound;
        return new NanoUsd(record.BoundNanoUsd);
    }

    /// <summary>Input and the output received so far, by our own count where the provider has not reported more; at most the bound.</summary>
    /// <param name="record">Takes the usage.</param>
    /// <param name="price">Null for a call without one.</param>
    /// <param name="facts">What the call asked for.</param>
    /// <param name="soFar">What is known of the stream that was cut.</param>
    public static NanoUsd Counted(CallRecord record, ModelPrice? price, CallFacts facts, in StreamSoFar soFar)
    {
        if (facts.Images > 0 || price is null)
        {
            // What an image has cost by then cannot be seen of its bytes.
            return AtBound(record, price);
        }

        record.Flags |= CallFlags.Counted;
        Note(record, facts, soFar.ServiceTier);
        var known = Usage(soFar.Reported);
        known = IsPlausible(known, price, facts) ? known : default;
        var input = facts.Uncountable ? price.ContextWindow : Tokens(facts.TextBytes);
        var output = Math.Max(known.OutputTokens, OutputTokens(facts, soFar.OutputBytes));
        input = known.InputTokens > 0 ? known.InputTokens : Math.Min(input, price.ContextWindow);
        record.Usage = known with
        {
            InputTokens = input,
            AudioInputTokens = facts.Api == ModelApi.Transcriptions && known.InputTokens == 0 ? input : known.AudioInputTokens,
            OutputTokens = output,
            AudioOutputTokens = facts.AudioOutput ? output - known.ReasoningTokens : known.AudioOutputTokens,
            Searches = BoundReader.Searches(facts),
            Characters = facts.Characters,
            AudioMs = facts.AudioMs,
        };

        return NanoUsd.Min(Quote.Cost(price, record.Usage, record.ServiceTier), new NanoUsd(record.BoundNanoUsd));
    }

    // Speech comes as sound alone: its words are those of the request, all of which were sent.
    private static long OutputTokens(CallFacts facts, long bytes) =>
        facts.Api == ModelApi.Speech ? (bytes == 0 ? 0 : facts.TextBytes * SpokenTokensPerByte)
        : facts.AudioOutput ? bytes * SpokenTokensPerByte
        : Tokens(bytes);

    // Images that came, have no fee, and are said to have taken no tokens: whatever else is reported, they are not.
    private static bool AreImagesUntold(in TokenUsage usage, ModelPrice price, CallFacts facts) =>
        usage.Images > 0 && usage.OutputTokens == 0
        && Quote.Cost(price, new TokenUsage { Images = usage.Images }, null, facts.ImageSize, facts.ImageQuality) == Quote.Cost(price, default);

    // What decides the price beside the usage.
    private static void Note(CallRecord record, CallFacts facts, string? tier)
    {
        record.ServiceTier = TierOf(facts, tier);
        (record.ImageSize, record.ImageQuality) = (facts.ImageSize, facts.ImageQuality);
    }

    // Where the provider does not say in which tier it ran the call, it ran as asked.
    private static string? TierOf(CallFacts facts, string? said) => said is null or "auto" ? facts.ServiceTier : said;

    // Usage of a call without a price is kept for the log.
    private static void Unpriced(CallRecord record, in ReportedUsage reported)
    {
        record.Flags |= CallFlags.Unpriced;
        var usage = Usage(reported);
        record.Usage = usage.IsPlausible ? usage : default;
    }

    // Where searches are not reported, each that was asked for is charged as it was held.
    private static ReportedUsage WithSearches(in ReportedUsage usage, CallFacts facts) =>
        facts.HostedUsesUnreported ? usage with { Searches = Math.Max(usage.Searches, BoundReader.Searches(facts)) } : usage;

    // Many times what the model can take or give is no report but nonsense: it must not eat a budget's free room.
    private static bool IsPlausible(in TokenUsage usage, ModelPrice price, CallFacts facts) =>
        usage.IsPlausible
        && usage.Images / AbsurdTimes <= facts.Images && usage.Characters / AbsurdTimes <= facts.Characters
        && usage.AudioMs / AbsurdTimes <= facts.AudioMs
        && usage.InputTokens / AbsurdTimes / (BoundReader.Searches(facts) + 1) / BoundReader.Inputs(facts) <= price.ContextWindow
        && usage.OutputTokens / AbsurdTimes / (BoundReader.Searches(facts) + 1) / Math.Max(facts.Choices, facts.Images)
            <= Math.Max(price.MaxOutputTokens, price.ContextWindow);

    private static long Tokens(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;

    private static TokenUsage Usage(in ReportedUsage reported) => new()
    {
        InputTokens = reported.InputTokens,
        CachedInputTokens = reported.CachedInputTokens,
        CacheWriteTokens = reported.CacheWriteTokens,
        CacheWriteHourTokens = reported.CacheWriteHourTokens,
        AudioInputTokens = reported.AudioInputTokens,
        ImageInputTokens = reported.ImageInputTokens,
        CachedImageInputTokens = reported.CachedImageInputTokens,
        OutputTokens = reported.OutputTokens,
        ReasoningTokens = reported.ReasoningTokens,
        AudioOutputTokens = reported.AudioOutputTokens,
        ImageOutputTokens = reported.ImageOutputTokens,
        Searches = reported.Searches,
        Images = reported.Images,
        Characters = reported.Characters,
        AudioMs = reported.AudioMs,
    };
}
