namespace Tollgate.Metering.Usage;

/// <summary>One try of a call at one provider. A call that went well at the first try has none of these: its row says all.</summary>
public sealed record CallAttempt
{
    /// <summary>Id of the hold that it is charged to; null stands for the call's first one, which has the request's id.</summary>
    public UInt128? Hold { get; init; }

    public required string Provider { get; init; }

    /// <summary>Model at the provider.</summary>
    public required string Model { get; init; }

    /// <summary>Last characters of the key that was used; empty for a short one.</summary>
    public string KeyHint { get; init; } = "";

    /// <summary>The provider's HTTP status; 0 when none came.</summary>
    public int Status { get; init; }

    /// <summary>The contract's code of what went wrong; null when nothing did, or when the caller left.</summary>
    public string? Error { get; init; }

    /// <summary>What it was charged, nano-USD.</summary>
    public long CostNanoUsd { get; init; }

    /// <summary>When it began, microseconds after the call's arrival.</summary>
    public long StartedUs { get; init; }

    /// <summary>From there to its end, microseconds.</summary>
    public long LatencyUs { get; init; }
}
