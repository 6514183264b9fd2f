using System.Collections.Concurrent;
using Tollgate.Providers.Upstream.Connections;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Providers.Upstream;

/// <summary>Finds the route to an address. Routes are known by the address object itself: callers keep theirs, and comparing addresses costs
/// more than the rest of the preparation.</summary>
internal sealed class UpstreamRoutes(PoolLimits limits)
{
    private const int Most = 1_024;

    private readonly ConcurrentDictionary<Uri, UpstreamRoute> _routes = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<Origin, ConnectionPool> _pools = new();

    /// <summary>Null for an address that cannot be called over HTTP.</summary>
    public UpstreamRoute? Find(Uri address) => _routes.TryGetValue(address, out var known) ? known : Add(address);

    /// <summary>Closes idle connections that are no longer of use.</summary>
    public void Sweep(long now)
    {
        foreach (var (_, pool) in _pools)
        {
            pool.Sweep(now);
        }
    }

    /// <summary>Closes all idle connections.</summary>
    public void Close()
    {
        foreach (var (origin, _) in _pools)
        {
            if (_pools.TryRemove(origin, out var pool))
            {
                pool.Close();
            }
        }
    }

    private UpstreamRoute? Add(Uri address)
    {
        if ((address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp) || RequestHead.For(address) is not { } head)
        {
            return null;
        }

        if (_routes.Count >= Most)
        {
            // A closed pool keeps no connection: its routes go with it.
            _routes.Clear();
            Close();
        }

        var origin = Origin.Of(address);
        return _routes.GetOrAdd(address, new UpstreamRoute(head, origin, _pools.GetOrAdd(origin, _ => new ConnectionPool(limits))));
    }
}
