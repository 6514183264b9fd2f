using Microsoft.AspNetCore.Http;
using Tollgate.Doors.Bodies;

namespace Tollgate.Edge.Walk;

/// <summary>A request as it came.</summary>
/// <param name="Body">Its body, whole.</param>
/// <param name="Model">The model that its path names; null in dialects whose bodies name it.</param>
/// <param name="Stream">Whether its path asks for a stream; null in dialects whose bodies ask for it.</param>
internal readonly record struct CallAsk(PooledBuffer Body, string? Model, bool? Stream)
{
    /// <summary>With what the route found in the path, which it leaves with the request as a <see cref="CallPath"/>.</summary>
    public static CallAsk Of(HttpContext context, PooledBuffer body) =>
        context.Features.Get<CallPath>() is { } path ? new CallAsk(body, path.Model, path.Stream) : new CallAsk(body, null, null);
}
