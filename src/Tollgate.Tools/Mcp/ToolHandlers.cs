using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Tollgate.Doors.Contract;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Rest;

namespace Tollgate.Tools.Mcp;

/// <summary>What a server of MCP answers for one server of tools, or for all of them.</summary>
internal sealed class ToolHandlers(ToolShelf shelf, ToolRoutes routes, RequestFrame frame, DoorSettings settings)
{
    // Prices may change at any time: what a client keeps of them for longer misleads its agent.
    private static readonly TimeSpan ListAge = TimeSpan.FromMinutes(1);

    /// <summary>Under this name the message's call travels with the message.</summary>
    private const string CallItem = "tollgate.call";

    /// <summary>Most bytes of a message of a caller with a key.</summary>
    public long MostBodyBytes => settings.MaxBodyBytes;

    /// <summary>Lets a message carry the call that it makes.</summary>
    public static void Attach(JsonRpcMessage message, InnerCall call) =>
        message.Context!.Items = new Dictionary<string, object?> { [CallItem] = call };

    /// <summary>What a conversation is answered.</summary>
    /// <param name="server">The server of tools; null for all.</param>
    /// <param name="tellsChanges">Whether its client can be told that the tools have changed.</param>
    public McpServerOptions Options(string? server, bool tellsChanges = false) => new()
    {
        ServerInfo = new Implementation { Name = server is null ? "tollgate" : $"tollgate-{server}", Version = settings.Version },
        ServerInstructions =
            "Tools that have a price say so in their description and in _meta. A call is charged when it went well; what is refused or fails "
            + "costs nothing. get_token_balance tells what is left; when a call answers INSUFFICIENT_TOKENS, buy_tokens or set_auto_reload "
            + "tops up. Set _meta \"tollgate/max_cost_tokens\" to bound what a call may cost.",
        Capabilities = new ServerCapabilities { Tools = new ToolsCapability { ListChanged = tellsChanges ? true : null } },
        ScopeRequests = false,
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = (request, _) => new ValueTask<ListToolsResult>(List(server, request.Params?.Cursor)),
            CallToolHandler = (request, _) => CallAsync(request),
        },
    };

    /// <summary>Whether a call is of a tool that nobody may call without a key.</summary>
    public bool NeedsKey(string? server, JsonRpcRequest call) =>
        call.Params?["name"] is JsonValue name && name.TryGetValue(out string? text) && shelf.Find(server, text) is { Definition.Scope: not null };

    private ListToolsResult List(string? server, string? cursor) => cursor is not null
        ? throw new McpProtocolException("There are no further pages: this server hands out no cursors.", McpErrorCode.InvalidParams)
        : new ListToolsResult
        {
            Tools = [.. shelf.On(server).Select(ToolListing.Of)],
            TimeToLive = ListAge,
            CacheScope = CacheScope.Private,
        };

    private async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request)
    {
        var call = (InnerCall)request.JsonRpcRequest.Context!.Items![CallItem]!;
        var name = request.Params?.Name ?? "";
        if (shelf.Find(call.Server, name) is not { } tool)
        {
            var nearest = shelf.Nearest(call.Server, name) is { } near ? $" Did you mean {near}?" : "";
            throw new McpProtocolException($"Unknown tool.{nearest} tools/list lists this server's tools.", McpErrorCode.InvalidParams);
        }

        var context = call.Request(request.Params!, out var reply);
        using (reply)
        {
            await frame.InvokeAsync(context, routes.CallAsync);
            return CallResults.Of(context.Response, reply.Bytes, call.RequestId, tool.Definition.AnswersInBlocks);
        }
    }
}
