using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Tollgate.Testing;

/// <summary>A provider on loopback whose replies are written byte by byte by the test. Each request takes the next script of the queue, or
/// <see cref="Default"/> when it is empty.</summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Func<FakeExchange, Task>> _scripts = new();
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly ConcurrentQueue<FakeExchange> _exchanges = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Task _accepting;
    private int _connections;
    private int _taken;

    public FakeUpstream()
    {
        _listener.Start(1_024);
        BaseUrl = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");
        _accepting = AcceptAsync();
    }

    /// <summary>Base address as a provider's <c>base_url</c>, <c>/v1</c> included.</summary>
    public Uri BaseUrl { get; }

    /// <summary>What a request gets when nothing is queued; one token in and one out at first.</summary>
    public Func<FakeExchange, Task> Default { get; set; } = exchange => exchange.SendPlainAsync(FakeReplies.Completion(1, 1));

    /// <summary>All requests so far, in the order they came.</summary>
    public IReadOnlyCollection<FakeRequest> Requests => _requests;

    /// <summary>Number of requests so far.</summary>
    public int Count => _requests.Count;

    /// <summary>Number of connections made so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The exchanges so far, in the order they came.</summary>
    public IReadOnlyCollection<FakeExchange> Exchanges => _exchanges;

    /// <summary>Queues any behaviour.</summary>
    public FakeUpstream Script(Func<FakeExchange, Task> script)
    {
        _scripts.Enqueue(script);
        return this;
    }

    /// <summary>Queues a JSON reply with its length told.</summary>
    public FakeUpstream ReplyPlain(string json, int status = 200, string headers = "") =>
        Script(exchange => exchange.SendPlainAsync(json, status, headers));

    /// <summary>Queues a chunked event stream; each string is one write and one chunk.</summary>
    public FakeUpstream ReplyStream(params string[] events) => Script(async exchange =>
    {
        await exchange.SendStreamHeadAsync();
        foreach (var text in events)
        {
            await exchange.SendChunkAsync(text);
        }

        await exchange.EndChunksAsync();
    });

    /// <summary>Queues bytes as they are, head included; then the connection is closed.</summary>
    public FakeUpstream ReplyRaw(string bytes) => Script(async exchange =>
    {
        await exchange.SendAsync(bytes);
        exchange.Close();
    });

    /// <summary>Queues silence until the client goes.</summary>
    public FakeUpstream Hang() => Script(exchange => exchange.ClientClosed);

    /// <summary>Queues a reply of which only the first <paramref name="bytes"/> bytes, head included, are sent; then the connection is closed.</summary>
    public FakeUpstream CloseAfter(int bytes, string wholeReply) => Script(async exchange =>
    {
        await exchange.SendAsync(wholeReply[..bytes]);
        exchange.Close();
    });

    /// <summary>The same with a reset instead of a close.</summary>
    public FakeUpstream ResetAfter(int bytes, string wholeReply) => Script(async exchange =>
    {
        await exchange.SendAsync(wholeReply[..bytes]);
        exchange.Reset();
    });

    /// <summary>Waits for the next request not yet waited for.</summary>
    public async Task<FakeExchange> NextAsync()
    {
        if (!await _arrived.WaitAsync(TimeSpan.FromSeconds(30)))
        {
            throw new TimeoutException("No request came within 30 s.");
        }

        _taken++;
        return _exchanges.ElementAt(_taken - 1);
    }

    /// <summary>Stops listening and closes all connections; harmless when done already.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        _listener.Stop();
        foreach (var socket in _sockets.Keys)
        {
            socket.Dispose();
        }

        await _accepting;
        _stop.Dispose();
        _arrived.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                Interlocked.Increment(ref _connections);
                _sockets[socket] = true;
                _ = ServeAsync(socket);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var connection = new FakeConnection(socket);
        try
        {
            while (await connection.ReadRequestAsync() is { } request)
            {
                var exchange = new FakeExchange(request, connection);
                _requests.Enqueue(request);
                _exchanges.Enqueue(exchange);
                _arrived.Release();
                await (_scripts.TryDequeue(out var script) ? script : Default)(exchange);
                if (connection.IsClosed)
                {
                    break;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException)
        {
            // The client went away or the test is over.
        }

        connection.MarkClosed();
        _sockets.TryRemove(socket, out _);
        socket.Dispose();
    }
}
