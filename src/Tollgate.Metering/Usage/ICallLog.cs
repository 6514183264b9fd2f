using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Usage;

/// <summary>Which calls a reader wants; null means any.</summary>
public sealed record CallFilter
{
    public required Id<WorkspaceKind> Workspace { get; init; }

    public Id<ProjectKind>? Project { get; init; }

    public Id<KeyKind>? Key { get; init; }

    public Id<RequestKind>? RequestId { get; init; }

    /// <summary>The request whose parts are wanted.</summary>
    public Id<RequestKind>? Parent { get; init; }

    public KeyMode? Mode { get; init; }

    public string? Model { get; init; }

    public string? Provider { get; init; }

    public string? WorkflowTag { get; init; }

    public string? Step { get; init; }

    public string? ExecutionId { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>First moment, Unix milliseconds, inclusive.</summary>
    public long? FromMs { get; init; }

    /// <summary>Last moment, Unix milliseconds, exclusive.</summary>
    public long? ToMs { get; init; }

    /// <summary>Only calls older than this one (the cursor).</summary>
    public Id<RequestKind>? Before { get; init; }
}

/// <summary>What usage is summed by.</summary>
public enum UsageGroup
{
    Project,
    Key,
    Model,
    Provider,
    Tool,
    WorkflowTag,
    Step,
    ExecutionId,
    Day,
    Hour,
}

/// <summary>One sum: the values of the groups asked for, in their order (null where a call had none), and the totals.</summary>
public sealed record UsageSum(IReadOnlyList<string?> Groups, long Calls, long Errors, long CostNanoUsd, TokenUsage Tokens)
{
    /// <summary>What adjustments of these calls come to, nano-USD.</summary>
    public long AdjustmentNanoUsd { get; init; }
}

/// <summary>Port to the stored call log. A read sees every call answered before it once the ledger's writer was flushed.</summary>
public interface ICallLog
{
    /// <summary>Newest first, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<CallRecord> List(CallFilter filter, int limit);

    /// <summary>Sums over the calls that the filter meets. <paramref name="timeZone"/> cuts days and hours.</summary>
    IReadOnlyList<UsageSum> Sum(CallFilter filter, IReadOnlyList<UsageGroup> groups, TimeZoneInfo timeZone);
}
