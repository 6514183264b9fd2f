using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Dialects.Json;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Bodies;
using Tollgate.Doors.Contract;

namespace Tollgate.Doors.Idempotency;

/// <summary>What a POST that needs no key asks for.</summary>
/// <param name="JsonBody">Whether it must carry a JSON body.</param>
/// <param name="Keeps">Whether its reply is kept for its idempotency key. Strangers write to the store by it: never for a route that anyone may
/// call as often as he likes.</param>
/// <param name="Guard">Asked with the body before a reply that is kept is looked up, so that nobody finds one by guessing.</param>
public readonly record struct OpenRules(bool JsonBody, bool Keeps, Func<ReadOnlyMemory<byte>, Refusal?> Guard);

/// <summary>The way into a POST that needs no key: 1. declared size and media type · 2. the body, whole · 3. the guard · 4. its syntax and its
/// idempotency key, when it has one · 5. the route, which refuses before it has any effect.</summary>
public sealed class OpenDoor(GatewayDoor door, Once once)
{
    private const int MostBodyBytes = 16 * 1024;

    /// <summary>Lets a request in; a refusal of the handler is written here.</summary>
    /// <param name="context">The request.</param>
    /// <param name="rules">What it asks for.</param>
    /// <param name="handler">The route; the bytes are valid while it runs.</param>
    public async Task EnterAsync(HttpContext context, OpenRules rules, Func<ReadOnlyMemory<byte>, ValueTask<Refusal?>> handler)
    {
        // 1. size and media type
        if (door.Declared(context.Request, new DoorRules(Metering.Customers.KeyScopes.None, rules.JsonBody)) is { } declared)
        {
            await ErrorWriter.WriteAsync(context, declared);
            return;
        }

        // 2. body
        var (body, refusal) = await RequestBody.ReadAsync(context, MostBodyBytes);
        using (body)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (body is not null)
            {
                // 3. guard
                refusal = rules.Guard(body.Memory) ?? await RunAsync(context, rules, body.Memory, handler);
            }
        }

        if (refusal is not null)
        {
            await ErrorWriter.WriteAsync(context, refusal);
        }
    }

    private async ValueTask<Refusal?> RunAsync(
        HttpContext context, OpenRules rules, ReadOnlyMemory<byte> body, Func<ReadOnlyMemory<byte>, ValueTask<Refusal?>> handler)
    {
        // 4. syntax and key
        if (Once.IsAsked(context))
        {
            if (Fault(context, rules, body) is { } fault)
            {
                return fault;
            }

            if (rules.Keeps)
            {
                await once.RunAsync(new OnceRequest(context, Scope(context, body.Span), body) { ClaimsFirst = true }, _ => handler(body));
                return null;
            }
        }

        // 5. route
        return await handler(body);
    }

    private static Refusal? Fault(HttpContext context, OpenRules rules, ReadOnlyMemory<byte> body) =>
        rules.JsonBody && JsonSyntax.Check(body.Span) is { } fault ? Refusal.Invalid(fault.Param, fault.Message) : Once.Fault(context);

    // Nobody knows who sends it, so a key is the own of whoever sends this very body: strangers never meet in one.
    private static UInt128 Scope(HttpContext context, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(context.Request.Path.Value ?? ""));
        hash.AppendData([0]);
        hash.AppendData(body);
        return BinaryPrimitives.ReadUInt128BigEndian(hash.GetHashAndReset());
    }
}
