namespace Tollgate.Storage.Sql;

/// <summary>SQL of the claims on idempotency keys. The order of parameters is what is bound by.</summary>
internal static class ClaimSql
{
    /// <summary>Changes no row when another request has the key.</summary>
    public const string Put = """
        INSERT INTO idempotency (scope, name, fingerprint, request_id, at_ms, state) VALUES (?1, ?2, ?3, ?4, ?5, 0)
        ON CONFLICT (scope, name) DO NOTHING
        """;

    /// <summary>Makes way for a claim that knows whose row it replaces.</summary>
    public const string Replace = "DELETE FROM idempotency WHERE scope = ?1 AND name = ?2 AND request_id = ?3";

    public const string Answer = "UPDATE idempotency SET state = ?2, reply = ?3 WHERE request_id = ?1";

    /// <summary>Never frees what has an answer.</summary>
    public const string Free = "DELETE FROM idempotency WHERE request_id = ?1 AND state = 0";

    public const string Find = """
        SELECT request_id, fingerprint, at_ms, state, coalesce(length(reply), 0) FROM idempotency WHERE scope = $scope AND name = $name
        """;

    public const string ReadReply = "SELECT reply FROM idempotency WHERE request_id = $request_id";

    /// <summary>The oldest rows alone, few and not large together, so that nobody waits long for the writer.</summary>
    public const string RemoveBefore = """
        DELETE FROM idempotency WHERE id IN (
          SELECT id FROM (
            SELECT id, sum(coalesce(length(reply), 0)) OVER (ORDER BY at_ms, id) - coalesce(length(reply), 0) AS bytes_before
            FROM (SELECT id, at_ms, reply FROM idempotency WHERE at_ms < $at_ms ORDER BY at_ms, id LIMIT 500))
          WHERE bytes_before < 8388608)
        """;
}
