using Microsoft.Data.Sqlite;
using Tollgate.Metering.Events;
using Tollgate.Metering.Identity;
using Tollgate.Storage.Rows;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Reads of the events, beside the writer; old ones are dropped here.</summary>
internal sealed class EventStore(SqliteDatabase database) : IEventLog
{
    /// <inheritdoc/>
    public IReadOnlyList<WorkspaceEvent> List(Id<WorkspaceKind> workspace, string? kind, Id<EventKind>? before, int limit) =>
        database.Read(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = EventSql.List + (kind is null ? "" : EventSql.OfKind) + (before is null ? "" : EventSql.Before)
                + EventSql.NewestFirst;
            command.Add("$workspace", workspace);
            command.Add("$limit", (long)limit);
            if (kind is not null)
            {
                command.Add("$kind", kind);
            }

            if (before is { } id)
            {
                command.Add("$before", id);
            }

            using var rows = command.ExecuteReader();
            var found = new List<WorkspaceEvent>();
            while (rows.Read())
            {
                found.Add(new WorkspaceEvent
                {
                    Workspace = workspace,
                    Id = rows.ReadId<EventKind>(0),
                    AtMs = rows.GetInt64(1),
                    Kind = rows.GetString(2),
                    Once = rows.ReadTextOrNull(3),
                    Data = rows.GetString(4),
                });
            }

            return found;
        });

    /// <inheritdoc/>
    public void Forget(long beforeMs, int most) => database.Save(connection =>
    {
        using var old = connection.CreateCommand();
        old.CommandText = EventSql.ForgetOld;
        old.Add("$before_ms", beforeMs);
        old.ExecuteNonQuery();
        foreach (var workspace in Crowded(connection, most))
        {
            using var many = connection.CreateCommand();
            many.CommandText = EventSql.ForgetMany;
            many.Add("$workspace", workspace);
            many.Add("$most", (long)most);
            many.ExecuteNonQuery();
        }
    });

    private static List<Id<WorkspaceKind>> Crowded(SqliteConnection connection, int most)
    {
        using var command = connection.CreateCommand();
        command.CommandText = EventSql.Crowded;
        command.Add("$most", (long)most);
        using var rows = command.ExecuteReader();
        var found = new List<Id<WorkspaceKind>>();
        while (rows.Read())
        {
            found.Add(rows.ReadId<WorkspaceKind>(0));
        }

        return found;
    }
}
