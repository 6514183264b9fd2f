using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Tollgate.Tools.Pins;

namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>Another server of the Model Context Protocol: one session that all calls share, made again when the server has lost it; its tools are
/// looked at when a session begins, when it says that they changed, and every few minutes.</summary>
internal sealed class McpUpstream : IAsyncDisposable
{
    private const int MostPages = 20;
    private const int MostFormBytes = 64 * 1024;

    private static readonly TimeSpan LookRound = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SoonRound = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryRound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(30);

    private readonly McpSpec _spec;
    private readonly HttpMessageHandler _network;
    private readonly PinBook _pins;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _slots;
    private readonly Lock _lock = new();
    private Task<McpClient>? _session;
    private ITimer? _timer;
    private int _looking;
    private int _isDue;

    /// <param name="spec">How it is reached.</param>
    /// <param name="network">What it is asked through; not disposed.</param>
    /// <param name="pins">Takes what it says of its tools.</param>
    /// <param name="time">The clock of its limits.</param>
    /// <param name="logger">Takes what goes wrong.</param>
    public McpUpstream(McpSpec spec, HttpMessageHandler network, PinBook pins, TimeProvider time, ILogger logger)
    {
        (_spec, _network, _pins, _time, _logger) = (spec, network, pins, time, logger);
        _slots = new SemaphoreSlim(spec.MostCalls);
    }

    public McpSpec Spec => _spec;

    /// <summary>Looks at its tools now and from now on.</summary>
    public void Watch()
    {
        _timer ??= _time.CreateTimer(_ => _ = LookAsync(), null, LookRound, LookRound);
        _ = LookAsync();
    }

    /// <summary>Whether calls of a tool are refused until what its server says of it is accepted.</summary>
    public bool IsHeld(string tool) => _pins.Find(_spec.Id, tool) is { } pinned
        && (pinned.Accepted is null || (pinned.IsChangedInCalls && !_spec.ServesChanged));

    /// <summary>Calls a tool; null when it turns out to be held.</summary>
    /// <exception cref="McpFailureException">it failed, or could not be reached.</exception>
    public async Task<CallToolResult?> CallAsync(CallToolRequestParams call, CancellationToken stop)
    {
        await _slots.WaitAsync(stop);
        try
        {
            for (var isAgain = false; ; isAgain = true)
            {
                var session = Session();
                var client = await session.WaitAsync(stop);
                if (IsHeld(call.Name))
                {
                    return null;
                }

                try
                {
                    return await TranslateAsync(client.CallToolAsync(call, stop), stop);
                }
                catch (McpFailureException lost) when (!isAgain && lost.Status == 404)
                {
                    // The session is not there any more, so nothing was done in it.
                    Drop(session);
                }
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Ends its session once the calls under way have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_timer is { } timer)
        {
            await timer.DisposeAsync();
        }

        for (var i = 0; i < _spec.MostCalls; i++)
        {
            await _slots.WaitAsync();
        }

        Task<McpClient>? session;
        lock (_lock)
        {
            session = _session;
            _session = null;
        }

        _slots.Release(_spec.MostCalls);
        await EndAsync(session);
    }

    private Task<McpClient> Session()
    {
        lock (_lock)
        {
            var isGood = _session is { IsFaulted: false, IsCanceled: false }
                && !(_session.IsCompletedSuccessfully && _session.GetAwaiter().GetResult().Completion.IsCompleted);
            return isGood ? _session! : _session = TranslateAsync(new ValueTask<McpClient>(OpenAsync()), CancellationToken.None);
        }
    }

    private void Drop(Task<McpClient> session)
    {
        lock (_lock)
        {
            _session = ReferenceEquals(_session, session) ? null : _session;
        }

        _ = EndAsync(session);
    }

    private static async Task EndAsync(Task<McpClient>? session)
    {
        if (session is { IsCompletedSuccessfully: true })
        {
            await (await session).DisposeAsync();
        }
    }

    private async Task<McpClient> OpenAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var limit = new CancellationTokenSource(OpenLimit, _time);
        var http = new HttpClient(new BoundedHandler(_network, _spec.MostReplyBytes, _time), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var transport = new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = _spec.Endpoint,
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = new Dictionary<string, string>(_spec.Headers),
                EnableStandaloneGetStream = false,
                MaxReconnectionAttempts = 2,
            },
            http);
        var client = await McpClient.CreateAsync(transport, Options(), null, limit.Token);
        var isOpen = false;
        try
        {
            await ReadToolsAsync(client, limit.Token);
            isOpen = true;
            return client;
        }
        finally
        {
            if (!isOpen)
            {
                await client.DisposeAsync();
            }
        }
    }

    private McpClientOptions Options() => new()
    {
        ClientInfo = new Implementation { Name = "tollgate", Version = "1" },
        InitializationTimeout = OpenLimit,
        TimeProvider = _time,
        Handlers = new McpClientHandlers
        {
            NotificationHandlers =
            [
                new(NotificationMethods.ToolListChangedNotification, (_, _) =>
                {
                    LookSoon();
                    return ValueTask.CompletedTask;
                }),
            ],
        },
    };

    // However often a server says that its list has changed, it is looked at once a second at most.
    private void LookSoon()
    {
        if (Interlocked.Exchange(ref _isDue, 1) == 0)
        {
            _timer?.Change(SoonRound, LookRound);
        }
    }

    // One look at a time: who asks meanwhile has it looked again soon.
    private async Task LookAsync()
    {
        Volatile.Write(ref _isDue, 0);
        if (Interlocked.Exchange(ref _looking, 1) == 1)
        {
            LookSoon();
            return;
        }

        var known = _session;
        var session = Session();
        try
        {
            var client = await session;
            if (ReferenceEquals(known, session))
            {
                using var limit = new CancellationTokenSource(OpenLimit, _time);
                await TranslateAsync(new ValueTask<bool>(ReadToolsAsync(client, limit.Token)), CancellationToken.None);
            }
        }
        catch (McpFailureException failed)
        {
            _logger.NotLooked(_spec.Id, failed.Message);
            if (failed.Status == 404)
            {
                Drop(session);
            }

            _timer?.Change(RetryRound, LookRound);
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    private async Task<bool> ReadToolsAsync(McpClient client, CancellationToken stop)
    {
        var forms = new List<ToolForm>();
        string? cursor = null;
        for (var page = 0; page < MostPages && (page == 0 || cursor is not null); page++)
        {
            var list = await client.ListToolsAsync(new ListToolsRequestParams { Cursor = cursor }, stop);
            forms.AddRange(list.Tools.Where(tool => _spec.Looks(tool.Name)).Select(FormOf));
            cursor = list.NextCursor;
        }

        foreach (var large in forms.Where(form => form.Size() > MostFormBytes))
        {
            _logger.TooLarge(_spec.Id, large.Name);
        }

        var seen = forms.Where(form => form.Size() <= MostFormBytes).DistinctBy(form => form.Name, StringComparer.Ordinal).Take(PinBook.MostTools).ToList();
        foreach (var change in _pins.Observe(_spec.Id, seen, _spec.NewTools))
        {
            _logger.Waits(_spec.Id, change.Tool.Name, change.Id, change.Changed.Count == 0 ? "new" : string.Join(", ", change.Changed));
        }

        return true;
    }

    private static ToolForm FormOf(Tool tool) => new()
    {
        Name = tool.Name,
        Title = tool.Title,
        Description = tool.Description ?? "",
        InputSchema = tool.InputSchema.Clone(),
        OutputSchema = tool.OutputSchema?.Clone(),
        Annotations = tool.Annotations is { } hints
            ? JsonSerializer.SerializeToElement(hints, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ToolAnnotations)))
            : null,
    };

    // Everything that the SDK throws of a server, once. What a server answered stays out of it.
    private static async Task<T> TranslateAsync<T>(ValueTask<T> asked, CancellationToken stop)
    {
        try
        {
            return await asked;
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or McpException or JsonException or ArgumentException
            or InvalidOperationException or TimeoutException or OperationCanceledException or UnauthorizedAccessException)
        {
            stop.ThrowIfCancellationRequested();
            var told = failed switch
            {
                HttpRequestException { StatusCode: { } status } => $"status {(int)status}",
                HttpRequestException or IOException or TimeoutException or UnauthorizedAccessException => failed.Message,
                _ => failed.GetType().Name,
            };
            throw new McpFailureException(told, (int?)(failed as HttpRequestException)?.StatusCode, (int?)(failed as McpProtocolException)?.ErrorCode, failed);
        }
    }
}
