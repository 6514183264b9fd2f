using System.Diagnostics;

namespace Tollgate.Metering.Ledger;

/// <summary>Entries on their way to the store: numbered, journaled, queued, all under one short lock, so that journal, queue and books agree
/// on the order. Callers who must be certain wait here for their commit.</summary>
internal sealed class EntryQueue(IHoldJournal journal, LedgerOptions options)
{
    // Monitor, not Lock: the writer sleeps on it.
    private readonly object _gate = new();
    private readonly Queue<CommitWaiter> _waiters = new();
    private List<LedgerEntry> _pending = new(1024);
    private long _committed;
    private Exception? _failure;
    private bool _stopping;

    /// <summary>Sequence of the newest entry.</summary>
    public long Last { get; private set; }

    /// <summary>Sequence up to which all is durable.</summary>
    public long Committed => Volatile.Read(ref _committed);

    /// <summary>Why the store refuses; null while it does not.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>False while the store fails or the queue is full: what may be refused is refused then.</summary>
    public bool Takes
    {
        get
        {
            lock (_gate)
            {
                return _failure is null && _pending.Count < options.MostQueued;
            }
        }
    }

    /// <summary>Numbers go on after what the store has.</summary>
    public void StartAfter(long sequence)
    {
        lock (_gate)
        {
            Last = sequence;
            _committed = sequence;
        }
    }

    /// <summary>Queues an entry that may be refused (a new hold). 0 when the store fails, the queue is full, or the journal has no room.</summary>
    public long TryAppend(in LedgerEntry entry)
    {
        lock (_gate)
        {
            if (_failure is not null || _pending.Count >= options.MostQueued || !journal.TryAppend(Last + 1, in entry))
            {
                return 0;
            }

            return Enqueue(in entry);
        }
    }

    /// <summary>Queues an entry that must not be lost (the end of a hold). When the journal has no room it is kept in memory alone: should the
    /// process die before the next commit, the hold goes to suspense rather than vanish.</summary>
    public long Append(in LedgerEntry entry)
    {
        lock (_gate)
        {
            _ = journal.TryAppend(Last + 1, in entry);
            return Enqueue(in entry);
        }
    }

    /// <summary>Queues an entry that the journal need not know (a grant, a row of the log). 0 when there is no room: such rows may be dropped.</summary>
    public long TryAppendUnjournaled(in LedgerEntry entry)
    {
        lock (_gate)
        {
            return _failure is not null || _pending.Count >= options.MostQueued ? 0 : Enqueue(in entry);
        }
    }

    /// <summary>Queues an entry that must not be lost while this process lives, and that the journal need not know.</summary>
    public long AppendUnjournaled(in LedgerEntry entry)
    {
        lock (_gate)
        {
            return Enqueue(in entry);
        }
    }

    /// <summary>Completes when everything up to the sequence is durable.</summary>
    /// <exception cref="LedgerStoreException">the store failed before that.</exception>
    public ValueTask WaitAsync(long sequence)
    {
        if (sequence <= Committed)
        {
            return ValueTask.CompletedTask;
        }

        lock (_gate)
        {
            if (sequence <= _committed)
            {
                return ValueTask.CompletedTask;
            }

            if (_failure is { } failure)
            {
                return ValueTask.FromException(new LedgerStoreException("the store does not write", failure));
            }

            var waiter = CommitWaiter.Rent(sequence);
            _waiters.Enqueue(waiter);
            if (_waiters.Count == 1)
            {
                Monitor.Pulse(_gate);
            }

            return waiter.Task;
        }
    }

    /// <summary>The writer's side: sleeps until there is something to commit, gathers company while nobody waits, and swaps the queue out.
    /// False when stopping and nothing is left.</summary>
    public bool Take(ref List<LedgerEntry> taken, out long firstSequence)
    {
        lock (_gate)
        {
            while (_pending.Count == 0 && !_stopping)
            {
                Monitor.Wait(_gate);
            }

            if (_waiters.Count == 0 && !_stopping && _pending.Count < options.MostPerCommit && options.Gather > TimeSpan.Zero)
            {
                Monitor.Wait(_gate, options.Gather);
            }

            return Swap(ref taken, out firstSequence);
        }
    }

    /// <summary>Swaps the queue out without waiting.</summary>
    public bool TakeNow(ref List<LedgerEntry> taken, out long firstSequence)
    {
        lock (_gate)
        {
            return Swap(ref taken, out firstSequence);
        }
    }

    /// <summary>Everything up to the sequence is durable: frees the journal and wakes who waited for it.</summary>
    public void MarkCommitted(long sequence)
    {
        lock (_gate)
        {
            Volatile.Write(ref _committed, sequence);
            _failure = null;
            journal.Committed(sequence);
            // Waiters come nearly in order; one that is early in line and late in sequence delays those behind it by one commit at most.
            while (_waiters.TryPeek(out var waiter) && waiter.Sequence <= sequence)
            {
                _waiters.Dequeue().Complete();
            }
        }
    }

    /// <summary>The store failed: every waiter fails, new holds are refused until a commit succeeds again.</summary>
    public void MarkFailed(Exception failure)
    {
        lock (_gate)
        {
            Volatile.Write(ref _failure, failure);
            while (_waiters.TryDequeue(out var waiter))
            {
                waiter.Fail(new LedgerStoreException("the store does not write", failure));
            }
        }
    }

    /// <summary>Lets the writer finish what is queued and end.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Sleeps for a while unless stopped; false when stopped.</summary>
    public bool Pause(TimeSpan time)
    {
        // New entries wake it too; that is no reason to try a broken store sooner.
        var started = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (!_stopping && time - Stopwatch.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
            {
                Monitor.Wait(_gate, left);
            }

            return !_stopping;
        }
    }

    private long Enqueue(in LedgerEntry entry)
    {
        _pending.Add(entry);
        // The writer sleeps only on an empty queue, or gathers: wake it at the first and when the commit is full.
        if (_pending.Count == 1 || _pending.Count == options.MostPerCommit)
        {
            Monitor.Pulse(_gate);
        }

        return ++Last;
    }

    private bool Swap(ref List<LedgerEntry> taken, out long firstSequence)
    {
        firstSequence = Last - _pending.Count + 1;
        if (_pending.Count == 0)
        {
            return false;
        }

        taken.Clear();
        (_pending, taken) = (taken, _pending);
        return true;
    }
}
