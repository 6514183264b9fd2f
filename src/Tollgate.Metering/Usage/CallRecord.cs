using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Usage;

/// <summary>How the charge of a call came about, and what was odd about the call.</summary>
[Flags]
public enum CallFlags
{
    None = 0,

    /// <summary>Charged by our own count, since the provider's report never came (stream cut by either side).</summary>
    Counted = 1,

    /// <summary>Charged at the bound: good status, but usage missing, negative or absurd, or nothing came back after sending.</summary>
    ChargedAtBound = 2,

    /// <summary>The provider charged more than the bound; the difference went to free room or to the variance account.</summary>
    Variance = 4,

    /// <summary>The process died while the call was under way: the bound is in suspense.</summary>
    OutcomeUnknown = 8,

    /// <summary>The model has no price and the workspace allows that: nothing was held, the cost is unknown.</summary>
    Unpriced = 16,

    /// <summary>The caller left before the end.</summary>
    CallerLeft = 32,

    /// <summary>Its output limit was lowered to what the budget covered.</summary>
    Clamped = 64,

    /// <summary>The caller gave an idempotency key, whose row is in the store since before the call went out.</summary>
    Idempotent = 128,

    /// <summary>A stream that was let in on a part of its bound, and whose hold grew as it ran.</summary>
    Stepped = 256,

    /// <summary>Another target than the first one answered.</summary>
    FellBack = 512,
}

/// <summary>One row of the call log: who, what, how much, how long. Never holds what was said.</summary>
public sealed class CallRecord
{
    public required Id<RequestKind> RequestId { get; init; }

    /// <summary>When the request arrived, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>The request whose call it is a part of, such as that of a tool that calls others; null for a call of its own.</summary>
    public Id<RequestKind>? Parent { get; set; }

    public required Id<WorkspaceKind> Workspace { get; init; }

    public Id<ProjectKind>? Project { get; set; }

    public required Id<KeyKind> Key { get; init; }

    public required KeyMode Mode { get; init; }

    /// <summary>The route without version prefix, e.g. <c>chat.completions</c>.</summary>
    public required string Route { get; init; }

    /// <summary>Model as the caller asked for it.</summary>
    public string? ModelAsked { get; set; }

    /// <summary>Model that was run at the provider.</summary>
    public string? ModelUsed { get; set; }

    public string? Provider { get; set; }

    public bool Stream { get; set; }

    /// <summary>HTTP status that the caller got; 499 when the caller left before any was sent.</summary>
    public int Status { get; set; }

    /// <summary>The contract's code, or null when the call went well.</summary>
    public string? ErrorCode { get; set; }

    public TokenUsage Usage { get; set; }

    /// <summary>The most the call could have cost (the hold), nano-USD.</summary>
    public long BoundNanoUsd { get; set; }

    /// <summary>What it cost, nano-USD; meaningless when <see cref="CallFlags.Unpriced"/> stands.</summary>
    public long CostNanoUsd { get; set; }

    public CallFlags Flags { get; set; }

    /// <summary>Request's last byte in to reply's last byte out, microseconds.</summary>
    public long LatencyUs { get; set; }

    /// <summary>Request's last byte in to reply's first byte out, microseconds.</summary>
    public long FirstByteUs { get; set; }

    /// <summary>Version of the price that was in force at admission.</summary>
    public string? PriceVersion { get; set; }

    /// <summary>Service tier that priced it: the one it ran in, else the one asked for; null for the usual one.</summary>
    public string? ServiceTier { get; set; }

    /// <summary>Size of the images that were asked for; null where none was named.</summary>
    public string? ImageSize { get; set; }

    /// <summary>Quality of the images that were asked for; null where none was named.</summary>
    public string? ImageQuality { get; set; }

    public string? WorkflowTag { get; set; }

    public string? Step { get; set; }

    public string? ExecutionId { get; set; }

    /// <summary>Which client called, as it said itself.</summary>
    public string? Source { get; set; }

    /// <summary>The caller's other metadata, as JSON text of an object of strings; null when there is none.</summary>
    public string? Tags { get; set; }

    /// <summary>Id of the routing policy that met the call; null when none did.</summary>
    public string? Policy { get; set; }

    /// <summary>All tries in their order, replaced as a whole; null for a call that went well at the first try, and for one that
    /// was never sent.</summary>
    public IReadOnlyList<CallAttempt>? Attempts { get; set; }

    /// <summary>The process died while this hold of the call was open: all of it may be owed, beside what other attempts were charged.</summary>
    public void LoseSight(UInt128 hold, long amount)
    {
        var attempts = Attempts?.ToArray() ?? [];
        var elsewhere = 0L;
        var own = -1;
        for (var i = 0; i < attempts.Length; i++)
        {
            if ((attempts[i].Hold ?? RequestId.Value) != hold)
            {
                elsewhere = checked(elsewhere + attempts[i].CostNanoUsd);
                continue;
            }

            attempts[i] = attempts[i] with { CostNanoUsd = 0 };
            own = i;
        }

        if (own >= 0)
        {
            attempts[own] = attempts[own] with { CostNanoUsd = amount };
            Attempts = attempts;
        }

        Status = 0;
        BoundNanoUsd = CostNanoUsd = checked(amount + elsewhere);
        Flags |= CallFlags.OutcomeUnknown;
    }

    /// <summary>Another record with the values of this moment: for a reader beside the call that still fills it in.</summary>
    public CallRecord Copy() => (CallRecord)MemberwiseClone();
}
