namespace Tollgate.Storage.Sql;

/// <summary>SQL of the audit.</summary>
internal static class AuditSql
{
    public const string QuickCheck = "PRAGMA quick_check(100)";

    public const string Accounts = """
        SELECT ordinal, scope, workspace, owner, name, mode, window_start, window_end, posted, suspense, held, watermark
        FROM accounts ORDER BY ordinal
        """;

    public const string AccountSets = """
        SELECT id, key_account, project_account, workspace_account, provider, key_control, project_control, variance, parent_account
        FROM account_sets
        """;

    /// <summary>In the order of the key: all rows of one id come one after another.</summary>
    public const string Transfers = "SELECT id, kind, account_set, amount, held, variance FROM transfers ORDER BY id, kind";

    public const string Holds = """
        SELECT h.id, h.account_set, h.amount,
          EXISTS (SELECT 1 FROM transfers t WHERE t.id = h.id)
        FROM holds h ORDER BY h.id
        """;

    /// <summary>Settled transfers, and suspended ones until they are resolved, whose call row tells another cost: the cost is with or
    /// without the variance that no budget had room for; a call without a price (flag 16) has none. A call with several holds is checked by
    /// <see cref="OtherSums"/>.</summary>
    public const string OtherCosts = """
        SELECT t.id, t.amount, c.cost
        FROM transfers t
        JOIN account_sets s ON s.id = t.account_set
        JOIN accounts a ON a.ordinal = s.workspace_account
        JOIN calls c ON c.workspace = a.workspace AND c.request_id = t.id
        WHERE c.cost <> t.amount AND c.cost <> t.amount + t.variance AND c.flags & 16 = 0
          AND (c.attempts IS NULL OR instr(c.attempts, '"hold":') = 0)
          AND (t.kind = 5 OR (t.kind = 7 AND NOT EXISTS (SELECT 1 FROM transfers r WHERE r.id = t.id AND r.kind = 8)))
        ORDER BY t.id LIMIT 100
        """;

    /// <summary>Calls with several holds (an attempt was charged and another one followed) whose row tells another cost than the transfers of
    /// all their holds together, each as above.</summary>
    public const string OtherSums = """
        SELECT request_id, sum(amount), cost
        FROM (
          SELECT DISTINCT c.workspace, c.request_id, c.cost, t.id, t.amount, t.variance
          FROM calls c, json_each(c.attempts) j
          JOIN transfers t ON t.id = coalesce(unhex(j.value ->> 'hold'), c.request_id)
          WHERE instr(c.attempts, '"hold":') > 0 AND c.flags & 16 = 0
            AND (t.kind = 5 OR t.kind = 8 OR (t.kind = 7 AND NOT EXISTS (SELECT 1 FROM transfers r WHERE r.id = t.id AND r.kind = 8))))
        GROUP BY workspace, request_id
        HAVING cost < sum(amount) OR cost > sum(amount) + sum(variance)
        ORDER BY request_id LIMIT 100
        """;
}
