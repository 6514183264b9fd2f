using Tollgate.Doors.Bodies;
using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Settlement;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Relay;

/// <summary>Relays a reply that is one JSON object: read whole, since its usage stands in it and its cost in our headers; settled; then written
/// with the block added and every other byte as it came.</summary>
internal static class PlainRelay
{
    // What a provider declares costs it nothing: memory beyond this is taken as bytes come.
    private const int MostDeclaredBytes = 32 * 1024 * 1024;

    private const int FirstCapacity = 4096;

    private const int LongBytes = 256 * 1024;

    /// <summary>Reads and settles; writes the reply, or answers why it cannot be relayed. The call has ended then.</summary>
    public static async ValueTask<Refusal?> RunAsync(Answered answered, IPlainView view)
    {
        var (call, reply) = (answered.Call, answered.Reply);
        using var body = new PooledBuffer((int)Math.Min(reply.ContentLength ?? FirstCapacity, MostDeclaredBytes) + 1);
        if (await ReadAsync(answered, view.MostReplyBytes, body) is { } broken)
        {
            return broken;
        }

        if (reply.Status is < 200 or > 299)
        {
            var said = view.ReadError(body.Span);
            return call.FailFree(
                ProviderRefusals.FromStatus(call.Provider, said.StatusOf(reply.Status), reply.RetryAfter ?? said.RetryAfter, said.Message, said.Param),
                said.RetryAfter);
        }

        if (!view.TryReadReply(body.Span, out var facts))
        {
            return call.FailAtBound(ProviderRefusals.Unusable(call.Provider, reply.Status, "sent a reply that is no JSON object"));
        }

        if (Unusable(facts, answered.StreamAsked) is { } what)
        {
            return Fail(call, facts, ProviderRefusals.Unusable(call.Provider, reply.Status, what));
        }

        if (view.Withheld is { } why)
        {
            return Fail(call, facts, Refusal.Invalid("prompt", $"{call.Provider} shows nothing for this prompt: {why.TrimEnd('.')}."));
        }

        if (!view.Passes)
        {
            return await TranslateAsync(answered, view, body, facts);
        }

        await SettleAsync(call, reply.Status, facts);
        await WriteAsync(answered, view, (reply.ContentType, body), facts);
        return null;
    }

    // What cannot be said in the caller's dialect is known before anything is settled.
    private static async ValueTask<Refusal?> TranslateAsync(Answered answered, IPlainView view, PooledBuffer body, ChatReplyFacts said)
    {
        var (call, reply) = (answered.Call, answered.Reply);
        using var written = new PooledBuffer(body.Length + 512);
        if (!view.TryWriteReply(body.Memory, ReplyView.FrameOf(call.Record), written))
        {
            return Fail(call, said, ProviderRefusals.Unusable(call.Provider, reply.Status, "sent a reply that is no answer to the request"));
        }

        await SettleAsync(call, reply.Status, said);
        var facts = said with { ClosingBrace = written.Length - 1, HasMembers = true };
        await WriteAsync(answered, view, ("application/json", written), facts);
        return null;
    }

    private static async ValueTask<Refusal?> ReadAsync(Answered answered, int mostBytes, PooledBuffer body)
    {
        var (call, reply) = (answered.Call, answered.Reply);
        try
        {
            while (true)
            {
                var read = await reply.ReadAsync(body.GetMemory(1));
                if (read == 0)
                {
                    return null;
                }

                body.Advance(read);
                if (body.Length > mostBytes)
                {
                    return call.FailAtBound(ProviderRefusals.Unusable(call.Provider, reply.Status, "sent a reply that is too large"));
                }
            }
        }
        catch (ProviderException failure)
        {
            return call.Fail(failure.Error);
        }
    }

    private static string? Unusable(in ChatReplyFacts facts, bool streamAsked)
    {
        if (facts.IsError)
        {
            return "sent an error in place of a reply";
        }

        // A client that waits for events would take this for an empty stream.
        return streamAsked ? "answered a stream with a plain reply" : null;
    }

    private static Refusal Fail(MeteredCall call, in ChatReplyFacts facts, Refusal refusal)
    {
        if (facts.UsageState == UsageState.Reported)
        {
            return call.FailReported(facts.Usage, facts.ServiceTier, refusal);
        }

        return facts.IsError ? call.FailFree(refusal) : call.FailAtBound(refusal);
    }

    private static ValueTask SettleAsync(MeteredCall call, int status, in ChatReplyFacts facts)
    {
        // Noted before the end, since the row of the log goes out with it.
        call.FirstByteOut();
        return facts.UsageState == UsageState.Reported
            ? call.SettleReportedAsync(facts.Usage, facts.ServiceTier, status, null)
            : call.SettleAtBoundAsync(status, null);
    }

    private static async ValueTask WriteAsync(Answered answered, IPlainView view, (string? ContentType, PooledBuffer Body) reply, ChatReplyFacts facts)
    {
        var response = answered.Context.Response;
        var call = answered.Call;
        var body = reply.Body.Memory;
        CallHeaders.Write(answered.Context, call, withCost: true, view.Warnings);
        if (view.Block == BlockPlace.Headers)
        {
            CallHeaders.WriteFacts(response, call.Record);
        }

        response.StatusCode = answered.Reply.Status;
        response.ContentType = reply.ContentType ?? "application/json";
        if (!answered.WithBlock || view.Block == BlockPlace.Headers)
        {
            response.ContentLength = body.Length;
            await WriteAsync(response.BodyWriter, body);
        }
        else
        {
            using var block = new PooledBuffer(512);
            using var members = new PooledBuffer(512);
            ReplyBlock.Write(call.Record, call.Cost, call.Record.LatencyUs, call.Record.Usage, block);
            ReplyBlock.WriteMembers(block.Span, facts.HasMembers, answered.ForTokenSense, members);
            response.ContentLength = body.Length + members.Length;
            await WriteAsync(response.BodyWriter, body[..facts.ClosingBrace]);
            response.BodyWriter.Write(members.Span);
            response.BodyWriter.Write(body.Span[facts.ClosingBrace..]);
        }

        await response.BodyWriter.FlushAsync();
    }

    // What is long goes out as its caller takes it, so that it does not lie here twice.
    private static async ValueTask WriteAsync(PipeWriter output, ReadOnlyMemory<byte> bytes)
    {
        for (; bytes.Length > LongBytes; bytes = bytes[LongBytes..])
        {
            output.Write(bytes.Span[..LongBytes]);
            if ((await output.FlushAsync()).IsCompleted)
            {
                return;
            }
        }

        output.Write(bytes.Span);
    }
}
