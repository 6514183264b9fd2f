using System.Runtime.InteropServices;
using Tollgate.Metering.Ledger;
using Tollgate.Storage.Codec;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Writes a batch by statements prepared once for a connection. Nothing is allocated per row but drafts of holds that stay open.</summary>
internal sealed class LedgerWriter(WriteConnection connection)
{
    private readonly AccountSets _sets = new(connection);
    private readonly CallWriter _calls = new(connection);
    private readonly EventWriter _events = new(connection);
    private readonly ClaimWriter _claims = new(connection);
    private readonly WalletWriter _wallets = new(connection);
    private readonly PaymentWriter _payments = new(connection);
    private readonly Statement _openAccount = connection.Prepare(LedgerSql.OpenAccount);
    private readonly Statement _setBalance = connection.Prepare(LedgerSql.SetBalance);
    private readonly Statement _openHold = connection.Prepare(LedgerSql.OpenHold);
    private readonly Statement _dispatchHold = connection.Prepare(LedgerSql.DispatchHold);
    private readonly Statement _resizeHold = connection.Prepare(LedgerSql.ResizeHold);
    private readonly Statement _endHold = connection.Prepare(LedgerSql.EndHold);
    private readonly Statement _addTransfer = connection.Prepare(LedgerSql.AddTransfer);
    private readonly Statement _setState = connection.Prepare(LedgerSql.SetState);

    private long _latestMs;

    /// <summary>The connection that the statements belong to.</summary>
    public WriteConnection Connection { get; } = connection;

    /// <summary>Writes the batch into the open transaction.</summary>
    public void Write(CommitBatch batch)
    {
        OpenAccounts(batch.OpenedAccounts);
        SetBalances(CollectionsMarshal.AsSpan(batch.Balances));
        OpenHolds(CollectionsMarshal.AsSpan(batch.OpenedHolds));
        foreach (var id in CollectionsMarshal.AsSpan(batch.DispatchedHolds))
        {
            _dispatchHold.Bind(1, id);
            _dispatchHold.Run();
        }

        ResizeHolds(CollectionsMarshal.AsSpan(batch.ResizedHolds));
        foreach (var id in CollectionsMarshal.AsSpan(batch.EndedHolds))
        {
            _endHold.Bind(1, id);
            _endHold.Run();
        }

        AddTransfers(CollectionsMarshal.AsSpan(batch.Transfers));
        foreach (var call in CollectionsMarshal.AsSpan(batch.Calls))
        {
            _calls.Put(call);
        }

        foreach (var happened in batch.Events)
        {
            _events.Add(happened);
        }

        _claims.Write(batch);
        _wallets.Write(batch);
        foreach (var change in batch.Payments)
        {
            _payments.Put(change);
        }

        _setState.Bind(1, batch.Sequence);
        _setState.Bind(2, batch.Clean ? 1 : 0);
        _setState.Bind(3, _latestMs);
        _setState.Run();
        if (_setState.Changes != 1)
        {
            throw new LedgerStoreException($"the books are already past sequence {batch.Sequence}: has another process written them?");
        }
    }

    private void OpenAccounts(List<(int Ordinal, AccountIdentity Identity)> accounts)
    {
        foreach (var (ordinal, identity) in accounts)
        {
            _openAccount.Bind(1, ordinal);
            _openAccount.Bind(2, (long)identity.Scope);
            _openAccount.Bind(3, identity.Workspace.Value);
            _openAccount.Bind(4, identity.Owner);
            _openAccount.Bind(5, identity.Name);
            _openAccount.Bind(6, (long)identity.Mode);
            _openAccount.Bind(7, identity.Window.StartMs);
            _openAccount.Bind(8, identity.Window.EndMs);
            _openAccount.Run();
        }
    }

    private void SetBalances(ReadOnlySpan<AccountBalance> balances)
    {
        foreach (ref readonly var balance in balances)
        {
            _setBalance.Bind(1, balance.Ordinal);
            _setBalance.Bind(2, balance.Posted);
            _setBalance.Bind(3, balance.Suspense);
            _setBalance.Bind(4, balance.Held);
            _setBalance.Bind(5, balance.Watermark);
            _setBalance.Run();
            if (_setBalance.Changes != 1)
            {
                throw new LedgerStoreException($"account {balance.Ordinal} has a balance but was never opened");
            }
        }
    }

    private void OpenHolds(ReadOnlySpan<OpenHold> holds)
    {
        foreach (ref readonly var hold in holds)
        {
            _latestMs = Math.Max(_latestMs, hold.AtMs);
            _openHold.Bind(1, hold.Id);
            _openHold.Bind(2, hold.AtMs);
            _openHold.Bind(3, hold.DeadlineMs);
            _openHold.Bind(4, hold.Amount);
            _openHold.Bind(5, _sets.IdOf(hold.Accounts));
            _openHold.Bind(6, hold.Dispatched ? 1 : 0);
            _openHold.BindBytes(7, hold.Call is { } call ? CallCodec.ToArray(call) : null);
            _openHold.Run();
        }
    }

    private void ResizeHolds(ReadOnlySpan<OpenHold> holds)
    {
        foreach (ref readonly var hold in holds)
        {
            _resizeHold.Bind(1, hold.Id);
            _resizeHold.Bind(2, hold.Amount);
            _resizeHold.Bind(3, _sets.IdOf(hold.Accounts));
            _resizeHold.BindBytes(4, hold.Call is { } call ? CallCodec.ToArray(call) : null);
            _resizeHold.Run();
        }
    }

    private void AddTransfers(ReadOnlySpan<Transfer> transfers)
    {
        foreach (ref readonly var transfer in transfers)
        {
            _latestMs = Math.Max(_latestMs, transfer.AtMs);
            _addTransfer.Bind(1, transfer.Id);
            _addTransfer.Bind(2, (long)transfer.Kind);
            _addTransfer.Bind(3, transfer.AtMs);
            _addTransfer.Bind(4, _sets.IdOf(transfer.Accounts));
            _addTransfer.Bind(5, transfer.Amount);
            _addTransfer.Bind(6, transfer.Held);
            _addTransfer.Bind(7, transfer.Variance);
            _addTransfer.Run();
        }
    }
}
