using Tollgate.Metering.Events;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Usage;

namespace Tollgate.Testing.Ledger;

/// <summary>A ledger store in memory that can fail on command, before or after its commit took hold.</summary>
public sealed class MemoryLedgerStore : ILedgerStore
{
    private readonly Dictionary<int, (AccountIdentity Identity, AccountBalance Balance)> _accounts = [];
    private readonly Dictionary<UInt128, OpenHold> _holds = [];
    private readonly Dictionary<(UInt128 Id, EntryKind Kind), Transfer> _transfers = [];
    private readonly List<CallRecord> _calls = [];
    private readonly List<WorkspaceEvent> _events = [];
    private readonly HashSet<(Id<WorkspaceKind> Workspace, string Once)> _once = [];
    private readonly Dictionary<(UInt128 Workspace, UInt128 Request), int> _callAt = [];
    private readonly MemoryClaims _claims = new();
    private long _sequence;
    private bool _clean = true;
    private readonly TaskCompletionSource _firstCall = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _broken;

    /// <summary>The next commit throws and nothing of it is kept.</summary>
    public bool FailBeforeCommit { get; set; }

    /// <summary>The next commit is kept and throws all the same: the flush's answer was lost.</summary>
    public bool FailAfterCommit { get; set; }

    /// <summary>Sequence of the last entry that is durable.</summary>
    public long Sequence => _sequence;

    public int Commits { get; private set; }

    public IReadOnlyCollection<OpenHold> Holds => _holds.Values;

    public IReadOnlyCollection<Transfer> Transfers => _transfers.Values;

    public IReadOnlyList<CallRecord> Calls => _calls;

    public IReadOnlyList<WorkspaceEvent> Events => _events;

    /// <summary>Completes with the first row of the call log.</summary>
    public Task FirstCall => _firstCall.Task;

    public IReadOnlyCollection<(AccountIdentity Identity, AccountBalance Balance)> Accounts => _accounts.Values;

    /// <summary>The claims on idempotency keys.</summary>
    public MemoryClaims Claims => _claims;

    /// <summary>The wallets.</summary>
    public MemoryWallets Wallets { get; } = new();

    /// <summary>The rows of payments, in the order in which they were written.</summary>
    public List<PaymentChange> Payments { get; } = [];

    /// <summary>The payments as those rows left them.</summary>
    public MemoryPayments PaymentRows { get; } = new();

    public LedgerSnapshot Load(long nowMs)
    {
        _broken = false;
        var resolved = _transfers.Keys.Where(k => k.Kind == EntryKind.Resolve).Select(k => k.Id).ToHashSet();
        return new LedgerSnapshot(
            _sequence,
            _accounts.Count == 0 ? 0 : _accounts.Keys.Max(),
            _clean,
            [.. _accounts.Values],
            [.. _holds.Values],
            [.. _transfers.Values.Where(t => t.Kind is EntryKind.Suspend && !resolved.Contains(t.Id))]);
    }

    public void Commit(CommitBatch batch)
    {
        if (_broken || FailBeforeCommit)
        {
            FailBeforeCommit = false;
            _broken = true;
            throw new LedgerStoreException("injected before the commit");
        }

        Apply(batch);
        Commits++;
        if (FailAfterCommit)
        {
            FailAfterCommit = false;
            _broken = true;
            throw new LedgerStoreException("injected after the commit");
        }
    }

    /// <summary>The invariants that the books alone show.</summary>
    public LedgerReport Verify()
    {
        var findings = new List<string>(Wallets.Findings());
        var posted = new Dictionary<int, long>();
        foreach (var t in _transfers.Values.Where(t => t.Kind is EntryKind.Settle or EntryKind.Resolve))
        {
            Add(posted, t.Accounts.Key, t.Amount);
            Add(posted, t.Accounts.Parent, t.Amount);
            Add(posted, t.Accounts.Project, t.Amount);
            Add(posted, t.Accounts.Workspace, t.Amount);
            Add(posted, t.Accounts.Variance, t.Variance);
            Add(posted, t.Accounts.Provider, -t.Amount - t.Variance);
            Add(posted, t.Accounts.KeyControl, t.Accounts.KeysAmount(-t.Amount));
            Add(posted, t.Accounts.ProjectControl, t.Accounts.Project == 0 ? 0 : -t.Amount);
        }

        foreach (var (ordinal, (_, balance)) in _accounts)
        {
            if (balance.Posted != posted.GetValueOrDefault(ordinal))
            {
                findings.Add($"account {ordinal}: posted {balance.Posted}, transfers say {posted.GetValueOrDefault(ordinal)}");
            }

            var held = _holds.Values.Where(h => Names(h.Accounts, ordinal)).Sum(h => h.Amount);
            if (balance.Held != held)
            {
                findings.Add($"account {ordinal}: held {balance.Held}, holds say {held}");
            }
        }

        return new LedgerReport(_accounts.Count, _transfers.Count, posted.Values.Sum(), findings);
    }

    private static bool Names(in TransferAccounts accounts, int ordinal) =>
        accounts.Key == ordinal || accounts.Parent == ordinal || accounts.Project == ordinal || accounts.Workspace == ordinal;

    private static void Add(Dictionary<int, long> sums, int ordinal, long amount)
    {
        if (ordinal != 0)
        {
            sums[ordinal] = sums.GetValueOrDefault(ordinal) + amount;
        }
    }

    private void Apply(CommitBatch batch)
    {
        _sequence = batch.Sequence;
        _clean = batch.Clean;
        foreach (var (ordinal, identity) in batch.OpenedAccounts)
        {
            _accounts.Add(ordinal, (identity, new AccountBalance(ordinal, 0, 0, 0, 0)));
        }

        foreach (var balance in batch.Balances)
        {
            _accounts[balance.Ordinal] = (_accounts[balance.Ordinal].Identity, balance);
        }

        foreach (var hold in batch.OpenedHolds)
        {
            _holds.Add(hold.Id, hold);
        }

        foreach (var id in batch.DispatchedHolds)
        {
            _holds[id] = _holds[id] with { Dispatched = true };
        }

        foreach (var hold in batch.ResizedHolds)
        {
            _holds[hold.Id] = _holds[hold.Id] with { Amount = hold.Amount, Accounts = hold.Accounts, Call = hold.Call ?? _holds[hold.Id].Call };
        }

        foreach (var id in batch.EndedHolds)
        {
            if (!_holds.Remove(id))
            {
                throw new InvalidOperationException("a hold ended that the store does not have");
            }
        }

        foreach (var transfer in batch.Transfers)
        {
            _transfers.Add((transfer.Id, transfer.Kind), transfer);
        }

        _events.AddRange(batch.Events.Where(e => e.Once is null || _once.Add((e.Workspace, e.Once))));
        foreach (var call in batch.Calls)
        {
            // A later row of the same call takes the place of the one before.
            if (_callAt.TryAdd((call.Workspace.Value, call.RequestId.Value), _calls.Count))
            {
                _calls.Add(call);
            }
            else
            {
                _calls[_callAt[(call.Workspace.Value, call.RequestId.Value)]] = call;
            }
        }

        Wallets.Apply(batch);
        Payments.AddRange(batch.Payments);
        batch.Payments.ForEach(PaymentRows.Apply);
        _events.AddRange(batch.Payments.Select(p => p.Told).OfType<WorkspaceEvent>().Where(e => e.Once is null || _once.Add((e.Workspace, e.Once))));
        _claims.Apply(batch);
        if (_calls.Count > 0)
        {
            _firstCall.TrySetResult();
        }
    }
}
