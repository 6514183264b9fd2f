using System.Text.Json.Nodes;
using Tollgate.FakeStripe.Objects;
using Tollgate.FakeStripe.Wire;

namespace Tollgate.FakeStripe.Resources;

/// <summary><c>/v1/customers</c>.</summary>
internal static class Customers
{
    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("POST", "/v1/customers", (world, _, parameters) => Create(world, parameters)),
        new("GET", "/v1/customers/{id}", (world, id, _) => (JsonObject)world.Get("customer", id).DeepClone()),
    ];

    /// <summary>The customer chooses another card in the portal.</summary>
    public static JsonObject Choose(World world, string id, string card)
    {
        var customer = world.Get("customer", id);
        var before = new JsonObject { ["invoice_settings"] = customer["invoice_settings"]!.DeepClone() };
        customer["invoice_settings"] = new JsonObject { ["default_payment_method"] = card };
        world.Tell("customer.updated", customer, before);
        return (JsonObject)customer.DeepClone();
    }

    private static JsonObject Create(World world, Parameters parameters)
    {
        parameters.Only("email", "name", "description", "metadata");
        var made = world.Add("cus", "customer", new JsonObject
        {
            ["email"] = parameters["email"],
            ["name"] = parameters["name"],
            ["description"] = parameters["description"],
            ["metadata"] = parameters.Map("metadata"),
            ["invoice_settings"] = new JsonObject { ["default_payment_method"] = null },
        });
        world.Tell("customer.created", made);
        return (JsonObject)made.DeepClone();
    }
}
