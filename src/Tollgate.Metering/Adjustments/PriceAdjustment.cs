using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Adjustments;

/// <summary>An entry that says what a call costs at another price than it had before. It posts the difference to the reporting accounts of its
/// workspace, and to no budget.</summary>
public sealed record PriceAdjustment
{
    public required Id<RequestKind> RequestId { get; init; }

    /// <summary>When it was made, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>What the call had cost, nano-USD: as it was charged, or by the adjustment before this one.</summary>
    public required long BeforeNanoUsd { get; init; }

    /// <summary>What it costs by this price, nano-USD.</summary>
    public required long AfterNanoUsd { get; init; }

    /// <summary>Version of the price that the call was admitted at; null for one without a price.</summary>
    public string? FromVersion { get; init; }

    /// <summary>Version of the price that is applied.</summary>
    public required string ToVersion { get; init; }
}
