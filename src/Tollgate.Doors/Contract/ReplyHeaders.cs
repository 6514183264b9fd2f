using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tollgate.Metering.Limits;

namespace Tollgate.Doors.Contract;

/// <summary>The headers that stand on replies whatever they say: the request's id, and the rate limit for a recognised key.</summary>
internal static class ReplyHeaders
{
    public const string RequestId = "X-Tollgate-Request-Id";

    // Limits are few (plans, and what owners set), so their constant headers are made once.
    private static readonly ConcurrentDictionary<int, (string Limit, string Policy)> Policies = new();

    // The second in which limits are full again is the same for most replies of a moment.
    private static volatile Tuple<long, string> lastReset = Tuple.Create(-1L, "");

    /// <summary>Sets the rate headers: the de facto ones and those of the IETF draft.</summary>
    public static void SetRate(IHeaderDictionary headers, in RateDecision rate, long nowMs)
    {
        var (limit, policy) = Policies.GetOrAdd(rate.LimitPerMinute, static n => (
            n.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"\"default\";q={n};w=60")));
        // The reset is rounded up to a whole second; so is now, or the rest of a minute would read as 61 seconds.
        var seconds = Math.Max(0, rate.ResetUnixSeconds - ((nowMs + 999) / 1000));
        headers["X-RateLimit-Limit"] = limit;
        headers["X-RateLimit-Remaining"] = rate.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = Reset(rate.ResetUnixSeconds);
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"default\";r={rate.Remaining};t={seconds}");
        headers["RateLimit-Policy"] = policy;
    }

    /// <summary>Sets the headers of the month's quota.</summary>
    public static void SetQuota(IHeaderDictionary headers, in QuotaReading quota)
    {
        headers["X-Tollgate-Quota-Used"] = quota.Used.ToString(CultureInfo.InvariantCulture);
        headers["X-Tollgate-Quota-Limit"] = quota.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-Tollgate-Quota-Remaining"] = quota.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-Tollgate-Quota-Status"] = quota.Status switch
        {
            QuotaStatus.Exceeded => "exceeded",
            QuotaStatus.Warning => "warning",
            _ => "ok",
        };
    }

    private static string Reset(long unixSeconds)
    {
        var last = lastReset;
        if (last.Item1 != unixSeconds)
        {
            lastReset = last = Tuple.Create(unixSeconds, unixSeconds.ToString(CultureInfo.InvariantCulture));
        }

        return last.Item2;
    }
}
