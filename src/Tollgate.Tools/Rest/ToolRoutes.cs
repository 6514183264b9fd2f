using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Doors.Idempotency;
using Tollgate.Metering.Customers;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Rest;

/// <summary>Tools over REST: <c>/api/v0</c> of all servers or of the one that the host name means, <c>/tools/{server}/api/v0</c> of one. The walk:
/// <para>1. which server and tool, by which method · 2. the door · 3. the arguments · 4. the call · 5. the answer.</para></summary>
internal sealed class ToolRoutes(ToolShelf shelf, ToolHosts hosts, ToolDoor door, ToolCaller caller)
{
    /// <summary><c>GET /api/v0</c>: the tools of a server and what they cost.</summary>
    public async Task ListAsync(HttpContext context)
    {
        if (!TryFindServer(context, out var server))
        {
            await ErrorWriter.WriteAsync(context, NoServer());
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            await ErrorWriter.WriteAsync(context, WrongMethod("GET"));
            return;
        }

        if (await door.EnterAsync(context, KeyScopes.None) is not null)
        {
            await WriteAsync(context, ToolAnswer.Ok(json => WriteCosts(json, shelf.On(server))));
        }
    }

    /// <summary><c>/api/v0/{tool}</c>.</summary>
    public async Task CallAsync(HttpContext context)
    {
        // 1. server, tool, method
        if (!TryFindServer(context, out var server))
        {
            await ErrorWriter.WriteAsync(context, NoServer());
            return;
        }

        var name = (string?)context.Request.RouteValues["tool"] ?? "";
        if (shelf.Find(server, name) is not { } tool)
        {
            await ErrorWriter.WriteAsync(context, NoTool(server, name));
            return;
        }

        var isGet = HttpMethods.IsGet(context.Request.Method);
        if (isGet ? !tool.Definition.NeedsNothing : !HttpMethods.IsPost(context.Request.Method))
        {
            await ErrorWriter.WriteAsync(context, WrongMethod(tool.Definition.NeedsNothing ? "GET, POST" : "POST"));
            return;
        }

        // 2. door
        await door.EnterAsync(context, tool, entry => RunAsync(context, tool, entry, isGet));
    }

    /// <summary>What each tool costs.</summary>
    public static void WriteCosts(Utf8JsonWriter json, IEnumerable<ToolDefinition> tools)
    {
        json.WriteStartObject("tools"u8);
        foreach (var tool in tools)
        {
            json.WriteStartObject(tool.Name);
            json.WriteNumber("cost"u8, tool.Cost);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private async ValueTask<Refusal?> RunAsync(HttpContext context, ITool tool, ToolEntry entry, bool isGet)
    {
        // 3. arguments
        var body = isGet ? QueryArguments.Read(tool.Definition, context.Request.Query) : entry.Body;
        if (ArgumentReader.Read(tool.Definition, body, out var refusal) is not { } arguments)
        {
            return caller.Reject(context, tool, entry, refusal!);
        }

        // 4. call
        var answer = await caller.CallAsync(context, tool, entry, arguments);

        // 5. answer; what had effects is kept for its idempotency key, also as a refusal
        if (answer.Refusal is null || answer.HadEffects)
        {
            await WriteAsync(context, answer);
            return null;
        }

        return answer.Refusal;
    }

    private static async Task WriteAsync(HttpContext context, ToolAnswer answer)
    {
        var response = context.Response;
        if (answer.ChargedTokens is { } charged)
        {
            response.Headers["X-Tollgate-Cost-Tokens"] = charged.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.Refusal is { } refusal)
        {
            await ErrorWriter.WriteAsync(context, refusal);
            return;
        }

        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.ContentLength = answer.Body.Length;
        await response.BodyWriter.WriteAsync(answer.Body);
    }

    private bool TryFindServer(HttpContext context, out string? server)
    {
        if (context.Request.RouteValues["server"] is string named)
        {
            server = ToolServers.Find(named);
            return server is not null;
        }

        server = hosts.Of(context.Request.Headers.Host.ToString());
        return true;
    }

    private Refusal NoTool(string? server, string name) =>
        new(ErrorCode.TOOL_NOT_FOUND, server is null ? "There is no such tool." : $"There is no such tool on the server {server}.")
        {
            Extras = new Dictionary<string, object?>
            {
                ["tool"] = name.Length <= 64 ? name : name[..64], ["did_you_mean"] = shelf.Nearest(server, name),
            },
        };

    private static Refusal NoServer() =>
        new(ErrorCode.NOT_FOUND, $"There is no such server of tools; there are {string.Join(", ", ToolServers.All)}.");

    private static Refusal WrongMethod(string allow) =>
        new(ErrorCode.METHOD_NOT_ALLOWED, "This route does not take that method.") { Allow = allow };
}
