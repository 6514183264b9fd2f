using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Limits;

namespace Tollgate.Doors.Auth;

/// <summary>What a gateway route asks of a request before its body is read.</summary>
/// <param name="Scope">The scope its key must have; none for routes that any key may use.</param>
/// <param name="JsonBody">Whether it takes a JSON body.</param>
public readonly record struct DoorRules(KeyScopes Scope, bool JsonBody)
{
    /// <summary>Whether it takes a form with files.</summary>
    public bool FormBody { get; init; }

    /// <summary>Most bytes of its body; null takes the gateway's.</summary>
    public long? MostBodyBytes { get; init; }
}

/// <summary>The way into every gateway route, in the contract's order: declared size and media type, key, (simulation), subscription, scope,
/// rate. Sets the rate headers on every reply to a recognised key, refusals included. Reads no body.</summary>
public sealed class GatewayDoor(KeyReader keys, DoorSettings settings, QuotaCounter quota, TimeProvider time)
{
    private static readonly Refusal WrongMedia = new(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.");

    private static readonly Refusal NoForm = new(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be multipart/form-data.");

    private readonly Refusal _tooLarge = new(ErrorCode.PAYLOAD_TOO_LARGE, "The body is too large.")
    {
        Extras = new Dictionary<string, object?> { ["limit_bytes"] = settings.MaxBodyBytes },
    };

    /// <summary>The caller's key, having taken one permit of its workspace's rate; or null and why not.</summary>
    public TenantKey? Enter(HttpContext context, in DoorRules rules, out Refusal? refusal)
    {
        // 1. Declared size and media type. A wish to simulate needs no body, so it is heard first.
        var wish = context.Request.Headers[Simulation.Header];
        if (wish.Count == 0 && (refusal = Declared(context.Request, rules)) is not null)
        {
            return null;
        }

        // 2. The key.
        if (keys.Authenticate(context, out refusal) is not { } key)
        {
            return null;
        }

        Exchange.Of(context).Key = key;
        quota.Show(context, key.Tenant);

        // 3. Simulation, for test keys alone.
        if (wish.Count != 0)
        {
            refusal = key.Key.Mode == Metering.Identity.KeyMode.Test
                ? Simulation.Refuse(wish, key, time.GetUtcNow())
                : Declared(context.Request, rules);
        }

        // 4. Subscription. 5. Scope.
        refusal ??= Subscription(key.Tenant.Workspace) ?? Scope(key, rules.Scope);

        // 6. Rate: only what came this far takes a permit.
        return TakeRate(context, key.Tenant, ref refusal) ? key : null;
    }

    /// <summary>The caller's key, its rate only looked at: for a protocol of which one request is many things, each of which enters by itself. Null
    /// and why not.</summary>
    public TenantKey? Recognise(HttpContext context, in DoorRules rules, out Refusal? refusal)
    {
        if ((refusal = Declared(context.Request, rules)) is not null || keys.Authenticate(context, out refusal) is not { } key)
        {
            return null;
        }

        Exchange.Of(context).Key = key;
        quota.Show(context, key.Tenant);
        if (key.Tenant.Workspace.RateLimit is { } limit)
        {
            ReplyHeaders.SetRate(context.Response.Headers, key.Tenant.Limiter.Peek(limit), time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        return key;
    }

    private bool TakeRate(HttpContext context, Tenant tenant, ref Refusal? refusal)
    {
        if (tenant.Workspace.RateLimit is not { } limit)
        {
            return refusal is null;
        }

        var rate = refusal is null ? tenant.Limiter.TryAcquire(limit) : tenant.Limiter.Peek(limit);
        Exchange.Of(context).Rate = rate;
        ReplyHeaders.SetRate(context.Response.Headers, rate, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (refusal is null && !rate.Allowed)
        {
            refusal = Limited(rate);
        }

        return refusal is null;
    }

    private static Refusal Limited(in RateDecision rate) => new(ErrorCode.RATE_LIMITED, "Too many requests within a minute.")
    {
        RetryAfterSeconds = rate.RetryAfterSeconds,
        Extras = new Dictionary<string, object?> { ["limit_per_minute"] = rate.LimitPerMinute },
    };

    /// <summary>What can be said of a request before anybody asks who sends it.</summary>
    internal Refusal? Declared(HttpRequest request, in DoorRules rules)
    {
        if (request.ContentLength > settings.MaxBodyBytes)
        {
            return _tooLarge;
        }

        return rules.JsonBody && !IsJson(request.ContentType) ? WrongMedia
            : rules.FormBody && !IsForm(request.ContentType) ? NoForm
            : null;
    }

    /// <summary>True for application/json, whatever its parameters.</summary>
    public static bool IsJson(string? contentType) =>
        string.Equals(contentType, "application/json", StringComparison.OrdinalIgnoreCase)
        || (MediaTypeHeaderValue.TryParse(contentType, out var media)
            && string.Equals(media.MediaType, "application/json", StringComparison.OrdinalIgnoreCase));

    private static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var media)
        && string.Equals(media.MediaType, "multipart/form-data", StringComparison.OrdinalIgnoreCase);

    private Refusal? Subscription(Workspace workspace) =>
        workspace.Subscription is not (SubscriptionStatus.Locked or SubscriptionStatus.Canceled)
            ? null
            : new Refusal(ErrorCode.PAYMENT_REQUIRED, "The workspace's subscription does not allow calls.")
            {
                Extras = new Dictionary<string, object?>
                {
                    ["subscription_status"] = WireText.Name(WireText.Subscriptions, workspace.Subscription),
                    ["billing_url"] = settings.BillingUrl,
                },
            };

    private static Refusal? Scope(TenantKey key, KeyScopes needed) =>
        (key.Scopes & needed) == needed
            ? null
            : new Refusal(ErrorCode.PERMISSION_DENIED, "The key lacks the scope that this route needs.")
            {
                Extras = new Dictionary<string, object?> { ["required"] = WireText.Name(WireText.Scopes, needed) },
            };
}
