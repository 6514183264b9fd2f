using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Storage.Codec;
using Tollgate.Storage.Rows;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Reads what a ledger starts from.</summary>
internal static class LedgerReader
{
    private const long JournalTailMs = 10 * 60_000;

    public static LedgerSnapshot Read(WriteConnection connection, long nowMs)
    {
        // One transaction: all lists show the same moment, also if another process wrote.
        using var snapshot = connection.Ado.BeginTransaction(deferred: true);
        using var state = new Statement(connection.Handle, LedgerSql.ReadState);
        if (!state.Step())
        {
            throw new LedgerStoreException("the books have lost the row that says where they stand");
        }

        var sequence = state.ReadInt64(0);
        var clean = state.ReadInt64(1) != 0;
        var latestMs = state.ReadInt64(2);
        var lastOrdinal = state.ReadInt32(3);
        state.Reset();

        // A journal's tail was written just after the last commit and may name accounts of a window that has ended since.
        var accounts = ReadAccounts(connection, Math.Min(nowMs, latestMs - JournalTailMs));
        return new LedgerSnapshot(sequence, lastOrdinal, clean, accounts, ReadHolds(connection), ReadSuspended(connection));
    }

    private static List<(AccountIdentity Identity, AccountBalance Balance)> ReadAccounts(WriteConnection connection, long nowMs)
    {
        using var rows = new Statement(connection.Handle, LedgerSql.ReadAccounts);
        rows.Bind(1, nowMs);
        var accounts = new List<(AccountIdentity Identity, AccountBalance Balance)>();
        while (rows.Step())
        {
            accounts.Add(AccountRows.Read(rows));
        }

        return accounts;
    }

    private static List<OpenHold> ReadHolds(WriteConnection connection)
    {
        using var rows = new Statement(connection.Handle, LedgerSql.ReadHolds);
        var holds = new List<OpenHold>();
        while (rows.Step())
        {
            holds.Add(new OpenHold(
                rows.ReadId(0),
                rows.ReadInt64(1),
                rows.ReadInt64(2),
                rows.ReadInt64(3),
                AccountRows.ReadSet(rows, 6),
                rows.ReadInt64(4) != 0,
                ReadCall(rows, 5)));
        }

        return holds;
    }

    private static CallRecord? ReadCall(Statement row, int column)
    {
        if (row.IsNull(column))
        {
            return null;
        }

        try
        {
            var reader = new FieldReader(row.ReadBytes(column));
            return CallCodec.Read(ref reader);
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or InvalidDataException)
        {
            throw new LedgerStoreException("the draft of an open hold's call cannot be read", error);
        }
    }

    private static List<Transfer> ReadSuspended(WriteConnection connection)
    {
        using var rows = new Statement(connection.Handle, LedgerSql.ReadSuspended);
        var suspended = new List<Transfer>();
        while (rows.Step())
        {
            suspended.Add(new Transfer(
                rows.ReadId(0),
                (EntryKind)rows.ReadInt64(1),
                rows.ReadInt64(2),
                rows.ReadInt64(3),
                rows.ReadInt64(4),
                rows.ReadInt64(5),
                AccountRows.ReadSet(rows, 6)));
        }

        return suspended;
    }
}
