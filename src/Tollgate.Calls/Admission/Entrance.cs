using Tollgate.Calls.Errors;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Limits;

namespace Tollgate.Calls.Admission;

/// <summary>What is decided of a recognised key before any body is read, in the contract's order: subscription, scope, rate.</summary>
public static class Entrance
{
    /// <summary>Admits a request of the key, or says why not. <paramref name="rate"/> is what the rate headers say; null when the limit is off.</summary>
    public static Refusal? Admit(TenantKey key, KeyScopes needed, string? billingUrl, out RateDecision? rate)
    {
        var workspace = key.Tenant.Workspace;
        var limit = LimitOf(workspace);
        rate = null;
        var refusal = Subscription(workspace, billingUrl) ?? Scope(key.Key, needed);
        if (limit is not { } perMinute)
        {
            return refusal;
        }

        if (refusal is not null)
        {
            rate = key.Tenant.Limiter.Peek(perMinute);
            return refusal;
        }

        var decision = key.Tenant.Limiter.TryAcquire(perMinute);
        rate = decision;
        return decision.Allowed ? null : TooFast(decision);
    }

    /// <summary>The rate limit in force; null when it is switched off.</summary>
    public static int? LimitOf(Workspace workspace)
    {
        if (!workspace.Plan.OwnRateLimit)
        {
            return workspace.Plan.RequestsPerMinute;
        }

        return workspace.RateLimitOff ? null : workspace.RequestsPerMinute ?? workspace.Plan.RequestsPerMinute;
    }

    private static Refusal? Subscription(Workspace workspace, string? billingUrl)
    {
        if (workspace.Subscription is not (SubscriptionStatus.Locked or SubscriptionStatus.Canceled))
        {
            return null;
        }

        var status = workspace.Subscription == SubscriptionStatus.Locked ? "locked" : "canceled";
        return new Refusal(ErrorCode.PAYMENT_REQUIRED, $"The workspace's subscription is {status}.")
        {
            Extras = new Dictionary<string, object?> { ["subscription_status"] = status, ["billing_url"] = billingUrl },
        };
    }

    private static Refusal? Scope(ApiKey key, KeyScopes needed)
    {
        if ((key.Scopes & needed) == needed)
        {
            return null;
        }

        return PermissionRefusals.Scope(needed);
    }

    private static Refusal TooFast(in RateDecision decision) =>
        new(ErrorCode.RATE_LIMITED, $"More than {decision.LimitPerMinute} requests in a minute for this workspace.")
        {
            RetryAfterSeconds = decision.RetryAfterSeconds,
            Extras = new Dictionary<string, object?> { ["limit_per_minute"] = (long)decision.LimitPerMinute },
        };
}
