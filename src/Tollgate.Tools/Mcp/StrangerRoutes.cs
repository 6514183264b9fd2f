using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;

namespace Tollgate.Tools.Mcp;

/// <summary>Answers whoever has no key yet: what there is, what it costs, whether we are there, and how to get a key. Nothing is kept of a stranger:
/// there is no session, and each message is answered for itself. The walk of a message:
/// <para>1. its address has not sent too many · 2. the message · 3. a call of a tool that needs a key is refused as any request without one ·
/// 4. the answer.</para></summary>
internal sealed class StrangerRoutes(StrangerLimits limits, ToolHandlers handlers)
{
    private const int MostBodyBytes = 16 * 1024;

    /// <summary>Answers a message that came without a key.</summary>
    /// <param name="context">The request.</param>
    /// <param name="server">The server of tools; null for all.</param>
    /// <param name="noKey">What is said where a key is needed.</param>
    public async Task AnswerAsync(HttpContext context, string? server, Refusal noKey)
    {
        // 1. address
        if (limits.Enter(context.Connection.RemoteIpAddress) is { } tooMany)
        {
            await ErrorWriter.WriteAsync(context, tooMany);
            return;
        }

        try
        {
            // Off the socket's thread: what follows may wait for the store.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

            // 2. message
            if (await MessageIntake.TakeAsync(context, MostBodyBytes) is { } message)
            {
                await AnswerAsync(context, server, noKey, message);
            }
        }
        finally
        {
            limits.Leave(context.Connection.RemoteIpAddress);
        }
    }

    private async Task AnswerAsync(HttpContext context, string? server, Refusal noKey, JsonRpcMessage message)
    {
        // 3. calls
        if (message is JsonRpcRequest { Method: "tools/call" } call)
        {
            if (handlers.NeedsKey(server, call))
            {
                await ErrorWriter.WriteAsync(context, noKey);
                return;
            }

            ToolHandlers.Attach(message, new InnerCall(context, server));
        }

        // 4. answer
        await using var once = new McpSession(null, null, server, handlers.Options(server));
        await once.AnswerAsync(context, message);
    }
}
