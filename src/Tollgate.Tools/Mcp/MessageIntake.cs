using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ModelContextProtocol.Protocol;
using Tollgate.Doors.Bodies;
using Tollgate.Doors.Contract;

namespace Tollgate.Tools.Mcp;

/// <summary>Takes the message out of a request: what the client can read, the body, the message in it, what the headers say of it.</summary>
internal static class MessageIntake
{
    /// <summary>The message; null when it was refused, which has been written.</summary>
    public static async Task<JsonRpcMessage?> TakeAsync(HttpContext context, long mostBytes)
    {
        if (!Accepts(context.Request, "application/json") || !Accepts(context.Request, "text/event-stream"))
        {
            await new RpcFault(406, RpcFault.Server, "The header Accept must name application/json and text/event-stream.").WriteAsync(context);
            return null;
        }

        var (message, fault) = await ReadAsync(context, mostBytes);
        fault ??= message is null ? null : EnvelopeCheck.Of(context.Request, message);
        if (fault is not null)
        {
            await fault.WriteAsync(context, (message as JsonRpcRequest)?.Id ?? default);
            return null;
        }

        if (message is not null)
        {
            message.Context = new JsonRpcMessageContext
            {
                ProtocolVersion = context.Request.Headers[McpNames.ProtocolVersion] is [{ Length: > 0 } version] ? version : null,
            };
        }

        return message;
    }

    // The message; or what is wrong with it; or nothing of both when that has been answered.
    private static async Task<(JsonRpcMessage? Message, RpcFault? Fault)> ReadAsync(HttpContext context, long mostBytes)
    {
        var (body, refusal) = await RequestBody.ReadAsync(context, mostBytes);
        using (body)
        {
            if (body is not null)
            {
                var message = MessageReader.Read(body.Memory, out var fault);
                return (message, fault);
            }
        }

        await ErrorWriter.WriteAsync(context, refusal!);
        return (null, null);
    }

    /// <summary>Whether the client says that it can read a type.</summary>
    public static bool Accepts(HttpRequest request, string type) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(a => new MediaTypeHeaderValue(type).IsSubsetOf(a));
}
