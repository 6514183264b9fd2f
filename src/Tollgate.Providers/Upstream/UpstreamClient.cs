using System.Runtime.CompilerServices;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream.Connections;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Providers.Upstream;

/// <summary>Posts to providers over HTTP/1.1 and pooled connections; one per process. The walk of a call: 1. route · 2. send · 3. head;
/// its body is the reply's.</summary>
public sealed class UpstreamClient : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly Watchdog _watchdog;
    private readonly UpstreamSender _sender;
    private readonly UpstreamRoutes _routes;
    private readonly ITimer _sweeper;

    /// <summary>Makes no connection yet.</summary>
    /// <param name="options">How providers are reached.</param>
    /// <param name="time">Clock of all time limits.</param>
    public UpstreamClient(UpstreamOptions options, TimeProvider time)
        : this(options, time, new UpstreamConnector(options).ConnectAsync)
    {
    }

    internal UpstreamClient(UpstreamOptions options, TimeProvider time, Func<Origin, CancellationToken, ValueTask<Transport>> connect)
    {
        _time = time;
        _watchdog = new Watchdog(time);
        _sender = new UpstreamSender(connect, options.ConnectTimeout, _watchdog);
        _routes = new UpstreamRoutes(
            new PoolLimits(options.MostIdleConnections, options.ConnectionIdleTimeout.Ticks, options.ConnectionLifetime.Ticks));
        _sweeper = time.CreateTimer(static client => ((UpstreamClient)client!).Sweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>Sends and waits for the head of the reply.</summary>
    /// <param name="address">Full address. The same object for every call: what is known of it is found by it.</param>
    /// <param name="key">The header that carries the provider's key; null leaves it out.</param>
    /// <param name="version">A header that names the version of the provider's API; null where there is none.</param>
    /// <param name="request">What goes out and in which time.</param>
    /// <param name="cancellationToken">Ends the wait; after the head, the reply's own <see cref="ModelReply.Abort"/> does.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendOutcome> PostAsync(
        Uri address, UpstreamHeader? key, UpstreamHeader? version, ModelRequest request, CancellationToken cancellationToken)
    {
        // 1. route
        if (Refuse(address, key, cancellationToken, out var route) is { } refusal)
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
                // 2. send
                connection = await _sender.SendAsync(route!, (key, version), request, call);

                // 3. head
                (head, fault) = await UpstreamHeads.ReceiveAsync(connection);
            }

            if (fault is null)
            {
                call.SeeHead();
                return new SendOutcome(new UpstreamReply(call, connection, head, route!.Pool, _time), null);
            }

            what = fault;
        }
        catch (Exception failure) when (UpstreamFailure.NameOf(failure) is { } name)
        {
            what = name;
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

    private ProviderError? Refuse(Uri address, in UpstreamHeader? key, CancellationToken cancellationToken, out UpstreamRoute? route)
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

        return key is null || RequestHead.IsHeaderValue(key.Value.Value)
            ? null
            : new ProviderError(ProviderErrorKind.NotSent, "The provider's key has characters that no header may hold.");
    }

    private void Sweep() => _routes.Sweep(_watchdog.Measure());
}
