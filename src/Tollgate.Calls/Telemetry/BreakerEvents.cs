using System.Globalization;
using Tollgate.Calls.Admission;
using Tollgate.Metering.Events;

namespace Tollgate.Calls.Telemetry;

/// <summary>Breakers, told to the owner of the workspace whose key it is.</summary>
public static class BreakerEvents
{
    /// <summary>One of a kind for each key and minute at most: a provider that comes and goes is no storm.</summary>
    public static WorkspaceEvent Of(in BreakerChange change, long nowMs)
    {
        var kind = change.IsOpen ? EventKinds.BreakerOpened : EventKinds.BreakerClosed;
        return new WorkspaceEvent
        {
            Workspace = change.Tenant.Workspace.Id,
            AtMs = nowMs,
            Kind = kind,
            Once = string.Create(CultureInfo.InvariantCulture, $"{kind}/{change.Provider}/{change.KeyHint}/{nowMs / 60_000}"),
            Data = EventData.Of(
                ("provider", change.Provider),
                ("key_hint", change.KeyHint),
                ("failures", change.Health.Failures),
                ("last_failure", change.Health.Last?.ToString()),
                ("retry_in_seconds", (long)Math.Ceiling(change.Health.RetryIn.TotalSeconds))),
        };
    }
}
