using System.Text.Json.Nodes;
using Tollgate.FakeStripe.Objects;
using Tollgate.FakeStripe.Wire;

namespace Tollgate.FakeStripe.Resources;

/// <summary><c>/v1/subscriptions</c>: made and changed by a test's wish, as an operator does on the dashboard.</summary>
internal static class Subscriptions
{
    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("GET", "/v1/subscriptions/{id}", (world, id, _) => (JsonObject)world.Get("subscription", id).DeepClone()),
    ];

    public static JsonObject Make(World world, string customer, string status)
    {
        world.Get("customer", customer, "customer");
        var made = world.Add("sub", "subscription", new JsonObject { ["customer"] = customer, ["status"] = status, ["metadata"] = new JsonObject() });
        world.Tell("customer.subscription.created", made);
        return (JsonObject)made.DeepClone();
    }

    public static JsonObject Change(World world, string id, string status)
    {
        var subscription = world.Get("subscription", id);
        var before = new JsonObject { ["status"] = (string?)subscription["status"] };
        subscription["status"] = status;
        world.Tell(status == "canceled" ? "customer.subscription.deleted" : "customer.subscription.updated", subscription, before);
        return (JsonObject)subscription.DeepClone();
    }
}
