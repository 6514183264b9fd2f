using Tollgate.Providers.Upstream.Connections;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Providers.Upstream;

/// <summary>All that is known beforehand of a call to one address.</summary>
internal sealed record UpstreamRoute(RequestHead Head, Origin Origin, ConnectionPool Pool);
