using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tollgate.Metering.Ledger;
using Tollgate.Storage.Rows;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Audit;

/// <summary>Checks every invariant of the books that the store can show, in one read transaction beside the writer.</summary>
internal static class LedgerAudit
{
    /// <summary>Audits the state that the connection's open transaction sees.</summary>
    public static LedgerReport Run(SqliteConnection connection)
    {
        var db = connection.Handle ?? throw new LedgerStoreException("the connection is not open");
        var findings = new Findings();
        CheckFile(db, findings);
        var accounts = ReadAccounts(db);
        var books = new AuditedBooks(accounts, ReadSets(db), findings);
        var transfers = TakeTransfers(db, books, findings);
        TakeHolds(db, books, findings);
        foreach (var account in accounts.Values)
        {
            CheckBalance(account, findings);
        }

        CheckSum(books, accounts, findings);
        CheckCosts(db, AuditSql.OtherCosts, findings);
        CheckCosts(db, AuditSql.OtherSums, findings);
        WalletAudit.Run(db, findings);
        AdjustmentAudit.Run(db, findings);
        return new LedgerReport(accounts.Count, transfers, Narrow(books.PostingsSum), findings.ToList());
    }

    private static void CheckFile(sqlite3 db, Findings findings)
    {
        using var rows = new Statement(db, AuditSql.QuickCheck);
        while (rows.Step())
        {
            if (rows.ReadText(0) is var line && line != "ok")
            {
                findings.Add("the database file is damaged: " + line);
            }
        }
    }

    private static Dictionary<int, AuditedAccount> ReadAccounts(sqlite3 db)
    {
        using var rows = new Statement(db, AuditSql.Accounts);
        var accounts = new Dictionary<int, AuditedAccount>();
        while (rows.Step())
        {
            var (identity, balance) = AccountRows.Read(rows);
            accounts.Add(balance.Ordinal, new AuditedAccount(identity, balance));
        }

        return accounts;
    }

    private static Dictionary<long, TransferAccounts> ReadSets(sqlite3 db)
    {
        using var rows = new Statement(db, AuditSql.AccountSets);
        var sets = new Dictionary<long, TransferAccounts>();
        while (rows.Step())
        {
            sets.Add(rows.ReadInt64(0), AccountRows.ReadSet(rows, 1));
        }

        return sets;
    }

    private static long TakeTransfers(sqlite3 db, AuditedBooks books, Findings findings)
    {
        using var rows = new Statement(db, AuditSql.Transfers);
        var check = new TransferCheck(books, findings);
        while (rows.Step())
        {
            check.Take(new AuditedTransfer(
                rows.ReadId(0), (EntryKind)rows.ReadInt64(1), rows.ReadInt64(2), rows.ReadInt64(3), rows.ReadInt64(4), rows.ReadInt64(5)));
        }

        check.Finish();
        return check.Count;
    }

    private static void TakeHolds(sqlite3 db, AuditedBooks books, Findings findings)
    {
        using var rows = new Statement(db, AuditSql.Holds);
        while (rows.Step())
        {
            var id = rows.ReadId(0);
            var amount = rows.ReadInt64(2);
            books.Hold(id, rows.ReadInt64(1), amount);
            if (amount < 0)
            {
                findings.Add($"hold {TransferName.Of(id)} has a negative amount ({amount})");
            }

            if (rows.ReadInt64(3) != 0)
            {
                findings.Add($"hold {TransferName.Of(id)} is open although its transfer stands in the books");
            }
        }
    }

    private static void CheckBalance(AuditedAccount account, Findings findings)
    {
        var stored = account.Stored;
        if (stored.Posted != account.Posted)
        {
            findings.Add($"{account} has posted {stored.Posted}, its postings sum to {account.Posted}");
        }

        if (stored.Suspense != account.Suspense)
        {
            findings.Add($"{account} has {stored.Suspense} in suspense, its unresolved transfers sum to {account.Suspense}");
        }

        if (stored.Held != account.Held)
        {
            findings.Add($"{account} has {stored.Held} held, its open holds sum to {account.Held}");
        }

        var mustNotBeNegative = account.IsBudget || account.Identity.Scope == AccountScope.Variance;
        if (stored.Suspense < 0 || stored.Held < 0 || stored.Watermark < 0 || (mustNotBeNegative && stored.Posted < 0))
        {
            findings.Add($"{account} is negative: posted {stored.Posted}, suspense {stored.Suspense}, held {stored.Held}, "
                + $"watermark {stored.Watermark}");
        }

        if (!mustNotBeNegative && stored.Posted > 0)
        {
            findings.Add($"{account} is the other side of budgets and yet has posted {stored.Posted}, more than zero");
        }

        if (stored.Watermark > 0 && stored.Watermark < (Int128)stored.Posted + stored.Suspense + stored.Held)
        {
            findings.Add($"{account} has spent {(Int128)stored.Posted + stored.Suspense + stored.Held} (posted, suspense and held), "
                + $"past its watermark {stored.Watermark}");
        }
    }

    private static void CheckSum(AuditedBooks books, Dictionary<int, AuditedAccount> accounts, Findings findings)
    {
        Int128 balances = 0;
        foreach (var account in accounts.Values)
        {
            balances += account.Stored.Posted;
        }

        if (books.PostingsSum != 0)
        {
            findings.Add($"all postings sum to {books.PostingsSum}, not to zero");
        }

        if (balances != 0)
        {
            findings.Add($"all posted balances sum to {balances}, not to zero");
        }
    }

    private static void CheckCosts(sqlite3 db, string sql, Findings findings)
    {
        using var rows = new Statement(db, sql);
        while (rows.Step())
        {
            findings.Add($"call {TransferName.Of(rows.ReadId(0))} is logged with a cost of {rows.ReadInt64(2)}, "
                + $"the books have {rows.ReadInt64(1)}");
        }
    }

    private static long Narrow(Int128 sum) => (long)Int128.Clamp(sum, long.MinValue, long.MaxValue);
}
