using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Ledger;

/// <summary>The books as a deterministic state machine: entries in, changes out. No clock, no I/O, no chance: the same entries give the same
/// books on every machine, which is what the simulator and recovery rely on. Not thread-safe: one writer drives it.</summary>
internal sealed class LedgerCore
{
    // By ordinal; null for those of ended windows, which no entry names: run keys leave many behind.
    private readonly List<Numbers?> _accounts = [null];
    private readonly Dictionary<UInt128, OpenHold> _open = [];
    private readonly HashSet<UInt128> _stored = [];
    private readonly List<Numbers> _changed = [];
    private readonly List<UInt128> _fresh = [];
    private readonly Dictionary<UInt128, Transfer> _suspended = [];

    /// <summary>What broke, by account ordinal; drained by the caller. Empty as long as all is well.</summary>
    public List<(int Account, string Finding)> Findings { get; } = [];

    /// <summary>Holds that are open now.</summary>
    public IReadOnlyCollection<OpenHold> OpenHolds => _open.Values;

    /// <summary>Suspense that waits for a resolution.</summary>
    public IReadOnlyCollection<Transfer> Suspended => _suspended.Values;

    /// <summary>Highest ordinal in use.</summary>
    public int LastOrdinal => _accounts.Count - 1;

    /// <summary>Starts over from what the store has.</summary>
    public void Load(LedgerSnapshot snapshot)
    {
        _accounts.RemoveRange(1, _accounts.Count - 1);
        _open.Clear();
        _stored.Clear();
        _suspended.Clear();
        foreach (var (_, balance) in snapshot.Accounts)
        {
            var numbers = At(balance.Ordinal);
            numbers.Known = true;
            (numbers.Posted, numbers.Suspense, numbers.Held, numbers.Watermark) =
                (balance.Posted, balance.Suspense, balance.Held, balance.Watermark);
        }

        CountUpTo(snapshot.LastOrdinal);
        foreach (var hold in snapshot.OpenHolds)
        {
            _open.Add(hold.Id, hold);
            _stored.Add(hold.Id);
        }

        foreach (var transfer in snapshot.Suspended)
        {
            _suspended.Add(transfer.Id, transfer);
        }
    }

    /// <summary>The numbers of an account now.</summary>
    public AccountBalance Balance(int ordinal)
    {
        var n = At(ordinal);
        return new AccountBalance(ordinal, n.Posted, n.Suspense, n.Held, n.Watermark);
    }

    /// <summary>Applies the entries in order and writes into <paramref name="batch"/> all that the store has to change for them.</summary>
    public void Apply(ReadOnlySpan<LedgerEntry> entries, CommitBatch batch)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            ApplyOne(in entries[i], batch);
        }

        foreach (var id in _fresh)
        {
            // A hold that ended within its own commit never becomes a row.
            if (_open.TryGetValue(id, out var hold))
            {
                batch.OpenedHolds.Add(hold);
                _stored.Add(id);
            }
        }

        _fresh.Clear();
        _changed.Sort(static (a, b) => a.Ordinal.CompareTo(b.Ordinal));
        foreach (var n in _changed)
        {
            n.Changed = false;
            batch.Balances.Add(new AccountBalance(n.Ordinal, n.Posted, n.Suspense, n.Held, n.Watermark));
        }

        _changed.Clear();
    }

    private void ApplyOne(in LedgerEntry entry, CommitBatch batch)
    {
        switch (entry.Kind)
        {
            case EntryKind.OpenAccount:
                At(entry.Account).Known = true;
                Touch(entry.Account).Watermark = entry.Watermark;
                batch.OpenedAccounts.Add((entry.Account, entry.Opened!));
                break;
            case EntryKind.Grant:
                Touch(entry.Account).Watermark = entry.Watermark;
                break;
            case EntryKind.Hold:
                Open(entry, batch);
                break;
            case EntryKind.Resize:
                Resize(entry, batch);
                break;
            case EntryKind.Dispatch:
                Dispatch(entry.Id, batch);
                break;
            case EntryKind.Settle or EntryKind.Release or EntryKind.Suspend:
                End(entry, batch);
                break;
            case EntryKind.Resolve:
                Resolve(entry, batch);
                break;
            case EntryKind.LostSlice:
                LoseSlice(entry, batch);
                break;
            case EntryKind.Log:
                batch.Calls.Add(entry.Call!);
                break;
            case EntryKind.Event:
                batch.Events.Add(entry.Event!);
                break;
            case EntryKind.Claim or EntryKind.Answer or EntryKind.Unclaim:
                batch.Claims.Add(new ClaimChange(entry.Id, entry.Claim, entry.Answer));
                break;
            case EntryKind.Wallet:
                Write(entry, batch);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(entry), entry.Kind, "no such kind of entry");
        }
    }

    // Rows of wallets are decided in memory and absolute: the books only keep their order.
    private static void Write(in LedgerEntry entry, CommitBatch batch)
    {
        if (entry.Claim is { } claim)
        {
            batch.Claims.Add(new ClaimChange(claim.RequestId, claim, null));
        }

        if (entry.Wallet is { } wallet)
        {
            batch.Wallets.Add(wallet);
        }

        if (entry.Payment is { } payment)
        {
            batch.Payments.Add(payment);
        }
    }

    private void Open(in LedgerEntry entry, CommitBatch batch)
    {
        var hold = new OpenHold(entry.Id, entry.AtMs, entry.DeadlineMs, entry.Amount, entry.Accounts, entry.Dispatched, entry.Call);
        if (!_open.TryAdd(entry.Id, hold))
        {
            return;
        }

        _fresh.Add(entry.Id);
        if (entry.Claim is { } claim)
        {
            batch.Claims.Add(new ClaimChange(entry.Id, claim, null));
        }

        AddHeld(entry.Accounts, entry.Amount);
    }

    // A hold that has ended meanwhile stays ended. One that is not stored yet goes there with its last amount.
    private void Resize(in LedgerEntry entry, CommitBatch batch)
    {
        if (!_open.TryGetValue(entry.Id, out var hold))
        {
            return;
        }

        AddHeld(hold.Accounts, entry.Amount - hold.Amount);
        hold = hold with { Amount = entry.Amount, Accounts = entry.Accounts, Call = entry.Call ?? hold.Call };
        _open[entry.Id] = hold;
        if (_stored.Contains(entry.Id))
        {
            batch.ResizedHolds.Add(hold with { Call = entry.Call });
        }
    }

    private void Dispatch(UInt128 id, CommitBatch batch)
    {
        if (!_open.TryGetValue(id, out var hold) || hold.Dispatched)
        {
            return;
        }

        _open[id] = hold with { Dispatched = true };
        if (_stored.Contains(id))
        {
            batch.DispatchedHolds.Add(id);
        }
    }

    // The same end twice finds no open hold and changes nothing.
    private void End(in LedgerEntry entry, CommitBatch batch)
    {
        if (entry.Wallet is { } wallet)
        {
            batch.Wallets.Add(wallet);
        }

        if (!_open.Remove(entry.Id, out var hold))
        {
            return;
        }

        if (_stored.Remove(entry.Id))
        {
            batch.EndedHolds.Add(entry.Id);
        }

        var accounts = hold.Accounts with { Variance = entry.Accounts.Variance };
        AddHeld(accounts, -hold.Amount);
        switch (entry.Kind)
        {
            case EntryKind.Settle:
                Post(accounts, entry.Actual, entry.Variance);
                batch.Transfers.Add(new Transfer(
                    entry.Id, EntryKind.Settle, entry.AtMs, entry.Actual, hold.Amount, entry.Variance, accounts));
                break;
            case EntryKind.Suspend:
                AddSuspense(accounts, hold.Amount);
                var transfer = new Transfer(entry.Id, EntryKind.Suspend, entry.AtMs, hold.Amount, hold.Amount, 0, accounts);
                _suspended[entry.Id] = transfer;
                batch.Transfers.Add(transfer);
                break;
            default:
                Free(hold, batch);
                break;
        }

        if (entry.Call is { } call)
        {
            batch.Calls.Add(call);
        }
    }

    // A hold that was never sent had no effect: its idempotency key is free again, in the same commit, also when a dead process left it.
    private static void Free(in OpenHold hold, CommitBatch batch)
    {
        if (!hold.Dispatched && hold.Call is { } call && (call.Flags & CallFlags.Idempotent) != CallFlags.None)
        {
            batch.Claims.Add(new ClaimChange(hold.Id, null, null));
        }
    }

    private void Resolve(in LedgerEntry entry, CommitBatch batch)
    {
        if (!_suspended.Remove(entry.Id, out var suspended))
        {
            return;
        }

        AddSuspense(suspended.Accounts, -suspended.Amount);
        Post(suspended.Accounts, entry.Actual, 0);
        batch.Transfers.Add(new Transfer(
            entry.Id, EntryKind.Resolve, entry.AtMs, entry.Actual, suspended.Amount, 0, suspended.Accounts));
    }

    private void LoseSlice(in LedgerEntry entry, CommitBatch batch)
    {
        Touch(entry.Account).Suspense = checked(At(entry.Account).Suspense + entry.Amount);
        batch.Transfers.Add(new Transfer(
            entry.Id, EntryKind.LostSlice, entry.AtMs, entry.Amount, 0, 0, entry.Accounts));
    }

    private void Post(in TransferAccounts accounts, long amount, long variance)
    {
        AddPosted(accounts.Key, amount);
        AddPosted(accounts.Parent, amount);
        AddPosted(accounts.KeyControl, accounts.KeysAmount(-amount));
        AddPosted(accounts.Project, amount);
        AddPosted(accounts.ProjectControl, accounts.Project == 0 ? 0 : -amount);
        AddPosted(accounts.Workspace, amount);
        AddPosted(accounts.Variance, variance);
        AddPosted(accounts.Provider, checked(-amount - variance));
    }

    private void AddPosted(int ordinal, long amount)
    {
        if (ordinal != 0 && amount != 0)
        {
            var n = Touch(ordinal);
            n.Posted = checked(n.Posted + amount);
        }
    }

    private void AddSuspense(in TransferAccounts accounts, long amount)
    {
        foreach (var ordinal in (ReadOnlySpan<int>)[accounts.Key, accounts.Parent, accounts.Project, accounts.Workspace])
        {
            if (ordinal != 0)
            {
                var n = Touch(ordinal);
                n.Suspense = checked(n.Suspense + amount);
                Check(n, n.Suspense >= 0, "suspense below zero");
            }
        }
    }

    private void AddHeld(in TransferAccounts accounts, long amount)
    {
        AddHeld(accounts.Key, amount);
        AddHeld(accounts.Parent, amount);
        AddHeld(accounts.Project, amount);
        AddHeld(accounts.Workspace, amount);
    }

    private void AddHeld(int ordinal, long amount)
    {
        if (ordinal == 0)
        {
            return;
        }

        var n = Touch(ordinal);
        n.Held = checked(n.Held + amount);
        Check(n, n.Held >= 0, "holds below zero");
        Check(n, amount <= 0 || n.Posted + n.Suspense <= n.Watermark - n.Held, "hold beyond the granted slice");
    }

    private void Check(Numbers numbers, bool holds, string finding)
    {
        if (!holds)
        {
            Findings.Add((numbers.Ordinal, finding));
        }
    }

    private Numbers Touch(int ordinal)
    {
        var n = At(ordinal);
        Check(n, n.Known, "posting to an account that was neither loaded nor opened");
        if (!n.Changed)
        {
            n.Changed = true;
            _changed.Add(n);
        }

        return n;
    }

    private Numbers At(int ordinal)
    {
        CountUpTo(ordinal);
        return _accounts[ordinal] ??= new Numbers(ordinal);
    }

    private void CountUpTo(int ordinal)
    {
        while (_accounts.Count <= ordinal)
        {
            _accounts.Add(null);
        }
    }

    private sealed class Numbers(int ordinal)
    {
        public int Ordinal { get; } = ordinal;

        public long Posted { get; set; }

        public long Suspense { get; set; }

        public long Held { get; set; }

        public long Watermark { get; set; }

        /// <summary>True once its balance was read from the store or it was opened here.</summary>
        public bool Known { get; set; }

        public bool Changed { get; set; }
    }
}
