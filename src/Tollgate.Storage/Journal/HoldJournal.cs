using Tollgate.Metering.Ledger;

namespace Tollgate.Storage.Journal;

/// <summary>The hold journal as a memory-mapped ring. What is written is in the kernel's page cache at once: it outlives this process
/// without a flush.</summary>
internal sealed class HoldJournal : IHoldJournal
{
    /// <summary>Smallest ring: room for a few of the largest entries.</summary>
    public const long LeastBytes = 1 << 16;

    /// <summary>Largest ring.</summary>
    public const long MostBytes = 1 << 30;

    private readonly JournalFile _file;
    private readonly Ring _ring;
    private readonly UInt128 _boot;
    private bool _bootWritten;
    private bool _disposed;

    /// <summary>Opens or makes the journal.</summary>
    /// <param name="path">The file.</param>
    /// <param name="capacity">Bytes of a new ring; rounded up to whole pages.</param>
    /// <param name="boot">The boot that this process runs in; zero when it is not known.</param>
    public unsafe HoldJournal(string path, long capacity, UInt128 boot)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, LeastBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MostBytes);
        _file = new JournalFile(path, (capacity + 4095) & ~4095L);
        _ring = new Ring(_file.Body, _file.Capacity, _file.Head);
        _boot = boot;
        SameBoot = !_file.IsNew && boot != UInt128.Zero && _file.Boot == boot;
        if (!SameBoot && !_file.IsNew)
        {
            _ring.ClearUnused();
        }
    }

    /// <inheritdoc/>
    public bool SameBoot { get; }

    /// <inheritdoc/>
    public bool TryAppend(long sequence, in LedgerEntry entry)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _ring.TryAppend(sequence, entry);
    }

    /// <inheritdoc/>
    public void Committed(long sequence)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _ring.Free(sequence);
        if (!_bootWritten)
        {
            // Only now: until the store knows what was recovered, a second crash must still see that the tail may be missing.
            _file.Boot = _boot;
            _bootWritten = true;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<JournaledEntry> ReadAfter(long sequence)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _ring.ReadAfter(sequence);
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _file.Dispose();
        }
    }
}
