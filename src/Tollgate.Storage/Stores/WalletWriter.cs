using System.Runtime.InteropServices;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Tokens;
using Tollgate.Storage.Codec;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Writes the rows of wallets. Of a wallet and of a lot that change often in one commit the last row is written alone, and a reservation that
/// ends in the commit it came with never becomes one.</summary>
internal sealed class WalletWriter(WriteConnection connection)
{
    private readonly Statement _putWallet = connection.Prepare(WalletSql.PutWallet);
    private readonly Statement _putLot = connection.Prepare(WalletSql.PutLot);
    private readonly Statement _putReservation = connection.Prepare(WalletSql.PutReservation);
    private readonly Statement _endReservation = connection.Prepare(WalletSql.EndReservation);
    private readonly Statement _putTransaction = connection.Prepare(WalletSql.PutTransaction);
    private readonly Dictionary<WalletId, WalletSums> _sums = [];
    private readonly Dictionary<(WalletId Wallet, long Number), TokenLot> _lots = [];
    private readonly Dictionary<(WalletId Wallet, UInt128 Id), OpenReservation?> _reservations = [];

    /// <summary>Makes the changes in their order.</summary>
    public void Write(CommitBatch batch)
    {
        if (batch.Wallets.Count == 0)
        {
            return;
        }

        foreach (var change in CollectionsMarshal.AsSpan(batch.Wallets))
        {
            Gather(change);
            foreach (var row in change.Transactions)
            {
                Put(change.Wallet, row);
            }
        }

        foreach (var (wallet, sums) in _sums)
        {
            Put(wallet, in sums);
        }

        foreach (var ((wallet, _), lot) in _lots)
        {
            Put(wallet, in lot);
        }

        foreach (var ((wallet, id), open) in _reservations)
        {
            Put(wallet, id, open);
        }

        Forget();
    }

    private void Gather(WalletChange change)
    {
        _sums[change.Wallet] = change.Sums;
        foreach (var lot in change.Lots)
        {
            _lots[(change.Wallet, lot.Number)] = lot;
        }

        foreach (var open in change.Opened)
        {
            _reservations[(change.Wallet, open.Id)] = open;
        }

        foreach (var id in change.Ended)
        {
            if (!_reservations.Remove((change.Wallet, id)))
            {
                _reservations.Add((change.Wallet, id), null);
            }
        }
    }

    // A commit that fails leaves what was gathered: its connection is closed, and this writer with it.
    private void Forget()
    {
        _sums.Clear();
        _lots.Clear();
        _reservations.Clear();
    }

    private void Put(WalletId wallet, in WalletSums sums)
    {
        Bind(_putWallet, wallet);
        _putWallet.Bind(3, sums.Balance);
        _putWallet.Bind(4, sums.Reserved);
        _putWallet.Bind(5, sums.Issued);
        _putWallet.Bind(6, sums.Purchased);
        _putWallet.Bind(7, sums.Spent);
        _putWallet.Bind(8, sums.Expired);
        _putWallet.Bind(9, sums.TakenBack);
        _putWallet.Bind(10, sums.Last);
        _putWallet.Run();
    }

    private void Put(WalletId wallet, in TokenLot lot)
    {
        Bind(_putLot, wallet);
        _putLot.Bind(3, lot.Number);
        _putLot.Bind(4, lot.Id);
        _putLot.Bind(5, (long)lot.Kind);
        _putLot.Bind(6, lot.Tokens);
        _putLot.Bind(7, lot.Remaining);
        _putLot.Bind(8, lot.Reserved);
        Bind(_putLot, 9, lot.ExpiresAtMs);
        _putLot.Bind(10, lot.AtMs);
        _putLot.Run();
    }

    private void Put(WalletId wallet, UInt128 id, OpenReservation? open)
    {
        if (open is null)
        {
            Bind(_endReservation, wallet);
            _endReservation.Bind(3, id);
            _endReservation.Run();
            return;
        }

        Bind(_putReservation, wallet);
        _putReservation.Bind(3, id);
        _putReservation.Bind(4, open.AtMs);
        _putReservation.Bind(5, open.Server);
        _putReservation.Bind(6, open.Tool);
        _putReservation.Bind(7, open.Tokens);
        _putReservation.Bind(8, open.Key.Value);
        _putReservation.BindBytes(9, PartsCodec.ToArray(open.Parts));
        _putReservation.Run();
    }

    private void Put(WalletId wallet, TokenTransaction row)
    {
        Bind(_putTransaction, wallet);
        _putTransaction.Bind(3, row.Number);
        _putTransaction.Bind(4, (long)row.Kind);
        _putTransaction.Bind(5, row.Id);
        _putTransaction.Bind(6, row.AtMs);
        _putTransaction.Bind(7, row.Tokens);
        _putTransaction.Bind(8, row.Balance);
        _putTransaction.Bind(9, row.Reserved);
        _putTransaction.Bind(10, row.Lot);
        _putTransaction.Bind(11, row.Server);
        _putTransaction.Bind(12, row.Tool);
        _putTransaction.Bind(13, row.Key?.Value);
        _putTransaction.Bind(14, row.Reason);
        _putTransaction.Run();
    }

    private static void Bind(Statement statement, WalletId wallet)
    {
        statement.Bind(1, wallet.Workspace.Value);
        statement.Bind(2, (long)wallet.Mode);
    }

    private static void Bind(Statement statement, int index, long? value)
    {
        if (value is { } number)
        {
            statement.Bind(index, number);
        }
        else
        {
            statement.BindNull(index);
        }
    }
}
