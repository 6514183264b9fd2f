using Tollgate.Metering.Budgets;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Rows;

/// <summary>Reads accounts and account sets out of rows.</summary>
internal static class AccountRows
{
    /// <summary>The account of a row with the twelve columns of the table, in its order.</summary>
    public static (AccountIdentity Identity, AccountBalance Balance) Read(Statement row) =>
        (new AccountIdentity(
            (AccountScope)row.ReadInt64(1),
            new Id<WorkspaceKind>(row.ReadId(2)),
            row.ReadId(3),
            row.ReadText(4),
            (KeyMode)row.ReadInt64(5),
            new BudgetWindow(row.ReadInt64(6), row.ReadInt64(7))),
        new AccountBalance(row.ReadInt32(0), row.ReadInt64(8), row.ReadInt64(9), row.ReadInt64(10), row.ReadInt64(11)));

    /// <summary>The eight accounts that begin at the column.</summary>
    public static TransferAccounts ReadSet(Statement row, int column) =>
        new(
            row.ReadInt32(column),
            row.ReadInt32(column + 1),
            row.ReadInt32(column + 2),
            row.ReadInt32(column + 3),
            row.ReadInt32(column + 4),
            row.ReadInt32(column + 5))
        {
            Variance = row.ReadInt32(column + 6),
            Parent = row.ReadInt32(column + 7),
        };
}
