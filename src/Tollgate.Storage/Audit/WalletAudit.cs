using SQLitePCL;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;
using Tollgate.Storage.Codec;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Audit;

/// <summary>Checks every invariant of the wallets that the store can show.</summary>
internal static class WalletAudit
{
    public static void Run(sqlite3 db, Findings findings)
    {
        var wallets = Read(db, findings);
        var stray = new AuditedWallet(default, default, findings);
        AuditedWallet Of(Statement row)
        {
            var id = IdOf(row);
            if (wallets.TryGetValue(id, out var wallet))
            {
                return wallet;
            }

            stray.Add($"a row names the wallet of {id.Workspace} ({id.Mode}), which does not exist");
            return stray;
        }

        Each(db, WalletAuditSql.Transactions, row => Of(row).Take(new AuditedTransaction(
            row.ReadInt64(2), (TransactionKind)row.ReadInt64(3), row.ReadId(4), row.ReadInt64(5), row.ReadInt64(6), row.ReadInt64(7))));
        Each(db, WalletAuditSql.Lots, row => Of(row).TakeLot(row.ReadInt64(2), row.ReadInt64(3), row.ReadInt64(4), row.ReadInt64(5)));
        Each(db, WalletAuditSql.Reservations, row => Of(row).TakeReservation(row.ReadId(2), row.ReadInt64(3), PartsCodec.Read(row.ReadBytes(4))));
        Each(db, WalletAuditSql.Twice, row => Of(row).Add($"move {row.ReadId(2)} was made {row.ReadInt64(3)} times"));
        foreach (var wallet in wallets.Values)
        {
            wallet.Finish();
        }
    }

    private static Dictionary<WalletId, AuditedWallet> Read(sqlite3 db, Findings findings)
    {
        var wallets = new Dictionary<WalletId, AuditedWallet>();
        Each(db, WalletAuditSql.Wallets, row => wallets.Add(IdOf(row), new AuditedWallet(IdOf(row), SumsOf(row), findings)));
        return wallets;
    }

    private static void Each(sqlite3 db, string sql, Action<Statement> take)
    {
        using var rows = new Statement(db, sql);
        while (rows.Step())
        {
            take(rows);
        }
    }

    private static WalletId IdOf(Statement row) => new(new Id<WorkspaceKind>(row.ReadId(0)), (KeyMode)row.ReadInt64(1));

    private static WalletSums SumsOf(Statement row) => new(
        row.ReadInt64(2), row.ReadInt64(3), row.ReadInt64(4), row.ReadInt64(5), row.ReadInt64(6), row.ReadInt64(7), row.ReadInt64(8), row.ReadInt64(9));
}
