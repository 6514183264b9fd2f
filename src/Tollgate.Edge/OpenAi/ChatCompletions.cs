using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Dialects.OpenAi;
using Tollgate.Edge.Auth;
using Tollgate.Edge.Contract;
using Tollgate.Edge.Idempotency;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Chat;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.OpenAi;

/// <summary><c>POST /v1/chat/completions</c>. The walk:
/// <para>1. the door: size, media type, key, subscription, scope, rate · 2. the body, whole, and its idempotency key · 3. what it asks for ·
/// 4. admission: model, price, bound, hold · 5. send · 6. relay the reply and settle; what failed before its first byte was out may be sent again.</para></summary>
internal sealed class ChatCompletions(PostDoor door, QuotaCounter quota, CallServices services)
{
    private const string Route = "chat.completions";

    /// <summary>The route behind its door.</summary>
    public RequestDelegate Handler => door.Behind(new DoorRules(KeyScopes.Infer, JsonBody: true), CallAsync);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Refusal?> CallAsync(PostRequest request)
    {
        var (context, key, body, _) = request;

        // 3. facts
        quota.Count(context, key);
        var fit = FitHeaders.Read(context.Request.Headers, out var misfit);
        var call = new MeteredCall(services, Context(request, fit));
        var facts = new ChatFacts();
        var edits = default(ChatRequestEdits);
        if (!ChatRequestReader.TryRead(body.Span, facts, ref edits, out var fault))
        {
            return call.Reject(Refusal.Invalid(fault.Param, fault.Message));
        }

        if (misfit is not null)
        {
            return call.Reject(misfit);
        }

        // 4. admission
        if (await call.AdmitAsync(facts) is { } refused)
        {
            return refused;
        }

        try
        {
            using var outgoing = new ChatBody(facts, edits, body);
            return await SendAsync(context, key, call, facts, outgoing);
        }
        finally
        {
            // Only a defect leaves a call open here; its hold must not outlive the request.
            await call.AbandonAsync();
        }
    }

    private static async ValueTask<Refusal?> SendAsync(
        HttpContext context, TenantKey key, MeteredCall call, ChatFacts facts, ChatBody body)
    {
        Refusal? refusal;
        do
        {
            refusal = await AttemptAsync(context, key, call, facts, body);
        }
        while (refusal is not null && await call.TryNextAsync(context.RequestAborted));
        CallHeaders.WriteAttempts(context.Response, call);
        return refusal;
    }

    // A refusal means that nothing of this attempt has gone out.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Refusal?> AttemptAsync(
        HttpContext context, TenantKey key, MeteredCall call, ChatFacts facts, ChatBody body)
    {
        // 5. send
        var workspace = key.Tenant.Workspace.Settings;
        var cancelled = facts.Stream || workspace.OnDisconnect == OnDisconnect.Cancel ? context.RequestAborted : CancellationToken.None;
        var (reply, refusal) = await call.SendAsync(body, cancelled);
        if (reply is null)
        {
            return refusal;
        }

        // 6. relay
        using (reply)
        {
            if (facts.Stream && IsStream(reply))
            {
                return await StreamAsync(context, key, call, facts, reply);
            }

            if (call.Fit.IsPart && reply.Status is >= 200 and <= 299)
            {
                await call.Fit.CoverWholeAsync();
            }

            return await PlainAsync(context, call, reply, new PlainOptions(facts.Stream, workspace.ReplyBlock));
        }
    }

    private static async ValueTask<Refusal?> StreamAsync(
        HttpContext context, TenantKey key, MeteredCall call, ChatFacts facts, ModelReply reply)
    {
        var requestId = Exchange.Of(context).RequestIdText;
        var options = new StreamOptions(
            facts.UsageAsked, key.Tenant.Workspace.Settings.ReplyBlock, refusal => ErrorWriter.Envelope(refusal, requestId));
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

    private CallContext Context(in PostRequest request, FitHeaders fit)
    {
        var exchange = Exchange.Of(request.Context);
        return new CallContext
        {
            Key = request.Key,
            RequestId = exchange.RequestId,
            Route = Route,
            AtMs = services.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            StartedTimestamp = services.Time.GetTimestamp(),
            Headers = AttributionHeaders.Read(request.Context.Request.Headers),
            Claim = request.Claim,
            Wait = fit.Wait,
            Clamp = fit.Clamp,
            Left = request.Context.RequestAborted,
        };
    }
}
