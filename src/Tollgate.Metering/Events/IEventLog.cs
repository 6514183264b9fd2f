using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Events;

/// <summary>Port to the stored events. They are written with the ledger's commits; here they are read and let go of.</summary>
public interface IEventLog
{
    /// <summary>Newest first, at most <paramref name="limit"/>; of one kind, or older than one, when asked for.</summary>
    IReadOnlyList<WorkspaceEvent> List(Id<WorkspaceKind> workspace, string? kind, Id<EventKind>? before, int limit);

    /// <summary>Drops the events from before a moment, and of each workspace the oldest beyond the newest <paramref name="most"/>.</summary>
    void Forget(long beforeMs, int most);
}
