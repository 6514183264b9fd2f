namespace Tollgate.Storage.Sql;

/// <summary>SQL of wallets. The order of parameters is what the writer binds by. Rows are absolute: put twice, nothing changes.</summary>
internal static class WalletSql
{
    public const string PutWallet = """
        INSERT OR REPLACE INTO wallets (workspace, mode, balance, reserved, issued, purchased, spent, expired, taken_back, last)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;

    public const string PutLot = """
        INSERT OR REPLACE INTO wallet_lots (workspace, mode, number, id, kind, tokens, remaining, reserved, expires_at_ms, at_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;

    public const string PutReservation = """
        INSERT OR REPLACE INTO wallet_reservations (workspace, mode, id, at_ms, server, tool, tokens, api_key, parts)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """;

    public const string EndReservation = "DELETE FROM wallet_reservations WHERE workspace = ?1 AND mode = ?2 AND id = ?3";

    public const string PutTransaction = """
        INSERT OR REPLACE INTO wallet_transactions
          (workspace, mode, number, kind, id, at_ms, tokens, balance, reserved, lot, server, tool, api_key, reason)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        """;

    public const string Sums = """
        SELECT balance, reserved, issued, purchased, spent, expired, taken_back, last FROM wallets
        WHERE workspace = $workspace AND mode = $mode
        """;

    public const string LotsAlive = """
        SELECT number, id, kind, tokens, remaining, reserved, expires_at_ms, at_ms FROM wallet_lots
        WHERE workspace = $workspace AND mode = $mode AND (remaining > 0 OR reserved > 0) ORDER BY number
        """;

    public const string Open = """
        SELECT id, at_ms, server, tool, tokens, api_key, parts FROM wallet_reservations
        WHERE workspace = $workspace AND mode = $mode ORDER BY id
        """;

    /// <summary>The kinds are those of the partial index, letter by letter.</summary>
    public const string HasMove = """
        SELECT EXISTS (SELECT 1 FROM wallet_transactions
          WHERE workspace = $workspace AND mode = $mode AND id = $id AND kind IN (1, 2, 7, 8, 9))
        """;

    public const string WithOpen = "SELECT DISTINCT workspace, mode FROM wallet_reservations ORDER BY workspace, mode";

    public const string WithExpired = """
        SELECT DISTINCT workspace, mode FROM wallet_lots WHERE expires_at_ms IS NOT NULL AND remaining > 0 AND expires_at_ms <= $now
        """;

    public const string Transactions = """
        SELECT number, kind, id, at_ms, tokens, balance, reserved, lot, server, tool, api_key, reason FROM wallet_transactions
        WHERE workspace = $workspace AND mode = $mode
        """;

    public const string Before = " AND number < $before";

    public const string OfServer = " AND server = $server";

    public const string OfTool = " AND tool = $tool";

    public const string OfKey = " AND api_key = $key";

    public const string From = " AND at_ms >= $from";

    public const string To = " AND at_ms < $to";

    public const string NewestFirst = " ORDER BY number DESC LIMIT $limit";
}
