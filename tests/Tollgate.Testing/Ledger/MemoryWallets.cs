using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Tokens;
using Tollgate.Metering.Wallets;

namespace Tollgate.Testing.Ledger;

/// <summary>The wallets of a ledger store in memory.</summary>
public sealed class MemoryWallets : IWalletStore
{
    private readonly Dictionary<WalletId, Kept> _wallets = [];
    private readonly Lock _gate = new();

    /// <summary>The next read throws.</summary>
    public bool FailNextLoad { get; set; }

    /// <inheritdoc/>
    public WalletSnapshot? Load(WalletId wallet)
    {
        lock (_gate)
        {
            if (FailNextLoad)
            {
                FailNextLoad = false;
                throw new LedgerStoreException("injected into a read");
            }

            return _wallets.TryGetValue(wallet, out var kept)
                ? new WalletSnapshot(kept.Sums, [.. kept.Lots.Values.Where(l => l.Remaining > 0 || l.Reserved > 0)], [.. kept.Open.Values])
                : null;
        }
    }

    /// <inheritdoc/>
    public bool HasMove(WalletId wallet, UInt128 id)
    {
        lock (_gate)
        {
            return _wallets.TryGetValue(wallet, out var kept) && kept.Transactions.Values.Any(t => t.Id == id && IsMove(t.Kind));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<WalletId> WithOpenReservations()
    {
        lock (_gate)
        {
            return [.. _wallets.Where(w => w.Value.Open.Count > 0).Select(w => w.Key)];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<WalletId> WithLotsExpiredBy(long nowMs)
    {
        lock (_gate)
        {
            return [.. _wallets.Where(w => w.Value.Lots.Values.Any(l => l.Remaining > 0 && l.ExpiresAtMs <= nowMs)).Select(w => w.Key)];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TokenTransaction> Transactions(WalletId wallet, TransactionFilter filter, long? before, int limit)
    {
        lock (_gate)
        {
            return !_wallets.TryGetValue(wallet, out var kept)
                ? []
                : [.. kept.Transactions.Values.Reverse().Where(t => (before is null || t.Number < before) && Lets(filter, t)).Take(limit)];
        }
    }

    /// <summary>Takes the rows of a commit.</summary>
    public void Apply(CommitBatch batch)
    {
        lock (_gate)
        {
            foreach (var change in batch.Wallets)
            {
                if (!_wallets.TryGetValue(change.Wallet, out var kept))
                {
                    _wallets.Add(change.Wallet, kept = new Kept());
                }

                kept.Take(change);
            }
        }
    }

    /// <summary>What breaks the invariants, in words.</summary>
    public IReadOnlyList<string> Findings()
    {
        lock (_gate)
        {
            return [.. _wallets.SelectMany(w => w.Value.Findings().Select(f => $"wallet {w.Key.Workspace} {w.Key.Mode}: {f}"))];
        }
    }

    private static bool IsMove(TransactionKind kind) => kind is TransactionKind.Grant or TransactionKind.Purchase or TransactionKind.Expire
        or TransactionKind.TakeBack or TransactionKind.GiveBack;

    private static bool Lets(TransactionFilter filter, TokenTransaction row) =>
        (filter.Kinds is null || filter.Kinds.Contains(row.Kind))
        && (filter.Server is null || filter.Server == row.Server)
        && (filter.Tool is null || filter.Tool == row.Tool)
        && (filter.Key is null || filter.Key == row.Key)
        && (filter.FromMs is null || filter.FromMs <= row.AtMs)
        && (filter.ToMs is null || filter.ToMs > row.AtMs);

    private sealed class Kept
    {
        public WalletSums Sums { get; private set; }

        public Dictionary<long, TokenLot> Lots { get; } = [];

        public Dictionary<UInt128, OpenReservation> Open { get; } = [];

        public SortedDictionary<long, TokenTransaction> Transactions { get; } = [];

        public void Take(WalletChange change)
        {
            Sums = change.Sums;
            foreach (var lot in change.Lots)
            {
                Lots[lot.Number] = lot;
            }

            foreach (var row in change.Transactions)
            {
                Transactions[row.Number] = row;
            }

            foreach (var reservation in change.Opened)
            {
                Open[reservation.Id] = reservation;
            }

            foreach (var id in change.Ended)
            {
                Open.Remove(id);
            }
        }

        public IEnumerable<string> Findings()
        {
            if (!Sums.IsEven)
            {
                yield return $"its accounts do not sum to zero: {Sums}";
            }

            if (Transactions.Count != Sums.Last)
            {
                yield return $"{Transactions.Count} transactions, the last is number {Sums.Last}";
            }

            if (Lots.Values.Sum(l => l.Remaining) != Math.Max(Sums.Balance, 0))
            {
                yield return $"lots have {Lots.Values.Sum(l => l.Remaining)}, the balance is {Sums.Balance}";
            }

            if (Lots.Values.Sum(l => l.Reserved) != Sums.Reserved || Open.Values.Sum(o => o.Tokens) != Sums.Reserved)
            {
                yield return $"lots have {Lots.Values.Sum(l => l.Reserved)} reserved, reservations {Open.Values.Sum(o => o.Tokens)}, the sum is {Sums.Reserved}";
            }

            var before = 0L;
            foreach (var row in Transactions.Values)
            {
                if (row.Balance < 0 && row.Balance < before && row.Kind != TransactionKind.TakeBack)
                {
                    yield return $"transaction {row.Number} ({row.Kind}) leaves {row.Balance}";
                }

                before = row.Balance;
            }

            foreach (var twice in Transactions.Values.GroupBy(t => (t.Id, t.Kind)).Where(g => g.Count() > 1 && g.Key.Kind != TransactionKind.Expire))
            {
                yield return $"{twice.Key.Kind} of {twice.Key.Id} is there {twice.Count()} times";
            }

            foreach (var call in Transactions.Values.Where(t => t.Kind is TransactionKind.Commit or TransactionKind.Refund).GroupBy(t => t.Id).Where(g => g.Count() > 1))
            {
                yield return $"reservation {call.Key} ended {call.Count()} times";
            }
        }
    }
}
