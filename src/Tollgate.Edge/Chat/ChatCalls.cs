using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Dialects.Translation;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Doors.Idempotency;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Chat;

/// <summary>Every POST that asks for a chat, in whatever dialect. The walk:
/// <para>1. the door: size, media type, key, subscription, scope, rate · 2. the body, whole, and its idempotency key · 3. what it asks for ·
/// 4. admission: model, price, bound, hold · 5. send · 6. relay the reply and settle; what failed before its first byte was out may be sent again.</para></summary>
internal sealed class ChatCalls(PostDoor door, QuotaCounter quota, CallServices services)
{
    /// <summary>The route of a dialect's callers, behind its door.</summary>
    public RequestDelegate For(IChatCaller caller) =>
        door.Behind(new DoorRules(KeyScopes.Infer, JsonBody: true), request => CallAsync(request, caller));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Refusal?> CallAsync(PostRequest request, IChatCaller caller)
    {
        var (context, key, body, _) = request;

        // 3. facts
        quota.Count(context, key);
        var fit = FitHeaders.Read(context.Request.Headers, out var misfit);
        var call = new MeteredCall(services, CallContexts.Of(request, caller.Route, services.Time, fit));
        var facts = new CallFacts();
        using var outgoing = caller.Read(ChatAsk.Of(context, body), facts, out var fault);
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
            return await SendAsync(context, key, call, new Asked(caller, facts, outgoing));
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
        var facts = asked.Facts;
        var cancelled = facts.Stream || workspace.OnDisconnect == OnDisconnect.Cancel ? context.RequestAborted : CancellationToken.None;
        var (reply, refusal) = await call.SendAsync(asked.Body, cancelled);
        if (reply is null)
        {
            return refusal;
        }

        // 6. relay
        using (reply)
        {
            var view = new ReplyView(asked.Caller.Dialect, asked.Body.Spoken, asked.Body.Warnings)
            {
                WithBlock = workspace.ReplyBlock,
                ForTokenSense = TokenSenseNames.AreAsked(context),
            };
            if (facts.Stream && IsStream(reply))
            {
                return await StreamAsync(context, call, reply, facts.UsageAsked, view);
            }

            if (call.Fit.IsPart && reply.Status is >= 200 and <= 299)
            {
                await call.Fit.CoverWholeAsync();
            }

            return await PlainAsync(context, call, reply, new PlainOptions(facts.Stream, view));
        }
    }

    private static async ValueTask<Refusal?> StreamAsync(
        HttpContext context, MeteredCall call, ModelReply reply, bool usageAsked, ReplyView view)
    {
        var requestId = Exchange.Of(context).RequestIdText;
        var options = new StreamOptions(usageAsked, view, refusal => ErrorWriter.Envelope(refusal, requestId));
        using var relay = new StreamRelay(context, call, reply, options);
        return await relay.RunAsync();
    }

    private static async ValueTask<Refusal?> PlainAsync(HttpContext context, MeteredCall call, ModelReply reply, PlainOptions options)
    {
        using var left = options.StreamAsked
            ? context.RequestAborted.UnsafeRegister(static r => ((ModelReply)r!).Abort(), reply)
            : default;
        return await PlainRelay.RunAsync(context, call, reply, options);
    }

    private static bool IsStream(ModelReply reply) =>
        reply.Status is >= 200 and <= 299
        && reply.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>What a caller asked for.</summary>
    private readonly record struct Asked(IChatCaller Caller, CallFacts Facts, ChatBody Body);
}
