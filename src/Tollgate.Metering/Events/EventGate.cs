using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Events;

/// <summary>Stops a storm before it reaches the store: of events that happen once, the second is not even queued. Bounded; what it has
/// forgotten the store's own rule stops.</summary>
internal sealed class EventGate
{
    private const int MostRemembered = 4_096;

    private readonly Lock _gate = new();
    private readonly HashSet<(Id<WorkspaceKind> Workspace, string Once)> _seen = [];

    public bool Lets(WorkspaceEvent happened)
    {
        if (happened.Once is not { } once)
        {
            return true;
        }

        lock (_gate)
        {
            if (_seen.Count >= MostRemembered)
            {
                _seen.Clear();
            }

            return _seen.Add((happened.Workspace, once));
        }
    }
}
