using Tollgate.Metering;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Wallets;

namespace Tollgate.StorageTests.Fixtures;

/// <summary>One process on a wallet, which ends as a kill ends it: what is not committed is gone.</summary>
internal sealed class OpenWallet
{
    private readonly Meter _meter;
    private readonly WalletOnDisk _disk;

    public OpenWallet(WalletOnDisk disk)
    {
        _disk = disk;
        _meter = new Meter(
            disk.Store.Ledger, disk.Store.Storage.Holds, disk.Ids, disk.Time, new LedgerOptions { Gather = TimeSpan.Zero },
            new WalletOptions { Store = disk.Store.Wallets });
        _ = _meter.Recover();
        _ = Desk.Status(Id);
    }

    public WalletId Id => _disk.Id;

    public WalletDesk Desk => _meter.Wallets;

    public Reservation Reserve(long tokens, UInt128 id) => Desk.ReserveAsync(
        new ReserveRequest(Id, id, "data", "get_email", tokens, 7) { Key = new Id<KeyKind>(5) }).AsTask().Result.Reservation.ShouldNotBeNull();

    public void Commit(Reservation reservation) => Flushed(Desk.CommitAsync(reservation).AsTask());

    public void Refund(Reservation reservation) => Flushed(Desk.RefundAsync(reservation, "timeout").AsTask());

    public void Move(WalletMove move) => Flushed(Desk.MoveAsync(move).AsTask());

    /// <summary>Commits what is queued.</summary>
    public void Flush()
    {
        while (_meter.CommitOnce())
        {
        }
    }

    /// <summary>The store is back, and what waited is committed.</summary>
    public void Recover()
    {
        _meter.TryRecoverStore().ShouldBeTrue();
        Flush();
    }

    private void Flushed<T>(Task<T> pending)
    {
        Flush();
        _ = pending.Result;
    }
}
