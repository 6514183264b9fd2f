using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Ledger;

/// <summary>Who wants to hold how much.</summary>
public readonly record struct HoldRequest
{
    public required Book Book { get; init; }

    public required BudgetLine Key { get; init; }

    /// <summary>The key that made the call's key: what the child spends counts on both. Null for a key that a person made.</summary>
    public BudgetLine? Parent { get; init; }

    /// <summary>Null for a call that belongs to no project.</summary>
    public BudgetLine? Project { get; init; }

    public required KeyMode Mode { get; init; }

    /// <summary>Name of the provider that will be owed.</summary>
    public required string Provider { get; init; }

    /// <summary>Nano-USD, not negative.</summary>
    public required long Amount { get; init; }

    /// <summary>How long to wait in line for room when only holds of other calls stand in the way; zero refuses at once.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Now, Unix milliseconds.</summary>
    public required long NowMs { get; init; }

    /// <summary>When the hold must have ended, Unix milliseconds.</summary>
    public required long DeadlineMs { get; init; }

    /// <summary>Id of a hold that is not the call's first, made by the meter; 0 takes the request's.</summary>
    public UInt128 Id { get; init; }

    /// <summary>The call's log row.</summary>
    public required CallRecord Call { get; init; }
}
