using System.Diagnostics.CodeAnalysis;

namespace Tollgate.Calls.Errors;

/// <summary>The codes of the error contract, spelled as on the wire.</summary>
[SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "the wire's own spelling")]
public enum ErrorCode
{
    INVALID_REQUEST,
    INVALID_API_KEY,
    API_KEY_EXPIRED,
    PAYMENT_REQUIRED,
    BUDGET_EXCEEDED,
    PROJECT_BUDGET_EXCEEDED,
    KEY_BUDGET_EXCEEDED,
    INSUFFICIENT_TOKENS,
    CARD_DECLINED,
    MISSING_PROVIDER_KEY,
    POLICY_BLOCKED,
    PERMISSION_DENIED,
    MODEL_UNPRICED,
    MODEL_NOT_FOUND,
    TOOL_NOT_FOUND,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    IDEMPOTENCY_CONFLICT,
    IDEMPOTENCY_REPLAY_UNAVAILABLE,
    PAYLOAD_TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    IDEMPOTENCY_KEY_REUSED,
    RATE_LIMITED,
    INTERNAL_ERROR,
    PROVIDER_ERROR,
    SERVICE_DEGRADED,
    BUDGET_CHECK_UNAVAILABLE,
    PROVIDER_TIMEOUT,
}
