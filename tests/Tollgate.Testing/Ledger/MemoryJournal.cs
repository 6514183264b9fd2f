using Tollgate.Metering.Ledger;

namespace Tollgate.Testing.Ledger;

/// <summary>A hold journal in memory that survives a killed process and, on command, loses its tail with the machine.</summary>
public sealed class MemoryJournal : IHoldJournal
{
    private readonly List<JournaledEntry> _entries = [];

    /// <summary>Most entries kept; appends beyond fail until a commit.</summary>
    public int Capacity { get; set; } = int.MaxValue;

    public bool SameBoot { get; private set; } = true;

    public bool TryAppend(long sequence, in LedgerEntry entry)
    {
        if (_entries.Count >= Capacity)
        {
            return false;
        }

        _entries.Add(new JournaledEntry(sequence, entry));
        return true;
    }

    public void Committed(long sequence) => _entries.RemoveAll(e => e.Sequence <= sequence);

    public IReadOnlyList<JournaledEntry> ReadAfter(long sequence) => [.. _entries.Where(e => e.Sequence > sequence)];

    /// <summary>The process dies and starts again; the machine goes on.</summary>
    public void KillProcess() => SameBoot = true;

    /// <summary>The machine dies: of the tail only the first entries reached the disk.</summary>
    public void LoseMachine(int kept)
    {
        SameBoot = false;
        if (_entries.Count > kept)
        {
            _entries.RemoveRange(kept, _entries.Count - kept);
        }
    }

    public void Dispose()
    {
    }
}
