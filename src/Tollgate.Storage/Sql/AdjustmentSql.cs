namespace Tollgate.Storage.Sql;

/// <summary>SQL of adjusting entries.</summary>
internal static class AdjustmentSql
{
    /// <summary>What the adjustments of a row of <c>calls</c> come to.</summary>
    public const string OfCall = """
        (SELECT coalesce(sum(a.after - a.before), 0) FROM adjustments a WHERE a.workspace = calls.workspace AND a.request_id = calls.request_id)
        """;

    public const string Any = "SELECT EXISTS (SELECT 1 FROM adjustments WHERE workspace = $workspace)";

    public const string OldestFirst = " ORDER BY request_id LIMIT $limit";

    /// <summary>Written only on top of what it was calculated from; the cost of a call without a price (flag 16) counts as nothing.</summary>
    public const string Add = """
        INSERT INTO adjustments (workspace, request_id, number, at_ms, before, after, from_version, to_version)
        SELECT c.workspace, c.request_id, (SELECT count(*) FROM adjustments a WHERE a.workspace = c.workspace AND a.request_id = c.request_id),
          ?3, ?4, ?5, ?6, ?7
        FROM calls c
        WHERE c.workspace = ?1 AND c.request_id = ?2 AND ?4 <> ?5
          AND ?4 = CASE WHEN c.flags & 16 THEN 0 ELSE c.cost END
            + (SELECT coalesce(sum(a.after - a.before), 0) FROM adjustments a WHERE a.workspace = c.workspace AND a.request_id = c.request_id)
        """;

    /// <summary>Both sides of what was added.</summary>
    public const string Post = """
        INSERT INTO reporting_accounts (workspace, adjusted, differences) VALUES (?1, ?2, -?2)
        ON CONFLICT (workspace) DO UPDATE SET adjusted = adjusted + ?2, differences = differences - ?2
        """;

    public const string Read = """
        SELECT request_id, at_ms, before, after, from_version, to_version FROM adjustments
        WHERE workspace = $workspace AND request_id = $request_id ORDER BY number
        """;

    /// <summary>Workspaces whose reporting accounts are not what their entries come to, or do not sum to zero.</summary>
    public const string WrongAccounts = """
        SELECT w.workspace, coalesce(r.adjusted, 0), coalesce(r.differences, 0), coalesce(s.total, 0)
        FROM (SELECT workspace FROM adjustments UNION SELECT workspace FROM reporting_accounts) w
        LEFT JOIN reporting_accounts r ON r.workspace = w.workspace
        LEFT JOIN (SELECT workspace, sum(after - before) AS total FROM adjustments GROUP BY workspace) s ON s.workspace = w.workspace
        WHERE coalesce(r.adjusted, 0) <> coalesce(s.total, 0) OR coalesce(r.adjusted, 0) + coalesce(r.differences, 0) <> 0
        """;

    /// <summary>Entries that do not follow from their call and the entry before them.</summary>
    public const string WrongEntries = """
        SELECT a.request_id, a.number, a.before, coalesce(p.after, CASE WHEN c.flags & 16 THEN 0 ELSE c.cost END)
        FROM adjustments a
        LEFT JOIN adjustments p ON p.workspace = a.workspace AND p.request_id = a.request_id AND p.number = a.number - 1
        LEFT JOIN calls c ON a.number = 0 AND c.workspace = a.workspace AND c.request_id = a.request_id
        WHERE a.before IS NOT coalesce(p.after, CASE WHEN c.flags & 16 THEN 0 ELSE c.cost END)
        """;
}
