namespace Tollgate.Metering.Limits;

/// <summary>Never more than the limit in any rolling 60 s. Up to 6,000 a minute a sliding log, exact; above, 1,200 slots of 50 ms, each
/// counted whole: never over, refused early by at most 50 ms. No allocation per check. One per workspace; the limit may be changed at run time.</summary>
public sealed class RateLimiter(TimeProvider time)
{
    private readonly TimeProvider _time = time;

    /// <summary>Takes a permit if there is one. <paramref name="limitPerMinute"/> is the limit in force for this request, at least 1.</summary>
    public RateDecision TryAcquire(int limitPerMinute) => throw new NotSupportedException(_time.ToString());

    /// <summary>The headers' facts without taking a permit.</summary>
    public RateDecision Peek(int limitPerMinute) => throw new NotSupportedException(_time.ToString());
}
