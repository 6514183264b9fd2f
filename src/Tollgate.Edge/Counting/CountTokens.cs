using System.Buffers;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Counting;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Settlement;
using Tollgate.Dialects.Counting;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Bodies;
using Tollgate.Doors.Contract;
using Tollgate.Doors.Idempotency;
using Tollgate.Edge.Walk;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Money;

namespace Tollgate.Edge.Counting;

/// <summary>How many tokens a request has: free, and admitted like the request itself. A provider that counts is asked; for all others the gateway
/// estimates.</summary>
internal sealed class CountTokens(PostDoor door, QuotaCounter quota, CallServices services)
{
    private const int MostReplyBytes = 64 * 1024;

    /// <summary>The route of a dialect's callers, behind its door. It moves no money, so the claim on an idempotency key rides on nothing.</summary>
    public RequestDelegate For(ICountCaller caller) =>
        door.BehindClaim(new DoorRules(KeyScopes.Infer, JsonBody: true), request => CountAsync(request, caller));

    private async ValueTask<Refusal?> CountAsync(PostRequest request, ICountCaller caller)
    {
        quota.Count(request.Context, request.Key);
        var count = new TokenCount(services, CallContexts.Of(request, caller.Route, services.Time, default));
        var facts = new CallFacts();
        using var body = caller.Read(CallAsk.Of(request.Context, request.Body), facts, out var fault);
        TokenSenseNames.AskBy(request.Context, facts.Metadata?.Source);
        if (body is null)
        {
            return count.End(Refusal.Invalid(fault.Param, fault.Message));
        }

        if (count.Admit(facts) is { } refused)
        {
            return refused;
        }

        var provider = ChatDialect.Of(count.ProviderKind);
        return CountFormats.Of(provider) is { } format
            ? await AskAsync(request, count, body, (caller, provider, format))
            : await EstimateAsync(request, count, caller);
    }

    private static async ValueTask<Refusal?> AskAsync(
        PostRequest request, TokenCount count, CountBody body, (ICountCaller Caller, ChatDialect Provider, ICountFormat Format) between)
    {
        var (reply, refusal) = await count.SendAsync(body, request.Context.RequestAborted);
        if (reply is null)
        {
            return refusal;
        }

        using (reply)
        {
            using var read = new PooledBuffer(512);
            try
            {
                while (read.Length <= MostReplyBytes && await reply.ReadAsync(read.GetMemory(256)) is > 0 and var bytes)
                {
                    read.Advance(bytes);
                }
            }
            catch (ProviderException failure)
            {
                return count.Fail(failure.Error);
            }

            if (Refuse(count, reply, read, between.Provider) is { } wrong)
            {
                return count.Fail(wrong);
            }

            if (read.Length > MostReplyBytes || between.Format.ReadAnswer(read.Span) is not { } tokens)
            {
                return count.Fail(ProviderRefusals.Unusable(count.Record.Provider ?? "", reply.Status, "sent a reply that is no count of tokens"));
            }

            count.Succeed(reply.Status);
            await (between.Caller.Dialect == between.Provider
                ? WriteAsync(request, count, between.Caller, read)
                : WriteAsync(request, count, between.Caller, tokens));
            return null;
        }
    }

    private static Refusal? Refuse(TokenCount count, ModelReply reply, PooledBuffer read, ChatDialect provider)
    {
        if (reply.Status is >= 200 and <= 299)
        {
            return null;
        }

        var said = provider.ReadError(read.Span);
        return ProviderRefusals.FromStatus(count.Record.Provider ?? "", said.StatusOf(reply.Status), reply.RetryAfter ?? said.RetryAfter, said.Message, said.Param);
    }

    private static async ValueTask<Refusal?> EstimateAsync(PostRequest request, TokenCount count, ICountCaller caller)
    {
        count.Succeed(StatusCodes.Status200OK);
        await WriteAsync(request, count, caller, count.Estimate);
        return null;
    }

    private static async ValueTask WriteAsync(PostRequest request, TokenCount count, ICountCaller caller, long tokens)
    {
        using var reply = new PooledBuffer(64);
        caller.Format.WriteAnswer(tokens, reply);
        await WriteAsync(request, count, caller, reply);
    }

    private static async ValueTask WriteAsync(PostRequest request, TokenCount count, ICountCaller caller, PooledBuffer reply)
    {
        var response = request.Context.Response;
        CallHeaders.WritePlace(request.Context, count.Record, NanoUsd.Zero, count.Warning);
        response.ContentType = "application/json";
        if (!request.Key.Tenant.Workspace.Settings.ReplyBlock || caller.Dialect.Block == BlockPlace.Headers)
        {
            response.ContentLength = reply.Length;
            await response.BodyWriter.WriteAsync(reply.Memory);
            return;
        }

        _ = caller.Dialect.TryReadReply(reply.Span, out var facts);
        using var block = new PooledBuffer(512);
        using var members = new PooledBuffer(512);
        ReplyBlock.Write(count.Record, NanoUsd.Zero, count.Record.LatencyUs, count.Record.Usage, block);
        ReplyBlock.WriteMembers(block.Span, facts.HasMembers, TokenSenseNames.AreAsked(request.Context), members);
        response.ContentLength = reply.Length + members.Length;
        response.BodyWriter.Write(reply.Span[..facts.ClosingBrace]);
        response.BodyWriter.Write(members.Span);
        response.BodyWriter.Write(reply.Span[facts.ClosingBrace..]);
        await response.BodyWriter.FlushAsync();
    }
}
