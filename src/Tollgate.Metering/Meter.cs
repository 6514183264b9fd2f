using Tollgate.Metering.Budgets;
using Tollgate.Metering.Events;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Metering.Wallets;

namespace Tollgate.Metering;

/// <summary>The facade of the money room: hold the most a call can cost, then settle what it did cost or release it. Never over a budget, never
/// refused while there is room.</summary>
public sealed class Meter : IDisposable
{
    private readonly ILedgerStore _store;
    private readonly TimeProvider _time;
    private readonly LedgerOptions _options;
    private readonly LedgerCore _core = new();
    private readonly EntryQueue _queue;
    private readonly AccountTable _table;
    private readonly ThresholdWatch _thresholds = new();
    private readonly Escrow _escrow;
    private readonly HoldDesk _desk;
    private readonly CommitWriter _writer;
    private readonly IHoldJournal _journal;
    private readonly IdSource _ids;
    private readonly List<Transfer> _suspended = [];
    private readonly EventGate _events = new();
    private readonly List<WorkspaceEvent> _toTell = [];
    private readonly WalletDesk? _wallets;
    private volatile string? _broken;

    public Meter(
        ILedgerStore store, IHoldJournal journal, IdSource ids, TimeProvider time, LedgerOptions? options = null, WalletOptions? wallets = null)
    {
        _store = store;
        _journal = journal;
        _ids = ids;
        _time = time;
        _options = options ?? new LedgerOptions();
        _queue = new EntryQueue(journal, _options);
        _table = new AccountTable(_queue);
        _thresholds.Told = OnThreshold;
        _escrow = new Escrow(_table, _queue, _thresholds, time);
        _desk = new HoldDesk(_escrow, _queue, time, _options);
        _wallets = wallets is null ? null : new WalletDesk(_queue, _escrow, time, wallets);
        _writer = new CommitWriter(store, _queue, _core, _options) { NowMs = NowMs, Durable = OnDurable, Broken = OnBroken };
    }

    /// <summary>Told when a budget's spent first reaches 80 % and 100 % of its limit in force, once per window and limit while this process
    /// runs, and again after a restart. Called on the thread of the call that did it, outside of every lock: keep it short.</summary>
    public Action<BudgetThreshold>? Threshold { get; set; }

    /// <summary>The wallets.</summary>
    /// <exception cref="InvalidOperationException">this meter was made without a place for them.</exception>
    public WalletDesk Wallets => _wallets ?? throw new InvalidOperationException("this meter keeps no wallets");

    /// <summary>Mends what the last process left, then starts the writer. Call once, before any hold.</summary>
    public RecoveryReport Start()
    {
        var report = Recover();
        _toTell.ForEach(Note);
        _toTell.Clear();
        _writer.Start();
        return report;
    }

    /// <summary>Takes up a workspace: its window goes on where the last process left it. Call before its first hold.</summary>
    public void Adopt(Book book)
    {
        if (_table.OpenWindow(book.Workspace, NowMs()) is { } window)
        {
            book.Resume(window);
        }
    }

    /// <summary>Takes a hold on every account that applies, or none. Completes at once while the granted slices last; waits for a commit when
    /// one must be granted first. A refusal means that an account's posted + held + this amount passes its limit at that moment.</summary>
    public ValueTask<HoldOutcome> HoldAsync(in HoldRequest request, CancellationToken cancellationToken = default)
    {
        return _desk.HoldAsync(in request, cancellationToken);
    }

    /// <summary>Gives an open hold another amount and another provider to be owed, for the next step of its call: the room of the difference
    /// is taken on every account or on none, what is too much is freed at once. Growth may wait for a commit, and up to
    /// <paramref name="wait"/> in line for holds of other calls to end. With a refusal nothing has changed, but for
    /// the growth of a strict hold whose commit failed: it stays, and becomes durable once the store is back.</summary>
    /// <param name="hold">The hold; only one flow at a time may resize it, while its end may come at any time.</param>
    /// <param name="amount">All that it shall hold, nano-USD: what the call has cost already and can cost still.</param>
    /// <param name="provider">Name of the provider that will be owed.</param>
    /// <param name="wait">How long growth may wait in line.</param>
    /// <param name="cancellationToken">Ends the waiting: with the refusal as it stands.</param>
    public ValueTask<HoldRefusal?> ResizeAsync(
        Hold hold, long amount, string provider, TimeSpan wait, CancellationToken cancellationToken = default) =>
        _desk.ResizeAsync(hold, amount, provider, wait, cancellationToken);

    /// <summary>A call was turned away with this refusal, and nothing smaller is tried in its place. Where no hold stood in the way, its budget
    /// is at its end and counts as a hundred percent for <see cref="Threshold"/>.</summary>
    public void TurnedAway(HoldRefusal refusal) => _escrow.TurnedAway(refusal);

    /// <summary>The largest amount that could be held now on all accounts of the request, whatever its own amount; 0 when there is none.</summary>
    public long Room(in HoldRequest request) => _escrow.Room(in request);

    /// <summary>Writes the hold to the books, right before its call is sent. With <paramref name="strict"/> it is durable when this completes.
    /// A claim on an idempotency key becomes a row in the same commit, and makes the hold strict. False when the books take no more, or
    /// another request has the key: the hold is then released and the call must not go out.</summary>
    public ValueTask<bool> CommitHoldAsync(Hold hold, bool strict, IdempotencyClaim? claim = null)
    {
        strict |= claim is not null;
        hold.Call.Flags |= claim is null ? CallFlags.None : CallFlags.Idempotent;
        if (!_escrow.TryWrite(hold, strict, claim, out var sequence))
        {
            _ = _escrow.Release(hold, NowMs());
            return new ValueTask<bool>(false);
        }

        return strict ? CommitStrictAsync(hold, sequence, claim) : new ValueTask<bool>(true);
    }

    /// <summary>Claims an idempotency key for a request without a hold; durable when this completes. False when the books take no more, or
    /// another request has the key: the request must not run.</summary>
    public async ValueTask<bool> ClaimAsync(IdempotencyClaim claim)
    {
        var sequence = _queue.TryAppendUnjournaled(
            new LedgerEntry { Kind = EntryKind.Claim, Id = claim.RequestId, AtMs = claim.AtMs, Claim = claim });
        if (sequence == 0)
        {
            return false;
        }

        claim.Written = true;
        try
        {
            await _queue.WaitAsync(sequence);
        }
        catch (LedgerStoreException)
        {
            return false;
        }

        return !claim.Lost;
    }

    /// <summary>A claimed request has ended: its reply is kept. Returns the sequence to wait for; the reply may end only when that is durable.</summary>
    public long Answer(UInt128 requestId, ClaimAnswer answer) =>
        _queue.AppendUnjournaled(new LedgerEntry { Kind = EntryKind.Answer, Id = requestId, Answer = answer });

    /// <summary>A claimed request ended without any effect: its key is free when the sequence returned is durable.</summary>
    public long Unclaim(UInt128 requestId) => _queue.Append(new LedgerEntry { Kind = EntryKind.Unclaim, Id = requestId });

    /// <summary>Sequence of the newest entry of the books.</summary>
    public long Newest => _queue.Last;

    /// <summary>Sequence up to which the books are durable.</summary>
    public long Committed => _queue.Committed;

    /// <summary>Completes when everything up to the sequence is durable.</summary>
    /// <exception cref="LedgerStoreException">the store failed before that; it will be made durable once the store is back.</exception>
    public ValueTask DurableAsync(long sequence) => _queue.WaitAsync(sequence);

    /// <summary>Ends the hold with what the call cost; the call's log row goes with it. With <paramref name="strict"/> it is durable when this
    /// completes. A second end of the same hold changes nothing.</summary>
    /// <param name="hold">The hold.</param>
    /// <param name="costNanoUsd">All that it is charged.</param>
    /// <param name="strict">Whether to wait for the commit.</param>
    /// <param name="row">What the log has of the call until a later hold of it ends; null when the call has ended, with its own row.</param>
    public ValueTask SettleAsync(Hold hold, long costNanoUsd, bool strict, CallRecord? row = null)
    {
        var sequence = _escrow.Settle(hold, costNanoUsd, EndMs(hold), row);
        if (sequence != 0 && row is null && (hold.Call.Flags & CallEvents.Telling) != CallFlags.None)
        {
            NoteCall(hold.Call);
        }

        return strict && sequence != 0 ? _queue.WaitAsync(sequence) : ValueTask.CompletedTask;
    }

    /// <summary>Id for a hold that a call takes after its first one has ended.</summary>
    public UInt128 NextHoldId() => _ids.Next<RequestKind>().Value;

    /// <summary>Ends the hold with nothing charged; the call's log row goes with it.</summary>
    public void Release(Hold hold) => _ = _escrow.Release(hold, EndMs(hold));

    /// <summary>Adds a row to the call log for a call that never had a hold. Under overload such rows may be dropped.</summary>
    public void Log(CallRecord call) =>
        _ = _queue.TryAppendUnjournaled(new LedgerEntry { Kind = EntryKind.Log, AtMs = NowMs(), Call = call });

    /// <summary>Keeps an event for the workspace's owner; it is given its id here. Under overload events may be dropped.</summary>
    public void Note(WorkspaceEvent happened)
    {
        if (_events.Lets(happened))
        {
            _ = _queue.TryAppendUnjournaled(new LedgerEntry
            {
                Kind = EntryKind.Event,
                AtMs = happened.AtMs,
                Event = happened with { Id = _ids.Next<EventKind>() },
            });
        }
    }

    /// <summary>Where a budget stands at this moment.</summary>
    public BudgetStatus Status(Book book, BudgetLine line) => _escrow.Status(book, line, NowMs());

    /// <summary>The window in force for a line at this moment, for something that is to count in it: it stays in force until it ends, also over a
    /// restart and a change of the workspace's period or zone.</summary>
    public BudgetWindow Window(Book book, BudgetLine line) => _escrow.Window(book, line, NowMs());

    /// <summary>Completes when everything that happened before is durable.</summary>
    public ValueTask FlushAsync() => _queue.WaitAsync(_queue.Last);

    /// <summary>Checks every invariant that can be seen in the store.</summary>
    public LedgerReport Verify() => _store.Verify();

    /// <summary>State of the books of this node.</summary>
    public LedgerHealth Health()
    {
        var slices = new List<(string Account, long WatermarkLeft)>();
        foreach (var account in _table.All())
        {
            lock (account.Gate)
            {
                if (account.Watermark != long.MaxValue && account.Identity.Scope <= AccountScope.Workspace)
                {
                    slices.Add((Name(account.Identity), account.Watermark - account.Used));
                }
            }
        }

        var reason = _queue.Failure?.Message ?? _broken;
        return new LedgerHealth(reason is not null, reason, _queue.Committed, slices);
    }

    /// <summary>Lets go of the accounts of windows that ended more than two days ago; the store keeps them.</summary>
    public void ForgetEndedWindows() => _table.Forget(NowMs() - (long)TimeSpan.FromDays(2).TotalMilliseconds);

    /// <summary>Charges suspense that stayed unresolved for too long at the bound. Returns how many calls that concerned.</summary>
    public int ResolveSuspense()
    {
        var nowMs = NowMs();
        var dueBefore = nowMs - (long)_options.ResolveSuspenseAfter.TotalMilliseconds;
        List<Transfer> due;
        lock (_suspended)
        {
            due = _suspended.FindAll(s => s.AtMs <= dueBefore);
            _suspended.RemoveAll(s => s.AtMs <= dueBefore);
        }

        foreach (var transfer in due)
        {
            _escrow.Resolve(transfer, nowMs);
        }

        return due.Count;
    }

    /// <summary>Commits what is queued, hands every slice back and ends the writer. A hold still open then goes to suspense at the next start.</summary>
    public void Stop()
    {
        _writer.Stop();
        _escrow.HandBack(_table.All(), NowMs());
        _writer.CommitLast();
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    /// <summary>Start without the writer's thread: rounds are then driven by <see cref="CommitOnce"/>.</summary>
    internal RecoveryReport Recover()
    {
        var nowMs = NowMs();
        var recovery = new Recovery(_store, _journal, _core, _ids) { Wallets = replayed => _wallets?.Mend(replayed, nowMs) ?? [] };
        var report = recovery.Run(nowMs, out var sequence, out var accounts);
        _queue.StartAfter(sequence);
        _table.Load(accounts, _core.LastOrdinal);
        _suspended.AddRange(_core.Suspended.Where(s => s.Kind == EntryKind.Suspend));
        var workspaces = accounts.ToDictionary(a => a.Balance.Ordinal, a => a.Identity.Workspace);
        _toTell.AddRange(_suspended.Where(s => s.AtMs == nowMs).GroupBy(s => workspaces[s.Accounts.Workspace])
            .Select(calls => BudgetEvents.Suspended(calls.Key, [.. calls], nowMs)));
        return report;
    }

    /// <summary>One round of the writer, on this thread. False when there was nothing to do or the store failed.</summary>
    internal bool CommitOnce() => _writer.CommitOnce();

    /// <summary>One try to reopen a store that failed, on this thread.</summary>
    internal bool TryRecoverStore() => _writer.TryRecover();

    private async ValueTask<bool> CommitStrictAsync(Hold hold, long sequence, IdempotencyClaim? claim)
    {
        if (claim is not null)
        {
            claim.Written = true;
        }

        try
        {
            await _queue.WaitAsync(sequence);
        }
        catch (LedgerStoreException)
        {
            // Not sent, so nothing is owed, whether or not the row reached the disk.
            _ = _escrow.Release(hold, NowMs());
            return false;
        }

        if (claim is { Lost: true } || !_escrow.TryDispatch(hold))
        {
            _ = _escrow.Release(hold, NowMs());
            return false;
        }

        return true;
    }

    private void OnDurable(List<LedgerEntry> entries, long firstSequence)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Kind == EntryKind.Grant && _table.Find(entries[i].Account) is { } account)
            {
                Slices.Granted(account, entries[i].Watermark, firstSequence + i);
            }
        }
    }

    private void OnBroken(int ordinal, string finding)
    {
        _broken = $"account {ordinal}: {finding}";
        if (_table.Find(ordinal) is { } account)
        {
            lock (account.Gate)
            {
                account.Frozen = true;
            }
        }
    }

    private void OnThreshold(BudgetThreshold passed)
    {
        Note(BudgetEvents.Of(passed, NowMs()));
        Threshold?.Invoke(passed);
    }

    private void NoteCall(CallRecord call)
    {
        if ((call.Flags & CallFlags.Clamped) != CallFlags.None)
        {
            Note(CallEvents.Clamped(call));
        }

        if ((call.Flags & CallFlags.Variance) != CallFlags.None)
        {
            Note(CallEvents.Variance(call));
        }
    }

    // The call's own stop-watch says when it ended; a clock read costs more than a hold.
    private static long EndMs(Hold hold) => hold.Call.AtMs + (hold.Call.LatencyUs / 1000);

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Name(AccountIdentity identity) => identity.Scope switch
    {
        AccountScope.Key => new Id<KeyKind>(identity.Owner).ToString(),
        AccountScope.Project => new Id<ProjectKind>(identity.Owner).ToString(),
        _ => identity.Workspace.ToString(),
    };
}
