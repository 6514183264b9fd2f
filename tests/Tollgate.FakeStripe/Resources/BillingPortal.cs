using System.Text.Json.Nodes;
using Tollgate.FakeStripe.Objects;
using Tollgate.FakeStripe.Wire;

namespace Tollgate.FakeStripe.Resources;

/// <summary><c>/v1/billing_portal/sessions</c>.</summary>
internal static class BillingPortal
{
    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("POST", "/v1/billing_portal/sessions", (world, _, parameters) => Create(world, parameters)),
    ];

    private static JsonObject Create(World world, Parameters parameters)
    {
        parameters.Only("customer", "return_url", "configuration", "locale");
        var customer = parameters.Required("customer");
        world.Get("customer", customer, "customer");
        var page = world.Add("bps", "billing_portal.session", new JsonObject { ["customer"] = customer, ["return_url"] = parameters["return_url"] });
        page["url"] = $"{world.BaseAddress}p/session/{page["id"]}";
        return (JsonObject)page.DeepClone();
    }
}
