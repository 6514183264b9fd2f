namespace Tollgate.Storage.Sql;

/// <summary>SQL of the books. The order of parameters is what the writers bind by.</summary>
internal static class LedgerSql
{
    public const string OpenAccount = """
        INSERT INTO accounts (ordinal, scope, workspace, owner, name, mode, window_start, window_end)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """;

    public const string SetBalance =
        "UPDATE accounts SET posted = ?2, suspense = ?3, held = ?4, watermark = ?5 WHERE ordinal = ?1";

    public const string OpenHold = """
        INSERT INTO holds (id, at_ms, deadline_ms, amount, account_set, dispatched, call) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    public const string DispatchHold = "UPDATE holds SET dispatched = 1 WHERE id = ?1";

    /// <summary>A resize that brings no draft of the call keeps the one there is.</summary>
    public const string ResizeHold = "UPDATE holds SET amount = ?2, account_set = ?3, call = coalesce(?4, call) WHERE id = ?1";

    public const string EndHold = "DELETE FROM holds WHERE id = ?1";

    public const string AddTransfer = """
        INSERT INTO transfers (id, kind, at_ms, account_set, amount, held, variance) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    public const string FindAccountSet = """
        SELECT id FROM account_sets
        WHERE key_account = ?1 AND project_account = ?2 AND workspace_account = ?3
          AND provider = ?4 AND key_control = ?5 AND project_control = ?6 AND variance = ?7 AND parent_account = ?8
        """;

    public const string AddAccountSet = """
        INSERT INTO account_sets
          (key_account, project_account, workspace_account, provider, key_control, project_control, variance, parent_account)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """;

    public const string LastRowId = "SELECT last_insert_rowid()";

    /// <summary>Changes no row when the books are already further, which would mean a second writer.</summary>
    public const string SetState = """
        UPDATE ledger_state SET committed_sequence = ?1, clean = ?2, latest_ms = max(latest_ms, ?3)
        WHERE id = 1 AND committed_sequence <= ?1
        """;

    public const string ReadState = "SELECT committed_sequence, clean, latest_ms, (SELECT coalesce(max(ordinal), 0) FROM accounts) FROM ledger_state";

    /// <summary>Accounts that may still be charged: open windows, and whatever an open hold or open suspense names.</summary>
    public const string ReadAccounts = $"""
        WITH open_sets (id) AS (
          SELECT account_set FROM holds
          UNION SELECT t.account_set FROM transfers t WHERE {InDoubt}),
        named (ordinal) AS (
          SELECT key_account FROM account_sets WHERE id IN open_sets
          UNION SELECT parent_account FROM account_sets WHERE id IN open_sets
          UNION SELECT project_account FROM account_sets WHERE id IN open_sets
          UNION SELECT workspace_account FROM account_sets WHERE id IN open_sets
          UNION SELECT provider FROM account_sets WHERE id IN open_sets
          UNION SELECT key_control FROM account_sets WHERE id IN open_sets
          UNION SELECT project_control FROM account_sets WHERE id IN open_sets
          UNION SELECT variance FROM account_sets WHERE id IN open_sets
          UNION SELECT ordinal FROM accounts WHERE window_end > ?1)
        SELECT ordinal, scope, workspace, owner, name, mode, window_start, window_end, posted, suspense, held, watermark
        FROM accounts WHERE ordinal IN named ORDER BY ordinal
        """;

    public const string ReadHolds = $"""
        SELECT t.id, t.at_ms, t.deadline_ms, t.amount, t.dispatched, t.call, {SetColumns}
        FROM holds t JOIN account_sets s ON s.id = t.account_set ORDER BY t.id
        """;

    public const string ReadSuspended = $"""
        SELECT t.id, t.kind, t.at_ms, t.amount, t.held, t.variance, {SetColumns}
        FROM transfers t JOIN account_sets s ON s.id = t.account_set WHERE {InDoubt} ORDER BY t.id
        """;

    private const string SetColumns =
        "s.key_account, s.project_account, s.workspace_account, s.provider, s.key_control, s.project_control, s.variance, s.parent_account";

    // The first term is the one of the partial index, letter by letter: that is how SQLite finds it.
    private const string InDoubt = """
        t.kind >= 7 AND t.kind <> 8
          AND NOT EXISTS (SELECT 1 FROM transfers r WHERE r.id = t.id AND r.kind = 8)
        """;
}
