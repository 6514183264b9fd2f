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

        record.Usage = usage;
        var cost = Quote.Cost(price, usage, TierOf(facts, tier));
        record.Flags |= cost.Value > record.BoundNanoUsd ? CallFlags.Variance : CallFlags.None;
        return cost;
    }

    /// <summary>What the report comes to, without noting anything; null when it is absurd.</summary>
    public static NanoUsd? Preview(ModelPrice price, CallFacts facts, in ReportedUsage reported, string? tier, out TokenUsage usage)
    {
        usage = Usage(WithSearches(reported, facts));
        return IsPlausible(usage, price, facts) ? Quote.Cost(price, usage, TierOf(facts, tier)) : null;
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
        if (price is null)
        {
            return NanoUsd.Zero;
        }

        record.Flags |= CallFlags.Counted;
        var known = Usage(soFar.Reported);
        known = IsPlausible(known, price, facts) ? known : default;
        var input = facts.Uncountable ? price.ContextWindow : Tokens(facts.TextBytes);
        var counted = facts.AudioOutput ? soFar.OutputBytes * SpokenTokensPerByte : Tokens(soFar.OutputBytes);
        var output = Math.Max(known.OutputTokens, counted);
        record.Usage = known with
        {
            InputTokens = known.InputTokens > 0 ? known.InputTokens : Math.Min(input, price.ContextWindow),
            OutputTokens = output,
            AudioOutputTokens = facts.AudioOutput ? output - known.ReasoningTokens : known.AudioOutputTokens,
            Searches = BoundReader.Searches(facts),
        };

        return NanoUsd.Min(Quote.Cost(price, record.Usage, TierOf(facts, soFar.ServiceTier)), new NanoUsd(record.BoundNanoUsd));
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
        && usage.InputTokens / AbsurdTimes / (BoundReader.Searches(facts) + 1) <= price.ContextWindow
        && usage.OutputTokens / AbsurdTimes / (BoundReader.Searches(facts) + 1) / facts.Choices <= Math.Max(price.MaxOutputTokens, price.ContextWindow);

    private static long Tokens(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;

    private static TokenUsage Usage(in ReportedUsage reported) => new()
    {
        InputTokens = reported.InputTokens,
        CachedInputTokens = reported.CachedInputTokens,
        CacheWriteTokens = reported.CacheWriteTokens,
        CacheWriteHourTokens = reported.CacheWriteHourTokens,
        AudioInputTokens = reported.AudioInputTokens,
        OutputTokens = reported.OutputTokens,
        ReasoningTokens = reported.ReasoningTokens,
        AudioOutputTokens = reported.AudioOutputTokens,
        Searches = reported.Searches,
    };
}
