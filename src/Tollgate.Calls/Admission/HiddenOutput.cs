using System.Collections.Concurrent;
using Tollgate.Metering.Identity;

namespace Tollgate.Calls.Admission;

/// <summary>Models that were seen to charge for output they do not show. What comes of their streams says nothing of what they cost, so that
/// only the whole bound covers them. Kept in memory: after a restart one report is enough to know again.</summary>
internal sealed class HiddenOutput
{
    // Names come from callers: nobody fills the memory with them.
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<(Id<WorkspaceKind> Workspace, string Provider, string Model), bool> _seen = new();

    public bool IsKnown(Id<WorkspaceKind> workspace, string provider, string model) =>
        !_seen.IsEmpty && _seen.ContainsKey((workspace, provider, model));

    public void Note(Id<WorkspaceKind> workspace, string provider, string model)
    {
        if (IsKnown(workspace, provider, model))
        {
            return;
        }

        if (_seen.Count >= Most)
        {
            _seen.Clear();
        }

        _seen[(workspace, provider, model)] = true;
    }
}
