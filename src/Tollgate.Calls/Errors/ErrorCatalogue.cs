using System.Collections.Frozen;

namespace Tollgate.Calls.Errors;

/// <summary>What is fixed of a row of the error contract.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Type">Group of related codes, as on the wire.</param>
/// <param name="Retryable">True when the same request may succeed later without a person acting; a refusal may say otherwise.</param>
/// <param name="Fix">What to do next, one plain sentence or two.</param>
/// <param name="Extras">Names of the extras that always stand, in their order.</param>
public sealed record ErrorRow(ErrorCode Code, int Status, string Type, bool Retryable, string Fix, params IReadOnlyList<string> Extras)
{
    /// <summary>The code as on the wire.</summary>
    public string Name { get; } = Code.ToString();

    /// <summary>True when <c>Retry-After</c> always stands.</summary>
    public bool RetryAfter { get; init; }
}

/// <summary>The error contract: every refusal there is, as data.</summary>
public static class ErrorCatalogue
{
    /// <summary>All rows, in the contract's order, which is that of <see cref="ErrorCode"/>.</summary>
    public static IReadOnlyList<ErrorRow> Rows { get; } =
    [
        new(ErrorCode.INVALID_REQUEST, 400, "invalid_request_error", false,
            "Check the payload against the API description; `param` names the field.", "param"),
        new(ErrorCode.INVALID_API_KEY, 401, "authentication_error", false,
            "Check the key in Settings > API Keys; regenerate it there if it was lost or revoked."),
        new(ErrorCode.API_KEY_EXPIRED, 401, "authentication_error", false,
            "Rotate the key or give it a later expiry in Settings > API Keys.", "expired_at"),
        new(ErrorCode.PAYMENT_REQUIRED, 402, "billing_error", false,
            "Settle the subscription at billing_url, then retry.", "subscription_status", "billing_url"),
        new(ErrorCode.BUDGET_EXCEEDED, 402, "billing_error", false,
            "Raise the workspace budget, top up this window, or wait for resets_at.",
            "scope", "budget_usd", "spent_usd", "reserved_usd", "resets_at"),
        new(ErrorCode.PROJECT_BUDGET_EXCEEDED, 402, "billing_error", false,
            "Raise the project's budget, top up this window, or wait for resets_at.",
            "scope", "project_id", "budget_usd", "spent_usd", "reserved_usd", "resets_at"),
        new(ErrorCode.KEY_BUDGET_EXCEEDED, 402, "billing_error", false,
            "Raise the key's budget, top up this window, or wait for resets_at.",
            "scope", "key_id", "budget_usd", "spent_usd", "reserved_usd", "resets_at"),
        new(ErrorCode.INSUFFICIENT_TOKENS, 402, "billing_error", false,
            "Call buy_tokens, or switch auto-reload on with set_auto_reload; then retry the call.",
            "tool", "cost_tokens", "balance_tokens", "shortfall_tokens", "top_up"),
        new(ErrorCode.CARD_DECLINED, 402, "billing_error", false,
            "Use another card at checkout_url.", "decline_code", "checkout_url"),
        new(ErrorCode.MISSING_PROVIDER_KEY, 403, "authorization_error", false,
            "Add the provider's key in Settings > Providers.", "provider"),
        new(ErrorCode.POLICY_BLOCKED, 403, "policy_error", false,
            "Review the routing policy named by policy_id.", "policy_id"),
        new(ErrorCode.PERMISSION_DENIED, 403, "authorization_error", false,
            "Use a key or role that has what `required` names.", "required"),
        new(ErrorCode.MODEL_UNPRICED, 403, "policy_error", false,
            "Give the model a price, or allow unpriced models in the workspace's settings.", "model"),
        new(ErrorCode.MODEL_NOT_FOUND, 404, "invalid_request_error", false,
            "Check the name; GET /v1/models lists what can be called.", "model", "did_you_mean"),
        new(ErrorCode.TOOL_NOT_FOUND, 404, "invalid_request_error", false,
            "Check the name; GET /api/v0 lists this server's tools.", "tool", "did_you_mean"),
        new(ErrorCode.NOT_FOUND, 404, "invalid_request_error", false,
            "Check the path and the id."),
        new(ErrorCode.METHOD_NOT_ALLOWED, 405, "invalid_request_error", false,
            "Use a method that the Allow header names."),
        new(ErrorCode.IDEMPOTENCY_CONFLICT, 409, "conflict_error", true,
            "Wait for the original request, then repeat to receive its reply.") { RetryAfter = true },
        new(ErrorCode.IDEMPOTENCY_REPLAY_UNAVAILABLE, 409, "conflict_error", false,
            "Look the first request up by its id in the call log before sending a new one.", "reason"),
        new(ErrorCode.PAYLOAD_TOO_LARGE, 413, "invalid_request_error", false,
            "Send less than limit_bytes.", "limit_bytes"),
        new(ErrorCode.UNSUPPORTED_MEDIA_TYPE, 415, "invalid_request_error", false,
            "Send application/json, or multipart/form-data where the route takes files."),
        new(ErrorCode.IDEMPOTENCY_KEY_REUSED, 422, "conflict_error", false,
            "Use a new idempotency key for a different request."),
        new(ErrorCode.RATE_LIMITED, 429, "rate_limit_error", true,
            "Wait Retry-After, then slow down, or move to a plan with a higher limit.", "limit_per_minute") { RetryAfter = true },
        new(ErrorCode.INTERNAL_ERROR, 500, "server_error", true,
            "Retry with back-off; report request_id if it stays."),
        new(ErrorCode.PROVIDER_ERROR, 502, "upstream_error", true,
            "Look at provider_status and the provider's status page; retry with exponential back-off, or use another model.",
            "provider", "provider_status"),
        new(ErrorCode.SERVICE_DEGRADED, 503, "server_error", true,
            "Temporary: retry after Retry-After.") { RetryAfter = true },
        new(ErrorCode.BUDGET_CHECK_UNAVAILABLE, 503, "infrastructure_error", true,
            "Temporary: retry after Retry-After; nothing was billed.", "scope") { RetryAfter = true },
        new(ErrorCode.PROVIDER_TIMEOUT, 504, "upstream_error", true,
            "Shorten the prompt, use a faster model, or raise the provider's timeout.", "provider", "timeout_seconds"),
    ];

    private static readonly FrozenDictionary<string, ErrorRow> ByName = Rows.ToFrozenDictionary(r => r.Name, StringComparer.Ordinal);

    /// <summary>The row of a code.</summary>
    public static ErrorRow Of(ErrorCode code) => Rows[(int)code];

    /// <summary>The row that a name on the wire means, or null.</summary>
    public static ErrorRow? Find(string name) => ByName.GetValueOrDefault(name);
}
