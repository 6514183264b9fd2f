using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Customers;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Rest;

namespace Tollgate.Tools.Mcp;

/// <summary>Tools over MCP, Streamable HTTP: <c>/mcp</c> of all servers or of the one that the host name means, <c>/tools/{server}/mcp</c> of one.
/// The walk of a message:
/// <para>1. server, page, method · 2. the key · 3. the message · 4. its envelope · 5. what is no call of a tool enters the door here, a call does
/// so by itself · 6. its session · 7. the answer.</para>
/// <para>Without a key there is no session: each message is answered for itself, within <see cref="StrangerLimits"/>, and calls of tools that need
/// a key are refused.</para>
/// <para>What is told unasked, that the tools have changed, goes into a stream that a session opens by GET.</para></summary>
internal sealed class McpRoutes(
    ToolHosts hosts,
    McpOrigins origins,
    GatewayDoor door,
    McpSessions sessions,
    ToolHandlers handlers,
    StrangerRoutes strangers)
{
    private static readonly DoorRules Rules = new(KeyScopes.None, JsonBody: true);

    /// <summary>Every method of the address.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        // 1. server, page, method
        if (!TryFindServer(context, out var server))
        {
            await ErrorWriter.WriteAsync(context, new Refusal(
                ErrorCode.NOT_FOUND, $"There is no such server of tools; there are {string.Join(", ", ToolServers.All)}."));
            return;
        }

        var request = context.Request;
        if (request.Headers.Origin is [{ } origin, ..])
        {
            if (!origins.Allows(origin))
            {
                await ErrorWriter.WriteAsync(context, StrangePage());
                return;
            }

            PageHeaders.Allow(context.Response, origin);
            if (HttpMethods.IsOptions(request.Method))
            {
                PageHeaders.Answer(context);
                return;
            }
        }

        if (WrongMethod(request) is { } wrong)
        {
            await ErrorWriter.WriteAsync(context, wrong);
            return;
        }

        var isPost = HttpMethods.IsPost(request.Method);

        // 2. key
        if (door.Recognise(context, isPost ? Rules : new DoorRules(KeyScopes.None, JsonBody: false), out var refusal) is not { } key)
        {
            await (isPost && IsStranger(request, refusal!) ? strangers.AnswerAsync(context, server, refusal!) : ErrorWriter.WriteAsync(context, refusal!));
            return;
        }

        // Off the socket's thread: what follows may wait for the store.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await (isPost ? PostAsync(context, key, server)
            : HttpMethods.IsGet(request.Method) ? ListenAsync(context, key, server)
            : CloseAsync(context, key, server));
    }

    private async Task PostAsync(HttpContext context, TenantKey key, string? server)
    {
        // 3. message, 4. envelope
        if (await MessageIntake.TakeAsync(context, handlers.MostBodyBytes) is not { } message)
        {
            return;
        }

        // 5. door
        var request = message as JsonRpcRequest;
        if (request?.Method == "tools/call")
        {
            ToolHandlers.Attach(message, new InnerCall(context, server));
        }
        else if (request is not null && door.Enter(context, Rules, out var refusal) is null)
        {
            await ErrorWriter.WriteAsync(context, refusal!);
            return;
        }

        // 6. session, 7. answer
        if (EnvelopeCheck.IsStateless(context.Request))
        {
            await using var once = new McpSession(null, key, server, handlers.Options(server));
            await once.AnswerAsync(context, message);
        }
        else if (await SessionAsync(context, key, server, request) is { } session)
        {
            await session.AnswerAsync(context, message);
        }
    }

    private async Task<McpSession?> SessionAsync(HttpContext context, TenantKey key, string? server, JsonRpcRequest? request)
    {
        var id = context.Request.Headers[McpNames.SessionId].ToString();
        if (id.Length > 0)
        {
            if (sessions.Find(id, key, server) is { } found)
            {
                context.Response.Headers[McpNames.SessionId] = id;
                return found;
            }

            await NoSession().WriteAsync(context, request?.Id ?? default);
            return null;
        }

        if (request?.Method != "initialize")
        {
            await new RpcFault(400, RpcFault.Server, $"The header {McpNames.SessionId} is missing: initialize opens a session.")
                .WriteAsync(context, request?.Id ?? default);
            return null;
        }

        if (await sessions.OpenAsync(key, server, handlers) is { } opened)
        {
            context.Response.Headers[McpNames.SessionId] = opened.Id;
            return opened;
        }

        await ErrorWriter.WriteAsync(context, new Refusal(ErrorCode.RATE_LIMITED, "Too many sessions of your workspace are busy.")
        {
            RetryAfterSeconds = 1,
        });
        return null;
    }

    private async Task ListenAsync(HttpContext context, TenantKey key, string? server)
    {
        if (EnvelopeCheck.Version(context.Request) is { } unknown)
        {
            await unknown.WriteAsync(context);
        }
        else if (!MessageIntake.Accepts(context.Request, "text/event-stream"))
        {
            await new RpcFault(406, RpcFault.Server, "The header Accept must name text/event-stream.").WriteAsync(context);
        }
        else if (sessions.Find(context.Request.Headers[McpNames.SessionId].ToString(), key, server) is not { } session)
        {
            await NoSession().WriteAsync(context);
        }
        else if (door.Enter(context, new DoorRules(KeyScopes.None, JsonBody: false), out var refusal) is null)
        {
            await ErrorWriter.WriteAsync(context, refusal!);
        }
        else if (!await sessions.ListenAsync(context, session))
        {
            await ErrorWriter.WriteAsync(context, new Refusal(ErrorCode.RATE_LIMITED, "Too many streams are open.") { RetryAfterSeconds = 60 });
        }
    }

    private async Task CloseAsync(HttpContext context, TenantKey key, string? server)
    {
        var id = context.Request.Headers[McpNames.SessionId].ToString();
        if (EnvelopeCheck.Version(context.Request) is { } unknown)
        {
            await unknown.WriteAsync(context);
        }
        else if (id.Length == 0)
        {
            await new RpcFault(400, RpcFault.Server, $"The header {McpNames.SessionId} is missing.").WriteAsync(context);
        }
        else if (sessions.Find(id, key, server) is { } session)
        {
            await sessions.CloseAsync(session);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await NoSession().WriteAsync(context);
        }
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

    // A stream is a session's, which strangers and the newest revision do not have.
    private static Refusal? WrongMethod(HttpRequest request)
    {
        var hasSessions = !EnvelopeCheck.IsStateless(request);
        var hasSession = hasSessions && request.Headers[McpNames.SessionId].Count > 0;
        var method = request.Method;
        return HttpMethods.IsPost(method) || (hasSessions && HttpMethods.IsDelete(method)) || (hasSession && HttpMethods.IsGet(method))
            ? null
            : new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "This address does not take that method.")
            {
                Allow = hasSession ? "GET, POST, DELETE" : hasSessions ? "POST, DELETE" : "POST",
            };
    }

    // A session without its key is one whose client lost it, and a key that is not good is no stranger's.
    private static bool IsStranger(HttpRequest request, Refusal refusal) =>
        refusal.Code == ErrorCode.INVALID_API_KEY && !KeyReader.IsGiven(request) && request.Headers[McpNames.SessionId].Count == 0;

    private static Refusal StrangePage() => new(ErrorCode.PERMISSION_DENIED, "Scripts of this web page may not speak with this gateway.")
    {
        Extras = new Dictionary<string, object?> { ["required"] = "tools.mcp_origins" },
    };

    private static RpcFault NoSession() => new(404, RpcFault.NoSession, "There is no such session: open a new one with initialize.");
}
