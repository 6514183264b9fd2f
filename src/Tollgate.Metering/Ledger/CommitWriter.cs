using System.Runtime.InteropServices;

namespace Tollgate.Metering.Ledger;

/// <summary>The one writer: takes what is queued, applies it to the core, and commits the changes as one group. The flush is the window.
/// When the store fails nothing is retried blindly: the books are read back from disk and what the store lacks is applied again.</summary>
internal sealed class CommitWriter(ILedgerStore store, EntryQueue queue, LedgerCore core, LedgerOptions options)
{
    private readonly CommitBatch _batch = new();
    private List<LedgerEntry> _taken = new(1024);
    private long _firstSequence;
    private Thread? _thread;

    /// <summary>Told after each durable commit, on the writer's thread, before anyone who waited for it is woken.</summary>
    public Action<List<LedgerEntry>, long>? Durable { get; set; }

    /// <summary>Told of broken invariants, with the account's ordinal.</summary>
    public Action<int, string>? Broken { get; set; }

    /// <summary>Gives the time for recovery, Unix milliseconds.</summary>
    public required Func<long> NowMs { get; init; }

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "tollgate ledger writer" };
        _thread.Start();
    }

    /// <summary>Commits what is queued and ends the thread.</summary>
    public void Stop()
    {
        queue.Stop();
        _thread?.Join();
        _thread = null;
    }

    /// <summary>One round without the thread: commits what is queued now. False when there was nothing, or the store failed: then what it lacks
    /// comes first, by <see cref="TryRecover"/>.</summary>
    public bool CommitOnce() => queue.Failure is null && queue.TakeNow(ref _taken, out _firstSequence) && TryCommit();

    /// <summary>The commit of an orderly stop, after <see cref="Stop"/>: what is queued, and the mark that no slice is out.</summary>
    public bool CommitLast()
    {
        if (queue.Failure is not null)
        {
            return false;
        }

        if (!queue.TakeNow(ref _taken, out _firstSequence))
        {
            _taken.Clear();
        }

        return TryCommit(clean: true);
    }

    /// <summary>After a failure: reads the store back and commits what it lacks. False when it fails again.</summary>
    public bool TryRecover()
    {
        try
        {
            var snapshot = store.Load(NowMs());
            core.Load(snapshot);
            var known = (int)Math.Clamp(snapshot.CommittedSequence - _firstSequence + 1, 0, _taken.Count);
            Commit(CollectionsMarshal.AsSpan(_taken)[known..], _firstSequence + _taken.Count - 1);
            return true;
        }
        catch (LedgerStoreException failure)
        {
            queue.MarkFailed(failure);
            return false;
        }
    }

    private void Run()
    {
        while (true)
        {
            if (!queue.Take(ref _taken, out _firstSequence))
            {
                return;
            }

            var done = TryCommit();
            while (!done && queue.Pause(options.RecoverAfter))
            {
                done = TryRecover();
            }

            if (!done)
            {
                // Stopping on a broken store: the journal has what is missing, the next start applies it.
                return;
            }
        }
    }

    private bool TryCommit(bool clean = false)
    {
        try
        {
            Commit(CollectionsMarshal.AsSpan(_taken), _firstSequence + _taken.Count - 1, clean);
            return true;
        }
        catch (LedgerStoreException failure)
        {
            queue.MarkFailed(failure);
            return false;
        }
    }

    private void Commit(ReadOnlySpan<LedgerEntry> entries, long sequence, bool clean = false)
    {
        _batch.Clear();
        _batch.Sequence = sequence;
        _batch.Clean = clean;
        core.Apply(entries, _batch);
        store.Commit(_batch);
        foreach (var claim in _batch.LostClaims)
        {
            claim.Lost = true;
        }

        foreach (var (account, finding) in core.Findings)
        {
            Broken?.Invoke(account, finding);
        }

        core.Findings.Clear();
        Durable?.Invoke(_taken, _firstSequence);
        queue.MarkCommitted(sequence);
    }
}
