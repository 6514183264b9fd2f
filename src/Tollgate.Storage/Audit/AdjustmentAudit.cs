using SQLitePCL;
using Tollgate.Metering.Identity;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Audit;

/// <summary>Checks adjusting entries: each follows from the call and the one before it, the reporting accounts are what they come to, and sum
/// to zero.</summary>
internal static class AdjustmentAudit
{
    public static void Run(sqlite3 db, Findings findings)
    {
        using (var rows = new Statement(db, AdjustmentSql.WrongAccounts))
        {
            while (rows.Step())
            {
                findings.Add($"the reporting accounts of {new Id<WorkspaceKind>(rows.ReadId(0))} hold {rows.ReadInt64(1)} and {rows.ReadInt64(2)}, "
                    + $"the adjustments sum to {rows.ReadInt64(3)}");
            }
        }

        using var entries = new Statement(db, AdjustmentSql.WrongEntries);
        while (entries.Step())
        {
            findings.Add($"adjustment {entries.ReadInt64(1)} of call {TransferName.Of(entries.ReadId(0))} begins at {entries.ReadInt64(2)}, "
                + $"before it the call costs {entries.ReadInt64(3)}");
        }
    }
}
