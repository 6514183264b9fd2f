using Tollgate.Metering.Adjustments;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Repricing;

/// <summary>What one logged call costs at a price, by what is known of it.</summary>
internal static class CallRepricing
{
    private const string Tools = "tools.";

    // Longer than any call may take.
    private const long MostMsOfCall = 86_400_000;

    /// <summary>What becomes of the call; its cost at the price where it changes or stays.</summary>
    /// <param name="logged">The call as it was logged.</param>
    /// <param name="price">The price to apply; null when there is none.</param>
    /// <param name="nowMs">Present moment, Unix milliseconds.</param>
    /// <param name="cost">What all of its attempts cost together, nano-USD.</param>
    public static RepriceOutcome Of(LoggedCall logged, ModelPrice? price, long nowMs, out long cost)
    {
        var call = logged.Call;
        cost = logged.AdjustedNanoUsd;
        if (call.Flags.HasFlag(CallFlags.OutcomeUnknown))
        {
            return RepriceOutcome.Open;
        }

        if (call.Provider is null || call.ModelUsed is null || call.Route.StartsWith(Tools, StringComparison.Ordinal))
        {
            return RepriceOutcome.NoModel;
        }

        var isUnpriced = call.Flags.HasFlag(CallFlags.Unpriced);
        if (call.Usage == default || (!isUnpriced && call.ErrorCode is not null && call.CostNanoUsd == 0))
        {
            return call.Flags.HasFlag(CallFlags.ChargedAtBound) || logged.ChargedNanoUsd > 0 ? RepriceOutcome.AtBound : RepriceOutcome.Nothing;
        }

        // What our own count came to may have been cut to the hold, and then says nothing of its cost.
        if (call.Flags.HasFlag(CallFlags.ChargedAtBound)
            || (call.Flags.HasFlag(CallFlags.Counted) && call.CostNanoUsd >= call.BoundNanoUsd))
        {
            return RepriceOutcome.AtBound;
        }

        if (HasOthersUsage(call))
        {
            return RepriceOutcome.AtBound;
        }

        // A failed attempt that was charged may be followed by another one, and the row be written again: an entry on what it said
        // before would follow from nothing.
        if (call.ErrorCode is not null && !call.Flags.HasFlag(CallFlags.Counted) && nowMs - call.AtMs < MostMsOfCall)
        {
            return RepriceOutcome.Open;
        }

        if (price is null || !call.Usage.IsPlausible)
        {
            return RepriceOutcome.NoPrice;
        }

        if (!isUnpriced && price.Version == call.PriceVersion)
        {
            // At the price that it was admitted at it costs what it was charged, whatever else has been applied since.
            cost = logged.ChargedNanoUsd;
            return cost == logged.AdjustedNanoUsd ? RepriceOutcome.Same : RepriceOutcome.Changed;
        }

        cost = checked(Elsewhere(call) + Quote.Cost(price, call.Usage, call.ServiceTier, call.ImageSize, call.ImageQuality).Value);
        return cost == logged.AdjustedNanoUsd ? RepriceOutcome.Same : RepriceOutcome.Changed;
    }

    // The last attempt failed and used nothing: what was used is another one's, at another model's price.
    private static bool HasOthersUsage(CallRecord call) =>
        call.ErrorCode is not null && call.Attempts is { Count: > 1 } attempts && attempts[^1].CostNanoUsd == 0;

    // Attempts before the last went elsewhere and have no usage of their own: what they were charged stays.
    private static long Elsewhere(CallRecord call)
    {
        var sum = 0L;
        for (var i = 0; i < (call.Attempts?.Count ?? 0) - 1; i++)
        {
            sum = checked(sum + call.Attempts![i].CostNanoUsd);
        }

        return sum;
    }
}
