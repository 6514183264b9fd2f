using Tollgate.Doors.Bodies;
using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Counting;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Settlement;
using Tollgate.Dialects.Translation;
using Tollgate.Edge.Anthropic;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Edge.Chat;
using Tollgate.Doors.Idempotency;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Chat;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Money;

namespace Tollgate.Edge.Counting;

/// <summary><c>POST /v1/messages/count_tokens</c>: how many tokens a request of messages has. Free, and admitted like the request itself.</summary>
internal sealed class CountTokens(PostDoor door, QuotaCounter quota, CallServices services)
{
    private const string Route = "messages.count_tokens";
    private const int MostReplyBytes = 64 * 1024;

    /// <summary>The route behind its door. It moves no money, so the claim on an idempotency key rides on nothing.</summary>
    public RequestDelegate Handler => door.BehindClaim(new DoorRules(KeyScopes.Infer, JsonBody: true), CountAsync);

    private async ValueTask<Refusal?> CountAsync(PostRequest request)
    {
        quota.Count(request.Context, request.Key);
        var count = new TokenCount(services, CallContexts.Of(request, Route, services.Time, default));
        var facts = new ChatFacts();
        using var body = AnthropicCaller.ReadCount(ChatAsk.Of(request.Context, request.Body), facts, out var fault);
        TokenSenseNames.AskBy(request.Context, facts.Metadata?.Source);
        if (body is null)
        {
            return count.End(Refusal.Invalid(fault.Param, fault.Message));
        }

        if (count.Admit(facts) is { } refused)
        {
            return refused;
        }

        return ChatDialect.Of(count.ProviderKind) == ChatDialect.Anthropic
            ? await AskAsync(request, count, body)
            : await EstimateAsync(request, count);
    }

    private static async ValueTask<Refusal?> AskAsync(PostRequest request, TokenCount count, ChatBody body)
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

            if (Refuse(count, reply, read) is { } wrong)
            {
                return count.Fail(wrong);
            }

            count.Succeed(reply.Status);
            await WriteAsync(request, count, read);
            return null;
        }
    }

    private static Refusal? Refuse(TokenCount count, ModelReply reply, PooledBuffer read)
    {
        var provider = count.Record.Provider ?? "";
        if (reply.Status is < 200 or > 299)
        {
            var said = ChatDialect.Anthropic.ReadError(read.Span);
            return ProviderRefusals.FromStatus(provider, reply.Status, reply.RetryAfter, said.Message, said.Param);
        }

        return read.Length <= MostReplyBytes && ChatDialect.Anthropic.TryReadReply(read.Span, out var facts) && !facts.IsError
            ? null
            : ProviderRefusals.Unusable(provider, reply.Status, "sent a reply that is no count of tokens");
    }

    private static async ValueTask<Refusal?> EstimateAsync(PostRequest request, TokenCount count)
    {
        using var reply = new PooledBuffer(64);
        reply.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"input_tokens\":{count.Estimate}}}")));
        count.Succeed(StatusCodes.Status200OK);
        await WriteAsync(request, count, reply);
        return null;
    }

    private static async ValueTask WriteAsync(PostRequest request, TokenCount count, PooledBuffer reply)
    {
        var response = request.Context.Response;
        CallHeaders.WritePlace(request.Context, count.Record, NanoUsd.Zero, count.Warning);
        response.ContentType = "application/json";
        if (!request.Key.Tenant.Workspace.Settings.ReplyBlock)
        {
            response.ContentLength = reply.Length;
            await response.BodyWriter.WriteAsync(reply.Memory);
            return;
        }

        _ = ChatDialect.Anthropic.TryReadReply(reply.Span, out var facts);
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
