using Tollgate.Metering.Events;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Writes events.</summary>
internal sealed class EventWriter(WriteConnection connection)
{
    private readonly Statement _add = connection.Prepare(EventSql.Add);

    public void Add(WorkspaceEvent happened)
    {
        _add.Bind(1, happened.Workspace.Value);
        _add.Bind(2, happened.Id.Value);
        _add.Bind(3, happened.AtMs);
        _add.Bind(4, happened.Kind);
        _add.Bind(5, happened.Once);
        _add.Bind(6, happened.Data);
        _add.Run();
    }
}
