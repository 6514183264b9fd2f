using Microsoft.AspNetCore.Http;
using Tollgate.Dialects.Json;
using Tollgate.Doors.Bodies;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Walk;

/// <summary>A request as it came.</summary>
/// <param name="Body">Its body, whole.</param>
/// <param name="Model">The model that its path names; null in dialects whose bodies name it.</param>
/// <param name="Stream">Whether its path asks for a stream; null in dialects whose bodies ask for it.</param>
internal readonly record struct CallAsk(PooledBuffer Body, string? Model, bool? Stream)
{
    private const int MostModelCharacters = 256;

    /// <summary>With what the route found in the path, which it leaves with the request as a <see cref="CallPath"/>.</summary>
    public static CallAsk Of(HttpContext context, PooledBuffer body) =>
        context.Features.Get<CallPath>() is { } path ? new CallAsk(body, path.Model, path.Stream) : new CallAsk(body, null, null);

    /// <summary>The model of a path, where it is one that can be asked for.</summary>
    public bool TryTakeModel(CallFacts facts, out DialectFault fault)
    {
        var model = Model ?? "";
        if (model.Length is 0 or > MostModelCharacters || model.AsSpan().ContainsAnyInRange('\0', '\x1f'))
        {
            fault = new DialectFault("model", "The path must name a model in at most 256 characters, without control characters.");
            return false;
        }

        facts.Model = model;
        fault = default;
        return true;
    }
}
