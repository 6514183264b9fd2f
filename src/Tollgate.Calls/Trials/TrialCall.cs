using Tollgate.Calls.Admission;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Trials;

/// <summary>A call that is only supposed: nothing is held for it, sent or logged.</summary>
public sealed record TrialCall
{
    public required TenantKey Key { get; init; }

    public required string Model { get; init; }

    /// <summary>Attribution and a provider to insist on.</summary>
    public required CallMetadata Metadata { get; init; }

    /// <summary>Size of the prompt by our estimate.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Output limit of its caller; null for none.</summary>
    public long? MaxOutputTokens { get; init; }

    public bool Stream { get; init; }

    /// <summary>The request as it would come, where it is given: what it says of itself, and how it would be sent. Then prompt, limit and stream are its
    /// own.</summary>
    public (CallFacts Facts, IOutgoingBody Body)? Request { get; init; }

    /// <summary>When it arrives: it decides hours and prices, not budgets.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Use of the fullest budget to suppose; null takes the present one.</summary>
    public int? BudgetUsedPct { get; init; }
}
