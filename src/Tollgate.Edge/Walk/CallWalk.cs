using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Doors.Idempotency;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Walk;

/// <summary>Every POST that is a metered call, of whatever kind and in whatever dialect. The walk:
/// <para>1. the door: size, media type, key, subscription, scope, rate · 2. the body, whole, and its idempotency key · 3. what it asks for ·
/// 4. admission: model, price, bound, hold · 5. send · 6. relay the reply and settle; what failed before its first byte was out may be sent again.</para>
/// <para>Of these a kind brings 3, an <see cref="ICallKind"/>, and what differs in 5 and 6, its <see cref="CallBody"/>.</para></summary>
internal sealed class CallWalk(PostDoor door, QuotaCounter quota, CallServices services)
{
    /// <summary>The route of a kind whose requests are JSON, behind its door.</summary>
    public RequestDelegate For(ICallKind kind) =>
        door.Behind(new DoorRules(KeyScopes.Infer, JsonBody: true), request => RunAsync(request, kind));

    /// <summary>Steps 3 to 6, for a route that has another door. The refusal is for the door to write.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Refusal?> RunAsync(PostRequest request, ICallKind kind)
    {
        var (context, key, body, _) = request;

        // 3. facts
        quota.Count(context, key);
        var fit = FitHeaders.Read(context.Request.Headers, out var misfit);
        var call = new MeteredCall(services, CallContexts.Of(request, kind.Route, services.Time, fit));
        var facts = new CallFacts();
        using var outgoing = kind.Read(CallAsk.Of(context, body), facts, out var fault);
        TokenSenseNames.AskBy(context, facts.Metadata?.Source);
        if (outgoing is null)
        {
            return call.Reject(Refusal.Invalid(fault.Param, fault.Message));
        }

        if (misfit is not null)
        {
            return call.Reject(misfit);
        }

        // 4. admission
        if (await call.AdmitAsync(facts, outgoing) is { } refused)
        {
            return refused;
        }

        try
        {
            return await SendAsync(context, key, call, new Asked(facts, outgoing));
        }
        finally
        {
            // Only a defect leaves a call open here; its hold must not outlive the request.
            await call.AbandonAsync();
        }
    }

    private static async ValueTask<Refusal?> SendAsync(
        HttpContext context, TenantKey key, MeteredCall call, Asked asked)
    {
        Refusal? refusal;
        do
        {
            refusal = await AttemptAsync(context, key, call, asked);
        }
        while (refusal is not null && await call.TryNextAsync(context.RequestAborted));
        CallHeaders.WriteAttempts(context.Response, call);
        return refusal;
    }

    // A refusal means that nothing of this attempt has gone out.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Refusal?> AttemptAsync(
        HttpContext context, TenantKey key, MeteredCall call, Asked asked)
    {
        // 5. send
        var workspace = key.Tenant.Workspace.Settings;
        var stream = asked.Facts.Stream;
        var cancelled = stream || workspace.OnDisconnect == OnDisconnect.Cancel ? context.RequestAborted : CancellationToken.None;
        var (reply, refusal) = await call.SendAsync(asked.Body, cancelled);
        if (reply is null)
        {
            return refusal;
        }

        // 6. relay
        using (reply)
        {
            return await asked.Body.RelayAsync(new Answered(context, call, reply)
            {
                StreamAsked = stream,
                UsageAsked = asked.Facts.UsageAsked,
                WithBlock = workspace.ReplyBlock,
                ForTokenSense = TokenSenseNames.AreAsked(context),
            });
        }
    }

    /// <summary>What a caller asked for.</summary>
    private readonly record struct Asked(CallFacts Facts, CallBody Body);
}
