using System.Buffers;
using System.Runtime.CompilerServices;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream.Connections;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Providers.Upstream;

/// <summary>Posts JSON to providers over HTTP/1.1 and one pool of connections; one per process.</summary>
public sealed class UpstreamClient : IDisposable
{
    // A request up to this size leaves in one piece with its head.
    private const int OnePieceBytes = 32 * 1024;

    private const int MostInterimReplies = 8;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    private readonly UpstreamOptions _options;
    private readonly TimeProvider _time;
    private readonly Watchdog _watchdog;
    private readonly UpstreamConnector _connector;
    private readonly UpstreamRoutes _routes;
    private readonly ITimer _sweeper;

    /// <summary>Makes no connection yet.</summary>
    /// <param name="options">How providers are reached.</param>
    /// <param name="time">Clock of all time limits.</param>
    public UpstreamClient(UpstreamOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _watchdog = new Watchdog(time);
        _connector = new UpstreamConnector(options);
        _routes = new UpstreamRoutes(
            new PoolLimits(options.MostIdleConnections, options.ConnectionIdleTimeout.Ticks, options.ConnectionLifetime.Ticks));
        _sweeper = time.CreateTimer(
            static client => ((UpstreamClient)client!).Sweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>Sends and waits for the head of the reply.</summary>
    /// <param name="address">Full address. The same object for every call: what is known of it is found by it.</param>
    /// <param name="authorization">Value of <c>Authorization</c>; null leaves it out.</param>
    /// <param name="request">What goes out and in which time.</param>
    /// <param name="cancellationToken">Ends the wait; after the head, the reply's own <see cref="ModelReply.Abort"/> does.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendOutcome> PostAsync(
        Uri address, string? authorization, ModelRequest request, CancellationToken cancellationToken)
    {
        if (Refuse(address, authorization, cancellationToken, out var route) is { } refusal)
        {
            return new SendOutcome(null, refusal);
        }

        var call = new UpstreamCall(_watchdog, request.Target);
        Connection? connection = null;
        string what;
        try
        {
            ReplyHead head;
            string? fault;
            using (cancellationToken.UnsafeRegister(static c => ((UpstreamCall)c!).Cancel(), call))
            {
                connection = await SendAsync(route!, authorization, request.Body, call);
                (head, fault) = await ReadHeadAsync(connection);
            }

            if ((fault ?? Unreadable(head)) is not { } reason)
            {
                call.SeeHead();
                return new SendOutcome(new UpstreamReply(call, connection, head, route!.Pool, _time), null);
            }

            what = reason;
        }
        catch (Exception failure) when (UpstreamFailure.Is(failure))
        {
            what = UpstreamFailure.Describe(failure);
        }

        connection?.Close();
        call.Dispose();
        return new SendOutcome(null, call.Explain(what));
    }

    public void Dispose()
    {
        _sweeper.Dispose();
        _routes.Close();
        _watchdog.Dispose();
    }

    private ProviderError? Refuse(Uri address, string? authorization, CancellationToken cancellationToken, out UpstreamRoute? route)
    {
        route = null;
        if (cancellationToken.IsCancellationRequested)
        {
            return new ProviderError(ProviderErrorKind.CancelledUnsent, "The call was cancelled before it was sent.");
        }

        route = _routes.Find(address);
        if (route is null)
        {
            return new ProviderError(ProviderErrorKind.NotSent, "The provider's address is not an http address.");
        }

        return authorization is null || RequestHead.IsHeaderValue(authorization)
            ? null
            : new ProviderError(ProviderErrorKind.NotSent, "The provider's key has characters that no header may hold.");
    }

    // The whole request, on an idle connection or a new one.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Connection> SendAsync(UpstreamRoute route, string? authorization, ReadOnlyMemory<byte> body, UpstreamCall call)
    {
        var inOnePiece = Math.Min(body.Length, OnePieceBytes);
        var first = ArrayPool<byte>.Shared.Rent(route.Head.MostBytes(authorization) + inOnePiece);
        try
        {
            var length = route.Head.Write(first, authorization, body.Length);
            body.Span[..inOnePiece].CopyTo(first.AsSpan(length));
            var pieces = (First: first.AsMemory(0, length + inOnePiece), Later: body[inOnePiece..]);
            if (route.Pool.TryTake(_watchdog.Now) is { } idle)
            {
                try
                {
                    await SendAsync(idle, pieces.First, pieces.Later, call);
                    return idle;
                }
                catch (Exception failure) when (UpstreamFailure.Is(failure) && !call.HasEnded)
                {
                    // The other side had closed it. Of a request that did not leave whole nothing can have been done: it may go again.
                }
            }

            var made = new Connection(await _connector.ConnectAsync(route.Origin, call.StartConnecting(_options.ConnectTimeout)), _watchdog.Now);
            await SendAsync(made, pieces.First, pieces.Later, call);
            return made;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(first);
        }
    }

    private static async ValueTask SendAsync(Connection connection, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> rest, UpstreamCall call)
    {
        var sent = false;
        try
        {
            call.StartSending(connection.Transport);
            await connection.Transport.SendAsync(first);
            if (rest.Length > 0)
            {
                await connection.Transport.SendAsync(rest);
            }

            call.SeeSent();
            sent = true;
        }
        finally
        {
            if (!sent)
            {
                connection.Close();
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<(ReplyHead Head, string? Fault)> ReadHeadAsync(Connection connection)
    {
        var searched = 0;
        var interim = 0;
        while (true)
        {
            var fault = ReplyHeadReader.TryRead(connection.Received, searched, out var head, out var length);
            searched = connection.Received.Length;
            if (fault is not null)
            {
                return (head, fault);
            }

            if (length == 0)
            {
                var received = await connection.ReceiveAsync();
                if (received == 0)
                {
                    return (head, "it was closed before a reply");
                }

                connection.Take(received);
                continue;
            }

            connection.Consume(length);
            if (head.Status is >= 200 or 101)
            {
                return (head, null);
            }

            // 100 Continue and its like stand before the reply.
            searched = 0;
            if (++interim > MostInterimReplies)
            {
                return (head, "too many interim replies");
            }
        }
    }

    private static string? Unreadable(in ReplyHead head) => head switch
    {
        { Status: < 200 or 204 or 205 or 304 } => "the reply's status is one without a body",

        // A compressed reply would hide its usage, and may grow without bound.
        { IsEncoded: true } => "the reply is in an encoding that was not asked for",
        _ => null,
    };

    private void Sweep() => _routes.Sweep(_watchdog.Measure());
}
