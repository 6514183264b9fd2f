using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Prices;

/// <summary>The bound before a call and its cost after, in exact integers, rounded once, up.</summary>
public static class Quote
{
    /// <summary>The most a call can cost: every token at the highest price that may apply to it.</summary>
    public static NanoUsd Bound(ModelPrice price, in CallBound bound) => throw new NotSupportedException();

    /// <summary>What a call cost by its usage. <paramref name="serviceTier"/> is the tier the provider says it ran in, or null.</summary>
    public static NanoUsd Cost(ModelPrice price, in TokenUsage usage, string? serviceTier = null) => throw new NotSupportedException();
}
