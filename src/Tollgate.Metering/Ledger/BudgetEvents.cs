using System.Globalization;
using Tollgate.Metering.Events;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;

namespace Tollgate.Metering.Ledger;

/// <summary>What the books have to tell a workspace's owner.</summary>
internal static class BudgetEvents
{
    /// <summary>A budget passed 80 % or 100 %: once in its window under its limit, also over restarts.</summary>
    public static WorkspaceEvent Of(BudgetThreshold passed, long nowMs)
    {
        var kind = passed.Percent >= 100 ? EventKinds.BudgetExhausted : EventKinds.BudgetWarning;
        var (scope, id) = Name(passed);
        return new WorkspaceEvent
        {
            Workspace = passed.Workspace,
            AtMs = nowMs,
            Kind = kind,
            Once = string.Create(CultureInfo.InvariantCulture, $"{kind}/{id}/{passed.Mode}/{passed.Window.StartMs}/{passed.Status.Limit}"),
            Data = EventData.Of(
                ("scope", scope),
                ("id", id),
                ("mode", passed.Mode == KeyMode.Live ? "live" : "test"),
                ("budget_usd", new NanoUsd(passed.Status.Limit)),
                ("spent_usd", new NanoUsd(passed.Status.Spent)),
                ("reserved_usd", new NanoUsd(passed.Status.Reserved)),
                ("resets_at", DateTimeOffset.FromUnixTimeMilliseconds(passed.Status.ResetsAtMs))),
        };
    }

    /// <summary>Calls of one workspace whose outcome a dead process left unknown.</summary>
    public static WorkspaceEvent Suspended(Id<WorkspaceKind> workspace, IReadOnlyCollection<Transfer> calls, long nowMs) => new()
    {
        Workspace = workspace,
        AtMs = nowMs,
        Kind = EventKinds.CallSuspended,
        Data = EventData.Of(
            ("calls", calls.Count),
            ("suspended_usd", new NanoUsd(calls.Sum(c => c.Amount))),
            ("first_request_id", new Id<RequestKind>(calls.Min(c => c.Id)).ToString())),
    };

    private static (string Scope, string Id) Name(BudgetThreshold passed) => passed.Scope switch
    {
        AccountScope.Key => ("key", new Id<KeyKind>(passed.Owner).ToString()),
        AccountScope.Project => ("project", new Id<ProjectKind>(passed.Owner).ToString()),
        _ => ("workspace", passed.Workspace.ToString()),
    };
}
