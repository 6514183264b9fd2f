using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Dialects.Json;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Doors.Bodies;
using Tollgate.Doors.Forms;
using Tollgate.Metering.Customers;

namespace Tollgate.Doors.Idempotency;

/// <summary>The way into every gateway POST: 1. the gateway's door · 2. the body, whole · 3. its syntax and its idempotency key, when it has one ·
/// 4. the route, whose refusal is written here.</summary>
public sealed class PostDoor(GatewayDoor door, Once once, UploadRoom room, DoorSettings settings, TimeProvider time)
{
    /// <summary>A route of metered calls: the handler hands the claim to its call.</summary>
    public RequestDelegate Behind(DoorRules rules, Func<PostRequest, ValueTask<Refusal?>> handler) =>
        context => EnterAsync(context, rules, handler, claimsFirst: false);

    /// <summary>A route whose effects carry no claim: it is made durable before the handler runs. The handler refuses before it has any effect.</summary>
    public RequestDelegate BehindClaim(DoorRules rules, Func<PostRequest, ValueTask<Refusal?>> handler) =>
        context => EnterAsync(context, rules, handler, claimsFirst: true);

    /// <summary>A route of metered calls whose body is a form with files, handed over as <see cref="PostRequest.Form"/>. A form says the same
    /// whatever boundary stands between its parts, so that is no part of what its idempotency key stands for.</summary>
    public RequestDelegate BehindForm(DoorRules rules, FormLimits limits, Func<PostRequest, ValueTask<Refusal?>> handler) =>
        context => EnterFormAsync(context, rules, limits, handler);

    private async Task EnterFormAsync(HttpContext context, DoorRules rules, FormLimits limits, Func<PostRequest, ValueTask<Refusal?>> handler)
    {
        // 1. door
        if (door.Enter(context, rules, out var refusal) is not { } key)
        {
            await ErrorWriter.WriteAsync(context, refusal!);
            return;
        }

        // 2. body
        using var reader = new FormReader(room, key.Tenant.Workspace.Id.Value, limits, time);
        (var form, refusal) = await reader.ReadAsync(context.Request);
        using (form)
        {
            using var none = new PooledBuffer(0);
            if (form is not null && Once.IsAsked(context))
            {
                // 3. key
                var asked = Asked(context, key, form.Digest) with { Unknown = key.Tenant.Workspace.Settings.UnknownOutcome };
                await once.RunAsync(asked, claim => handler(new PostRequest(context, key, none, claim) { Form = form }));
            }
            else if (form is not null)
            {
                // 4. route
                refusal = await handler(new PostRequest(context, key, none, null) { Form = form });
            }
        }

        if (refusal is not null)
        {
            await ErrorWriter.WriteAsync(context, refusal);
        }
    }

    private async Task EnterAsync(HttpContext context, DoorRules rules, Func<PostRequest, ValueTask<Refusal?>> handler, bool claimsFirst)
    {
        // 1. door
        if (door.Enter(context, rules, out var refusal) is not { } key)
        {
            await ErrorWriter.WriteAsync(context, refusal!);
            return;
        }

        // 2. body
        (var body, refusal) = await RequestBody.ReadAsync(context, rules.MostBodyBytes ?? settings.MaxBodyBytes);
        using (body)
        {
            if (body is not null && Once.IsAsked(context))
            {
                // 3. syntax and key
                refusal = rules.JsonBody && JsonSyntax.Check(body.Span) is { } fault ? Refusal.Invalid(fault.Param, fault.Message) : null;
                if (refusal is null)
                {
                    await RunOnceAsync(new PostRequest(context, key, body, null), rules.Scope, handler, claimsFirst);
                }
            }
            else if (body is not null)
            {
                // 4. route
                refusal = await handler(new PostRequest(context, key, body, null));
            }
        }

        if (refusal is not null)
        {
            await ErrorWriter.WriteAsync(context, refusal);
        }
    }

    // On its own, so that a request without a key pays for no closure.
    private ValueTask RunOnceAsync(PostRequest request, KeyScopes scope, Func<PostRequest, ValueTask<Refusal?>> handler, bool claimsFirst)
    {
        var key = request.Key;
        var asked = Asked(request.Context, key, request.Body.Memory) with
        {
            ClaimsFirst = claimsFirst,

            // Better twice than not at all is no rule for a card.
            Unknown = scope == KeyScopes.WalletBuy ? UnknownOutcome.Unavailable : key.Tenant.Workspace.Settings.UnknownOutcome,
        };
        return once.RunAsync(asked, claim => handler(request with { Claim = claim }));
    }

    private static OnceRequest Asked(HttpContext context, TenantKey key, ReadOnlyMemory<byte> body) => new(context, key.Key.Id.Value, body);
}
