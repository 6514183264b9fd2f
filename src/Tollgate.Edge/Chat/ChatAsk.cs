using Microsoft.AspNetCore.Http;
using Tollgate.Doors.Bodies;

namespace Tollgate.Edge.Chat;

/// <summary>A request as it came.</summary>
/// <param name="Body">Its body, whole.</param>
/// <param name="Model">The model that its path names; null in dialects whose bodies name it.</param>
/// <param name="Stream">Whether its path asks for a stream; null in dialects whose bodies ask for it.</param>
internal readonly record struct ChatAsk(PooledBuffer Body, string? Model, bool? Stream)
{
    /// <summary>With what the route found in the path, which it leaves with the request as a <see cref="ChatPath"/>.</summary>
    public static ChatAsk Of(HttpContext context, PooledBuffer body) =>
        context.Features.Get<ChatPath>() is { } path ? new ChatAsk(body, path.Model, path.Stream) : new ChatAsk(body, null, null);
}
