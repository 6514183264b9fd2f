using System.Globalization;
using Tollgate.Metering.Usage;

namespace Tollgate.Testing.Ledger;

/// <summary>The call log of a ledger store in memory. Sums what the stored one sums.</summary>
public sealed class MemoryCallLog(MemoryLedgerStore store) : ICallLog
{
    public IReadOnlyList<CallRecord> List(CallFilter filter, int limit) =>
        [.. store.Calls.Where(c => Meets(c, filter)).OrderByDescending(c => c.RequestId).Take(limit)];

    public IReadOnlyList<UsageSum> Sum(CallFilter filter, IReadOnlyList<UsageGroup> groups, TimeZoneInfo timeZone) =>
    [
        .. store.Calls.Where(c => Meets(c, filter))
            .GroupBy(c => string.Join('\n', groups.Select(g => Value(c, g, timeZone) ?? "\0")))
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new UsageSum(
                [.. groups.Select(group => Value(g.First(), group, timeZone))],
                g.Count(),
                g.Count(c => c.ErrorCode is not null),
                g.Sum(c => c.CostNanoUsd),
                g.Aggregate(default(TokenUsage), (sum, c) => sum + c.Usage))),
    ];

    private static bool Meets(CallRecord call, CallFilter filter) =>
        call.Workspace == filter.Workspace
        && (filter.Parent is null || call.Parent == filter.Parent)
        && (filter.Project is null || call.Project == filter.Project)
        && (filter.Key is null || call.Key == filter.Key)
        && (filter.RequestId is null || call.RequestId == filter.RequestId)
        && (filter.Mode is null || call.Mode == filter.Mode)
        && (filter.Model is null || call.ModelUsed == filter.Model)
        && (filter.Provider is null || call.Provider == filter.Provider)
        && (filter.WorkflowTag is null || call.WorkflowTag == filter.WorkflowTag)
        && (filter.Step is null || call.Step == filter.Step)
        && (filter.ExecutionId is null || call.ExecutionId == filter.ExecutionId)
        && (filter.ErrorCode is null || call.ErrorCode == filter.ErrorCode)
        && (filter.FromMs is null || call.AtMs >= filter.FromMs)
        && (filter.ToMs is null || call.AtMs < filter.ToMs)
        && (filter.Before is null || call.RequestId < filter.Before);

    private static string? Value(CallRecord call, UsageGroup group, TimeZoneInfo zone) => group switch
    {
        UsageGroup.Project => call.Project?.ToString(),
        UsageGroup.Key => call.Key.ToString(),
        UsageGroup.Model => call.ModelUsed,
        UsageGroup.Provider => call.Provider,
        UsageGroup.Tool => call.Route.StartsWith("tools.", StringComparison.Ordinal) ? call.Route["tools.".Length..] : null,
        UsageGroup.WorkflowTag => call.WorkflowTag,
        UsageGroup.Step => call.Step,
        UsageGroup.ExecutionId => call.ExecutionId,
        UsageGroup.Day => Local(call, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        UsageGroup.Hour => Local(call, zone).ToString("yyyy-MM-ddTHH':00'", CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "no such group"),
    };

    private static DateTimeOffset Local(CallRecord call, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(call.AtMs), zone);
}
