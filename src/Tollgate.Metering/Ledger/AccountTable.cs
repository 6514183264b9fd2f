using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Ledger;

/// <summary>Every account in memory, by ordinal and, for those not yet claimed by their line, by identity. Opening one is an entry of the books.</summary>
internal sealed class AccountTable(EntryQueue queue)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AccountIdentity, AccountBalance> _unclaimed = [];
    private readonly Dictionary<int, Account> _byOrdinal = [];
    private int _lastOrdinal;

    /// <summary>Takes up what the store had at start.</summary>
    public void Load(IEnumerable<(AccountIdentity Identity, AccountBalance Balance)> accounts, int lastOrdinal)
    {
        lock (_gate)
        {
            _lastOrdinal = lastOrdinal;
            foreach (var (identity, balance) in accounts)
            {
                _unclaimed[identity] = balance;
            }
        }
    }

    /// <summary>The window in which the workspace's account was open at the moment, if the store knew one.</summary>
    public Budgets.BudgetWindow? OpenWindow(Id<WorkspaceKind> workspace, long nowMs)
    {
        lock (_gate)
        {
            Budgets.BudgetWindow? found = null;
            foreach (var identity in _unclaimed.Keys)
            {
                if (identity.Scope == AccountScope.Workspace && identity.Workspace == workspace
                    && nowMs < identity.Window.EndMs && (found is null || identity.Window.StartMs > found.Value.StartMs))
                {
                    found = identity.Window;
                }
            }

            return found;
        }
    }

    /// <summary>The account of that identity: from the store where it was known, else opened now. The caller holds the book's gate.</summary>
    /// <param name="identity">Which account.</param>
    /// <param name="gate">Gate of its book.</param>
    /// <param name="watermark">First watermark of an account that is opened.</param>
    public Account Claim(AccountIdentity identity, object gate, long watermark)
    {
        lock (_gate)
        {
            if (_unclaimed.Remove(identity, out var balance))
            {
                return Add(new Account(balance.Ordinal, identity, gate)
                {
                    Posted = balance.Posted,
                    Suspense = balance.Suspense,
                    Held = balance.Held,
                    Watermark = balance.Watermark,
                });
            }

            var account = Add(new Account(++_lastOrdinal, identity, gate) { Watermark = watermark });
            _ = queue.Append(new LedgerEntry
            {
                Kind = EntryKind.OpenAccount,
                Account = account.Ordinal,
                Opened = identity,
                Watermark = watermark,
            });
            return account;
        }
    }

    /// <summary>True for an account that the store had at start and that its line has not claimed yet.</summary>
    public bool Waits(AccountIdentity identity)
    {
        lock (_gate)
        {
            return _unclaimed.ContainsKey(identity);
        }
    }

    public Account? Find(int ordinal)
    {
        lock (_gate)
        {
            return _byOrdinal.GetValueOrDefault(ordinal);
        }
    }

    /// <summary>Moves an amount from suspense to posted.</summary>
    public void Post(int ordinal, long amount)
    {
        while (true)
        {
            if (Find(ordinal) is { } account)
            {
                lock (account.Gate)
                {
                    account.Suspense -= amount;
                    account.Posted += amount;
                    return;
                }
            }

            lock (_gate)
            {
                // Claimed between the two looks: take the first way on the next round.
                if (_byOrdinal.ContainsKey(ordinal))
                {
                    continue;
                }

                foreach (var (identity, balance) in _unclaimed)
                {
                    if (balance.Ordinal == ordinal)
                    {
                        _unclaimed[identity] = balance with { Suspense = balance.Suspense - amount, Posted = balance.Posted + amount };
                        break;
                    }
                }

                return;
            }
        }
    }

    /// <summary>Every account in memory now.</summary>
    public IReadOnlyList<Account> All()
    {
        lock (_gate)
        {
            return [.. _byOrdinal.Values];
        }
    }

    /// <summary>Forgets accounts of windows that ended long ago and that nothing holds on to.</summary>
    public void Forget(long endedBeforeMs)
    {
        lock (_gate)
        {
            foreach (var account in _byOrdinal.Values.Where(a => a.Identity.Window.EndMs < endedBeforeMs && a.Held == 0).ToList())
            {
                _byOrdinal.Remove(account.Ordinal);
            }
        }
    }

    private Account Add(Account account)
    {
        _byOrdinal[account.Ordinal] = account;
        return account;
    }
}
