using System.Data.Common;
using Microsoft.Data.Sqlite;
using Tollgate.Metering.Usage;
using Tollgate.Storage.Rows;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Reads of the call log, beside the writer.</summary>
internal sealed class CallLogStore(SqliteDatabase database) : ICallLog
{
    /// <inheritdoc/>
    public IReadOnlyList<CallRecord> List(CallFilter filter, int limit) =>
        database.Read(connection => List(connection, filter, limit));

    /// <inheritdoc/>
    public IReadOnlyList<UsageSum> Sum(CallFilter filter, IReadOnlyList<UsageGroup> groups, TimeZoneInfo timeZone) =>
        database.Read(connection => Sum(connection, filter, new UsageFold(groups, timeZone)));

    private static List<CallRecord> List(SqliteConnection connection, CallFilter filter, int limit)
    {
        using var command = connection.CreateCommand();
        command.CommandText = CallSql.List + CallConditions.Of(filter, command) + CallSql.NewestFirst;
        command.Add("$limit", (long)limit);
        using var rows = command.ExecuteReader();
        var calls = new List<CallRecord>();
        while (rows.Read())
        {
            calls.Add(CallRows.Read(rows));
        }

        return calls;
    }

    private static IReadOnlyList<UsageSum> Sum(SqliteConnection connection, CallFilter filter, UsageFold fold)
    {
        using var command = connection.CreateCommand();
        var conditions = CallConditions.Of(filter, command);

        // Looked up for each call only where a workspace has any.
        var sums = CallSql.Sums + (AdjustmentStore.Any(connection, filter.Workspace) ? $", sum({AdjustmentSql.OfCall})" : ", 0");
        command.CommandText = fold.Columns.Count == 0
            ? $"SELECT {sums} FROM calls WHERE {conditions} HAVING count(*) > 0"
            : $"SELECT {sums}, {string.Join(", ", fold.Columns)} FROM calls WHERE {conditions} GROUP BY {string.Join(", ", fold.Columns)}";
        using DbDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            fold.Take(rows);
        }

        return fold.ToList();
    }
}
