using System.Collections.Concurrent;
using Tollgate.Metering.Identity;

namespace Tollgate.Calls.Admission;

/// <summary>What the reports of models said of their streams: that they charge for output they do not show, or that they do not. What comes of
/// a stream of the first kind says nothing of what it costs, so that only the whole bound covers it. Kept in memory: after a restart one
/// report is enough to know again.</summary>
internal sealed class HiddenOutput
{
    // Names come from callers: nobody fills the memory with them.
    private const int Most = 10_000;

    // True for one that hides.
    private readonly ConcurrentDictionary<(Id<WorkspaceKind> Workspace, string Provider, string Model), bool> _seen = new();

    /// <summary>True when it was seen to hide output.</summary>
    public bool IsKnown(Id<WorkspaceKind> workspace, string provider, string model) =>
        !_seen.IsEmpty && _seen.TryGetValue((workspace, provider, model), out var hides) && hides;

    /// <summary>True when each report so far was of what had been shown.</summary>
    public bool IsShown(Id<WorkspaceKind> workspace, string provider, string model) =>
        !_seen.IsEmpty && _seen.TryGetValue((workspace, provider, model), out var hides) && !hides;

    /// <summary>Notes a report. What hid output once is not believed again.</summary>
    public void Note(Id<WorkspaceKind> workspace, string provider, string model, bool hides)
    {
        var name = (workspace, provider, model);
        if (_seen.TryGetValue(name, out var known) && (known || known == hides))
        {
            return;
        }

        if (_seen.Count >= Most)
        {
            _seen.Clear();
        }

        _ = hides ? _seen[name] = true : _seen.TryAdd(name, false);
    }
}
