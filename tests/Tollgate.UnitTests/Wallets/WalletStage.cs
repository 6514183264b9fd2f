using System.Globalization;
using Tollgate.Metering;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Wallets;
using Tollgate.Testing;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Wallets;

/// <summary>One wallet on a meter whose writer is driven by hand.</summary>
internal sealed class WalletStage
{
    private readonly MemoryJournal _journal = new();

    public WalletStage()
    {
        Ids = new IdSource(Time, new Random(11));
        Wallet = new WalletId(Ids.Next<WorkspaceKind>(), KeyMode.Live);
        Start();
    }

    public ManualTime Time { get; } = new();

    public MemoryLedgerStore Store { get; } = new();

    public IdSource Ids { get; }

    public WalletId Wallet { get; }

    public Meter Meter { get; private set; } = null!;

    public WalletDesk Desk => Meter.Wallets;

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The process dies as it stands; another starts.</summary>
    public void Kill()
    {
        _journal.KillProcess();
        Start();
    }

    public ReserveRequest Request(long tokens) =>
        new(Wallet, Ids.Next<RequestKind>().Value, "data", "get_email", tokens, NowMs) { Key = new Id<KeyKind>(9) };

    public async Task<Reservation> ReserveAsync(long tokens) =>
        (await Desk.ReserveAsync(Request(tokens))).Reservation ?? throw new InvalidOperationException("nothing was set aside");

    public void Commit()
    {
        while (Meter.CommitOnce())
        {
        }
    }

    /// <summary>The store is back, and what waited is committed.</summary>
    public void Recover()
    {
        Meter.TryRecoverStore().ShouldBeTrue();
        Commit();
    }

    /// <summary>Commits until it is done.</summary>
    public async Task<T> Done<T>(ValueTask<T> pending)
    {
        var task = pending.AsTask();
        while (!task.IsCompleted)
        {
            _ = Meter.CommitOnce();
            await Task.Yield();
        }

        return await task;
    }

    /// <summary>The stored transactions, oldest first: number, kind, tokens, balance after.</summary>
    public List<string> History() =>
    [
        .. Desk.Stored.Transactions(Wallet, TransactionFilter.All, null, 1000).Reverse()
            .Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Number} {t.Kind} {t.Tokens} -> {t.Balance}")),
    ];

    private void Start()
    {
        Meter = new Meter(Store, _journal, Ids, Time, new LedgerOptions { Gather = TimeSpan.Zero }, new WalletOptions { Store = Store.Wallets });
        _ = Meter.Recover();
    }
}
