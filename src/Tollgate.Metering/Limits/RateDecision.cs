namespace Tollgate.Metering.Limits;

/// <summary>What the limiter says of one request, and what the rate headers say.</summary>
/// <param name="Allowed">True when the request may go on; it has then consumed one permit.</param>
/// <param name="LimitPerMinute">The limit in force.</param>
/// <param name="Remaining">Permits left after this decision.</param>
/// <param name="ResetUnixSeconds">When the limit is full again if nothing more is sent, rounded up.</param>
/// <param name="RetryAfterSeconds">Whole seconds until one request would be allowed, at least 1; 0 when this one was.</param>
public readonly record struct RateDecision(bool Allowed, int LimitPerMinute, int Remaining, long ResetUnixSeconds, int RetryAfterSeconds);
