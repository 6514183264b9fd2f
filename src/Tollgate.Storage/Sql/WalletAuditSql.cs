namespace Tollgate.Storage.Sql;

/// <summary>SQL of the audit of wallets. Each comes in the order of the wallets, so that all rows of one follow one another.</summary>
internal static class WalletAuditSql
{
    public const string Wallets = """
        SELECT workspace, mode, balance, reserved, issued, purchased, spent, expired, taken_back, last FROM wallets
        """;

    public const string Transactions = """
        SELECT workspace, mode, number, kind, id, tokens, balance, reserved FROM wallet_transactions ORDER BY workspace, mode, number
        """;

    public const string Lots = "SELECT workspace, mode, number, tokens, remaining, reserved FROM wallet_lots ORDER BY workspace, mode, number";

    public const string Reservations = "SELECT workspace, mode, id, tokens, parts FROM wallet_reservations ORDER BY workspace, mode, id";

    /// <summary>Moves made more than once. The kinds are those of the partial index but for expiries, which may have their lot's id more than once.</summary>
    public const string Twice = """
        SELECT workspace, mode, id, count(*) FROM wallet_transactions
        WHERE kind IN (1, 2, 7, 8, 9) AND kind <> 7 GROUP BY workspace, mode, id HAVING count(*) > 1 LIMIT 100
        """;
}
