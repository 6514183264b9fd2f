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

/// <summary>The way into a POST that needs no key: 1. declared size and media type · 2. the body, whole · 3. its syntax and its idempotency
/// key, when it has one · 4. the route, which refuses before it has any effect.</summary>
public sealed class OpenDoor(GatewayDoor door, Once once)
{
    private const int MostBodyBytes = 16 * 1024;

    /// <summary>Lets a request in; a refusal of the handler is written here.</summary>
    /// <param name="context">The request.</param>
    /// <param name="jsonBody">Whether it must carry a JSON body.</param>
    /// <param name="handler">The route; the bytes are valid while it runs.</param>
    public async Task EnterAsync(HttpContext context, bool jsonBody, Func<ReadOnlyMemory<byte>, ValueTask<Refusal?>> handler)
    {
        // 1. size and media type
        if (door.Declared(context.Request, new DoorRules(Metering.Customers.KeyScopes.None, jsonBody)) is { } declared)
        {
            await ErrorWriter.WriteAsync(context, declared);
            return;
        }

        // 2. body
        var (body, refusal) = await RequestBody.ReadAsync(context, MostBodyBytes);
        using (body)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (body is not null && Once.IsAsked(context))
            {
                // 3. syntax and key
                refusal = jsonBody && JsonSyntax.Check(body.Span) is { } fault ? Refusal.Invalid(fault.Param, fault.Message) : null;
                if (refusal is null)
                {
                    var asked = new OnceRequest(context, Scope(context, body.Span), body.Memory) { ClaimsFirst = true };
                    await once.RunAsync(asked, _ => handler(body.Memory));
                }
            }
            else if (body is not null)
            {
                // 4. route
                refusal = await handler(body.Memory);
            }
        }

        if (refusal is not null)
        {
            await ErrorWriter.WriteAsync(context, refusal);
        }
    }

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
