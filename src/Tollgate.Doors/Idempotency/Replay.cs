using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;

namespace Tollgate.Doors.Idempotency;

/// <summary>Answers a request with what is kept of the first one under its key: the same status and body, byte for byte. Bounded in memory.</summary>
internal sealed class Replay(IIdempotencyStore store, SecretBox box, TimeProvider time)
{
    private const long MostBytes = 256L * 1024 * 1024;

    private readonly ByteShare _memory = new(MostBytes);

    /// <summary>Names the first request, whatever the answer.</summary>
    public static void NameOriginal(HttpContext context, UInt128 requestId) =>
        context.Response.Headers["X-Tollgate-Original-Request-Id"] = new Id<RequestKind>(requestId).ToString();

    /// <summary>The bytes that a reply is bound to: a kept reply moved to another key or request does not open.</summary>
    public static byte[] Owner(IdempotencyClaim claim, UInt128 requestId)
    {
        var owner = new byte[claim.Name.Length + 32];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(owner, claim.Scope);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(owner.AsSpan(16), requestId);
        claim.Name.CopyTo(owner, 32);
        return owner;
    }

    /// <summary>Writes the kept reply, or answers why it cannot be.</summary>
    public async ValueTask<Refusal?> WriteAsync(HttpContext context, IdempotencyClaim claim, StoredClaim stored)
    {
        // Sealed and opened are in memory at once; what a slow reader has not taken yet stays.
        var bytes = 2L * stored.ReplyBytes;
        if (!_memory.TryTake(claim.Scope, bytes))
        {
            return IdempotencyRefusals.Full;
        }

        try
        {
            if (store.ReadReply(stored.RequestId) is not { } sealedReply
                || !box.TryOpen(sealedReply, Owner(claim, stored.RequestId), out var opened))
            {
                return IdempotencyRefusals.Unknown;
            }

            await WriteAsync(context, KeptReply.Read(opened));
            return null;
        }
        finally
        {
            _memory.GiveBack(claim.Scope, bytes);
        }
    }

    private async ValueTask WriteAsync(HttpContext context, KeptReply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers)
        {
            if (name.Equals(TokenSenseNames.RequestId, StringComparison.OrdinalIgnoreCase))
            {
                TokenSenseNames.Ask(context);
            }

            // What stands already is this exchange's own.
            _ = response.Headers.TryAdd(name, value);
        }

        response.Headers["Idempotent-Replayed"] = "true";
        if (reply.Status >= StatusCodes.Status400BadRequest)
        {
            // The same key will give the same answer, whatever the first one could hope for.
            response.Headers["x-should-retry"] = "false";
        }

        if (reply.Status != StatusCodes.Status204NoContent)
        {
            response.ContentLength = reply.Body.Length;
        }

        _ = await PatientWriter.WriteAsync(context, response.BodyWriter, reply.Body, time);
    }
}
