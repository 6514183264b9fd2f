using Tollgate.Calls.Errors;

namespace Tollgate.Doors.Idempotency;

/// <summary>Why a request with an idempotency key neither runs nor gets a reply that is kept.</summary>
internal static class IdempotencyRefusals
{
    public const string Header = "Idempotency-Key";

    public static Refusal Malformed { get; } = Refusal.Invalid(
        Header, "The header Idempotency-Key must be 1 to 255 visible ASCII characters, bare or in double quotes.");

    public static Refusal Twice { get; } = Refusal.Invalid(Header, "The header Idempotency-Key was given more than once.");

    public static Refusal InFlight { get; } = new(
        ErrorCode.IDEMPOTENCY_CONFLICT, "A request with this idempotency key is in flight.") { RetryAfterSeconds = 1 };

    public static Refusal Reused { get; } = new(
        ErrorCode.IDEMPOTENCY_KEY_REUSED, "This idempotency key was used before for a different request.");

    public static Refusal TooLarge { get; } = Unavailable(
        "reply_too_large", "The first request with this idempotency key ran, but its reply was too large to keep.");

    public static Refusal Unknown { get; } = Unavailable(
        "outcome_unknown", "The first request with this idempotency key was begun, and how it ended is not known.");

    public static Refusal Full { get; } = new(
        ErrorCode.SERVICE_DEGRADED, "Too many requests with an idempotency key are in flight.") { RetryAfterSeconds = 1 };

    public static Refusal StoreUnavailable { get; } = new(
        ErrorCode.SERVICE_DEGRADED, "The idempotency key could not be secured; nothing was run.") { RetryAfterSeconds = 1 };

    private static Refusal Unavailable(string reason, string what) => new(ErrorCode.IDEMPOTENCY_REPLAY_UNAVAILABLE, what)
    {
        Extras = new Dictionary<string, object?> { ["reason"] = reason },
    };
}
