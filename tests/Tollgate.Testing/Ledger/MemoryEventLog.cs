using Tollgate.Metering.Events;
using Tollgate.Metering.Identity;

namespace Tollgate.Testing.Ledger;

/// <summary>The events of a ledger store in memory.</summary>
public sealed class MemoryEventLog(MemoryLedgerStore store) : IEventLog
{
    public IReadOnlyList<WorkspaceEvent> List(Id<WorkspaceKind> workspace, string? kind, Id<EventKind>? before, int limit) =>
    [
        .. store.Events.Where(e => e.Workspace == workspace && (kind is null || e.Kind == kind) && (before is null || e.Id < before))
            .OrderByDescending(e => e.Id).Take(limit),
    ];

    public void Forget(long beforeMs, int most) => throw new NotSupportedException("events in memory are not let go of");
}
