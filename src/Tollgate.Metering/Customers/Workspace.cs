using Tollgate.Metering.Budgets;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;

namespace Tollgate.Metering.Customers;

/// <summary>State of a workspace's subscription; locked and canceled refuse paid calls.</summary>
public enum SubscriptionStatus
{
    Trialing,
    Active,
    PastDue,
    Locked,
    Canceled,
}

/// <summary>When a hold counts as certain.</summary>
public enum Durability
{
    /// <summary>Holds come from a durable slice, in memory: no wait in the request path.</summary>
    Escrow,

    /// <summary>Each hold waits for its own commit before the call goes out, each settlement before the reply ends.</summary>
    Strict,
}

/// <summary>What becomes of a plain call whose caller left.</summary>
public enum OnDisconnect
{
    /// <summary>It is finished and settled by its usage.</summary>
    Finish,

    /// <summary>It is cancelled and charged at the bound.</summary>
    Cancel,
}

/// <summary>What becomes of a request whose idempotency key was used by one whose outcome is not known.</summary>
public enum UnknownOutcome
{
    /// <summary>It is refused: a person looks the first one up.</summary>
    Unavailable,

    /// <summary>It runs: better twice than not at all.</summary>
    RunAgain,
}

/// <summary>Settings of a workspace, with their defaults.</summary>
public sealed record WorkspaceSettings
{
    /// <summary>Whether JSON replies carry the <c>tollgate</c> block.</summary>
    public bool ReplyBlock { get; init; } = true;

    /// <summary>Whether models without a price may be called, without a hold.</summary>
    public bool AllowUnpriced { get; init; }

    /// <summary>Whether hosted tools of a provider with known fees may be used.</summary>
    public bool HostedTools { get; init; }

    /// <summary>Whether a call that does not fit a budget has its output limit lowered to what the budget covers.</summary>
    public bool ClampToBudget { get; init; }

    /// <summary>Whether what priced tools cost counts against budgets in USD as well.</summary>
    public bool ToolBudgets { get; init; }

    /// <summary>Names of the detectors that <c>detect_signal</c> runs, in their order; null for all of them in the usual one.</summary>
    public IReadOnlyList<string>? SignalsOrder { get; init; }

    public Durability Durability { get; init; } = Durability.Escrow;

    public OnDisconnect OnDisconnect { get; init; } = OnDisconnect.Finish;

    public UnknownOutcome UnknownOutcome { get; init; } = UnknownOutcome.Unavailable;
}

/// <summary>A tenant: the owner of projects, keys, provider keys and budgets.</summary>
public sealed record Workspace
{
    public required Id<WorkspaceKind> Id { get; init; }

    public required string Name { get; init; }

    public required Plan Plan { get; init; }

    public SubscriptionStatus Subscription { get; init; } = SubscriptionStatus.Active;

    /// <summary>Budget of each window; null means none.</summary>
    public NanoUsd? Budget { get; init; }

    public BudgetPeriod Period { get; init; } = BudgetPeriod.Month;

    /// <summary>IANA name of the zone in which months and days begin.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The workspace's own rate limit where the plan allows one; null takes the plan's.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>True when the workspace switched its rate limit off (<c>requests_per_minute: null</c> on self_hosted).</summary>
    public bool RateLimitOff { get; init; }

    /// <summary>The rate limit in force; null when it is switched off.</summary>
    public int? RateLimit => !Plan.OwnRateLimit ? Plan.RequestsPerMinute
        : RateLimitOff ? null
        : RequestsPerMinute ?? Plan.RequestsPerMinute;

    public WorkspaceSettings Settings { get; init; } = new();

    /// <summary>The mail address that the workspace belongs to, in its one normal spelling; null for one that management made.</summary>
    public string? Owner { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
