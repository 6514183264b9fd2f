using Tollgate.FakeStripe.Wire;

namespace Tollgate.FakeStripe.Resources;

/// <summary><c>/v1/events</c>.</summary>
internal static class EventList
{
    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("GET", "/v1/events", (world, _, parameters) => world.List(
            "event", "/v1/events", parameters, each => parameters["type"] is not { } type || (string?)each["type"] == type)),
    ];
}
