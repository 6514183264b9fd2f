namespace Tollgate.Storage.Sql;

/// <summary>SQL of the events.</summary>
internal static class EventSql
{
    /// <summary>One that happens once and is there already changes nothing.</summary>
    public const string Add = "INSERT OR IGNORE INTO events (workspace, id, at_ms, kind, once, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

    public const string List = "SELECT id, at_ms, kind, once, data FROM events WHERE workspace = $workspace";

    public const string OfKind = " AND kind = $kind";

    public const string Before = " AND id < $before";

    public const string NewestFirst = " ORDER BY id DESC LIMIT $limit";

    public const string ForgetOld = "DELETE FROM events WHERE at_ms < $before_ms";

    public const string Crowded = "SELECT workspace FROM events GROUP BY workspace HAVING count(*) > $most";

    public const string ForgetMany = """
        DELETE FROM events WHERE workspace = $workspace
          AND id <= (SELECT id FROM events WHERE workspace = $workspace ORDER BY id DESC LIMIT 1 OFFSET $most)
        """;
}
