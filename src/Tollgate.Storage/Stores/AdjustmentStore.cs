using Microsoft.Data.Sqlite;
using Tollgate.Metering.Adjustments;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;
using Tollgate.Storage.Rows;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Adjusting entries beside the calls that they are of.</summary>
internal sealed class AdjustmentStore(SqliteDatabase database) : IAdjustmentStore
{
    /// <inheritdoc/>
    public IReadOnlyList<LoggedCall> Page(CallFilter filter, Id<RequestKind>? after, int limit) => database.Read(connection =>
    {
        using var command = connection.CreateCommand();
        var conditions = CallConditions.Of(filter, command);
        if (after is { } last)
        {
            conditions += " AND request_id > $after";
            command.Add("$after", last);
        }

        command.CommandText = CallSql.ListWith(AdjustmentSql.OfCall) + conditions + AdjustmentSql.OldestFirst;
        command.Add("$limit", (long)limit);
        using var rows = command.ExecuteReader();
        var calls = new List<LoggedCall>(limit);
        while (rows.Read())
        {
            calls.Add(new LoggedCall(CallRows.Read(rows), rows.GetInt64(rows.FieldCount - 1)));
        }

        return calls;
    });

    /// <inheritdoc/>
    public int Write(Id<WorkspaceKind> workspace, IReadOnlyList<PriceAdjustment> entries)
    {
        var written = 0;
        database.Write((workspace, entries), (writer, state) =>
        {
            using var add = writer.Prepare(AdjustmentSql.Add);
            long sum = 0;
            foreach (var entry in state.entries)
            {
                add.Bind(1, state.workspace.Value);
                add.Bind(2, entry.RequestId.Value);
                add.Bind(3, entry.AtMs);
                add.Bind(4, entry.BeforeNanoUsd);
                add.Bind(5, entry.AfterNanoUsd);
                add.Bind(6, entry.FromVersion);
                add.Bind(7, entry.ToVersion);
                add.Run();
                if (add.Changes > 0)
                {
                    written++;
                    sum = checked(sum + entry.AfterNanoUsd - entry.BeforeNanoUsd);
                }
            }

            if (written > 0)
            {
                using var post = writer.Prepare(AdjustmentSql.Post);
                post.Bind(1, state.workspace.Value);
                post.Bind(2, sum);
                post.Run();
            }
        });
        return written;
    }

    /// <inheritdoc/>
    public IReadOnlyList<PriceAdjustment> Of(Id<WorkspaceKind> workspace, Id<RequestKind> requestId) => database.Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = AdjustmentSql.Read;
        command.Add("$workspace", workspace);
        command.Add("$request_id", requestId);
        using var rows = command.ExecuteReader();
        var found = new List<PriceAdjustment>();
        while (rows.Read())
        {
            found.Add(new PriceAdjustment
            {
                RequestId = rows.ReadId<RequestKind>(0),
                AtMs = rows.GetInt64(1),
                BeforeNanoUsd = rows.GetInt64(2),
                AfterNanoUsd = rows.GetInt64(3),
                FromVersion = rows.ReadTextOrNull(4),
                ToVersion = rows.GetString(5),
            });
        }

        return found;
    });

    /// <summary>True where any call of the workspace was adjusted.</summary>
    public static bool Any(SqliteConnection connection, Id<WorkspaceKind> workspace)
    {
        using var command = connection.CreateCommand();
        command.CommandText = AdjustmentSql.Any;
        command.Add("$workspace", workspace);
        return command.ExecuteScalar() is long and not 0;
    }
}
