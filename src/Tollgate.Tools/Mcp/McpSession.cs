using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Tollgate.Metering.Customers;

namespace Tollgate.Tools.Mcp;

/// <summary>One conversation: the protocol's state between a client and us, of one key on one server.</summary>
internal sealed class McpSession : IAsyncDisposable
{
    private readonly StreamableHttpServerTransport _transport;
    private readonly McpServer _server;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _running;
    private CancellationTokenSource? _listening;
    private int _busy;

    /// <summary>Starts one.</summary>
    /// <param name="id">Its id; null for one that lives as long as its only message.</param>
    /// <param name="key">Whose it is; null for that of a caller without one.</param>
    /// <param name="server">The server of tools; null for all.</param>
    /// <param name="options">What it answers.</param>
    public McpSession(string? id, TenantKey? key, string? server, McpServerOptions options)
    {
        (Id, Key, Server) = (id, key, server);
        // The SDK logs whole messages at its lowest level, so it is given nothing to log to.
        _transport = new StreamableHttpServerTransport { SessionId = id, Stateless = id is null };
        _server = McpServer.Create(_transport, options);
        _running = _server.RunAsync(_ended.Token);
    }

    public string? Id { get; }

    public TenantKey? Key { get; }

    public string? Server { get; }

    /// <summary>When it was last used, a timestamp of the time provider.</summary>
    public long UsedTimestamp { get; set; }

    /// <summary>Whether a message is being answered.</summary>
    public bool IsBusy => Volatile.Read(ref _busy) > 0;

    /// <summary>Answers a message as a stream of events; 202 where it wants no answer.</summary>
    public async Task AnswerAsync(HttpContext context, JsonRpcMessage message)
    {
        Interlocked.Increment(ref _busy);
        try
        {
            var response = context.Response;
            response.ContentType = "text/event-stream";
            response.Headers.CacheControl = "no-cache, no-store";
            response.Headers["X-Accel-Buffering"] = "no";
            var answered = await _transport.HandlePostRequestAsync(
                message, response.Body, EnvelopeCheck.IsStateless(context.Request) ? first => Begin(response, first) : null, context.RequestAborted);
            if (!answered)
            {
                response.ContentType = null;
                response.StatusCode = StatusCodes.Status202Accepted;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }

    /// <summary>Begins a stream that tells of changes, in place of one that is open, whose client lost it. It ends with the token, and the session's end
    /// cancels that too.</summary>
    public CancellationTokenSource BeginListening()
    {
        // Nobody disposes of it: it holds nothing, and whoever comes next may cancel it at any time.
        var own = new CancellationTokenSource();
        Interlocked.Exchange(ref _listening, own)?.Cancel();
        if (_ended.IsCancellationRequested)
        {
            own.Cancel();
        }

        return own;
    }

    /// <summary>Such a stream has ended.</summary>
    public void EndListening(CancellationTokenSource own) => Interlocked.CompareExchange(ref _listening, null, own);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await (Interlocked.Exchange(ref _listening, null)?.CancelAsync() ?? Task.CompletedTask);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _server.DisposeAsync();
        await _transport.DisposeAsync();
        _ended.Dispose();
    }

    // In the revision without sessions the status says what went wrong with a message as such.
    private static ValueTask Begin(HttpResponse response, JsonRpcMessage? first)
    {
        if (first is JsonRpcError { Error.Code: var code } && !response.HasStarted)
        {
            response.StatusCode = code switch
            {
                RpcFault.MethodNotFound => StatusCodes.Status404NotFound,
                RpcFault.Version or RpcFault.HeaderMismatch or RpcFault.MissingCapability => StatusCodes.Status400BadRequest,
                _ => response.StatusCode,
            };
        }

        return default;
    }
}
