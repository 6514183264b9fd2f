namespace Tollgate.Storage.Sql;

/// <summary>SQL of payments. The order of parameters is what is bound by; rows are absolute, so that a row written twice changes nothing.</summary>
internal static class PaymentSql
{
    public const string PutPayment = """
        INSERT INTO payments (id, workspace, mode, type, state, cents, tokens, attempt, customer, card, provider_id, action_url, receipt_url,
          code, reversals, taken_tokens, moves, created_at_ms, updated_at_ms, sent_at_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
        ON CONFLICT (id) DO UPDATE SET state = ?5, attempt = ?8, customer = ?9, card = ?10, provider_id = ?11, action_url = ?12,
          receipt_url = ?13, code = ?14, reversals = ?15, taken_tokens = ?16, moves = ?17, updated_at_ms = ?19, sent_at_ms = ?20
        """;

    public const string PutAutoReload = """
        INSERT INTO auto_reloads (workspace, mode, state, threshold_tokens, topup_cents, declines_in_row, failed_at_ms, failed_before_ms,
          day_ms, day_cents, month_ms, month_cents, set_at_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        ON CONFLICT (workspace, mode) DO UPDATE SET state = ?3, threshold_tokens = ?4, topup_cents = ?5, declines_in_row = ?6,
          failed_at_ms = ?7, failed_before_ms = ?8, day_ms = ?9, day_cents = ?10, month_ms = ?11, month_cents = ?12, set_at_ms = ?13
        """;

    public const string PutProfile = """
        INSERT INTO payment_profiles (workspace, mode, method, customer, card_id, card_brand, card_last4, card_month, card_year,
          subscription_at_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT (workspace, mode) DO UPDATE SET method = ?3, customer = ?4, card_id = ?5, card_brand = ?6, card_last4 = ?7,
          card_month = ?8, card_year = ?9, subscription_at_ms = ?10
        """;

    /// <summary>An event that is there already stays as it was recorded.</summary>
    public const string PutEvent = """
        INSERT OR IGNORE INTO payment_events (method, id, kind, at_ms, verdict, reason, payment) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    public const string Payments = """
        SELECT id, workspace, mode, type, state, cents, tokens, attempt, customer, card, provider_id, action_url, receipt_url, code,
          reversals, taken_tokens, moves, created_at_ms, updated_at_ms, sent_at_ms FROM payments
        """;

    public const string OpenOfWallet = Payments + " WHERE workspace = $workspace AND mode = $mode AND state <= 4 ORDER BY id";

    public const string ById = Payments + " WHERE id = $id";

    public const string ByProvider = Payments + " WHERE provider_id = $provider_id";

    /// <summary>Without pages that nobody paid on.</summary>
    public const string OfWallet = Payments + " WHERE workspace = $workspace AND mode = $mode AND (type <> 3 OR state = 5)";

    public const string Before = " AND id < $before";

    public const string NewestFirst = " ORDER BY id DESC LIMIT $limit";

    public const string BetweenTimes = Payments
        + " WHERE mode = $mode AND created_at_ms >= $from_ms AND created_at_ms < $to_ms ORDER BY created_at_ms, id";

    public const string AutoReload = """
        SELECT state, threshold_tokens, topup_cents, declines_in_row, failed_at_ms, failed_before_ms, day_ms, day_cents, month_ms,
          month_cents, set_at_ms FROM auto_reloads WHERE workspace = $workspace AND mode = $mode
        """;

    private const string Profiles = """
        SELECT workspace, mode, method, customer, card_id, card_brand, card_last4, card_month, card_year, subscription_at_ms
        FROM payment_profiles
        """;

    public const string ProfileOfWallet = Profiles + " WHERE workspace = $workspace AND mode = $mode";

    public const string ProfileOfCustomer = Profiles + " WHERE method = $method AND customer = $customer";

    public const string Busy = """
        SELECT workspace, mode FROM payments WHERE state <= 4
        UNION SELECT workspace, mode FROM auto_reloads WHERE state = 2
        """;

    public const string HasEvent = "SELECT count(*) FROM payment_events WHERE method = $method AND id = $id";

    public const string RefusedEvents = """
        SELECT method, id, kind, at_ms, verdict, reason, payment FROM payment_events WHERE verdict = 3 ORDER BY at_ms DESC LIMIT $limit
        """;
}
