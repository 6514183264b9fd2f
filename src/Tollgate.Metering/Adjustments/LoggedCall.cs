using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Adjustments;

/// <summary>A call of the log, and what adjustments of it come to so far.</summary>
/// <param name="Call">As it was logged.</param>
/// <param name="AdjustedByNanoUsd">All its adjustments together.</param>
public sealed record LoggedCall(CallRecord Call, long AdjustedByNanoUsd)
{
    /// <summary>What the call was charged; nothing where it had no price.</summary>
    public long ChargedNanoUsd => Call.Flags.HasFlag(CallFlags.Unpriced) ? 0 : Call.CostNanoUsd;

    /// <summary>What it costs by its last adjustment, else as charged.</summary>
    public long AdjustedNanoUsd => checked(ChargedNanoUsd + AdjustedByNanoUsd);
}
