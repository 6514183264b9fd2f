using System.Text.Json.Nodes;
using Tollgate.FakeStripe.Objects;
using Tollgate.FakeStripe.Wire;

namespace Tollgate.FakeStripe.Resources;

/// <summary><c>/v1/refunds</c>.</summary>
internal static class Refunds
{
    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("POST", "/v1/refunds", (world, _, parameters) => Create(world, parameters)),
        new("GET", "/v1/refunds/{id}", (world, id, _) => (JsonObject)world.Get("refund", id).DeepClone()),
    ];

    /// <summary>It did not reach the customer after all.</summary>
    public static JsonObject Fail(World world, string id)
    {
        var refund = world.Get("refund", id);
        refund["status"] = "failed";
        refund["failure_reason"] = "lost_or_stolen_card";
        var charge = world.Get("charge", (string)refund["charge"]!);
        charge["amount_refunded"] = (long)charge["amount_refunded"]! - (long)refund["amount"]!;
        world.Tell("refund.failed", refund);
        return (JsonObject)refund.DeepClone();
    }

    private static JsonObject Create(World world, Parameters parameters)
    {
        parameters.Only("payment_intent", "charge", "amount", "metadata", "reason");
        var intent = world.Get("payment_intent", parameters.Required("payment_intent"), "payment_intent");
        if ((string?)intent["status"] != "succeeded")
        {
            throw Refusal.Invalid("The payment was not made.", "payment_intent", "payment_intent_unexpected_state");
        }

        var charge = world.Get("charge", (string)intent["latest_charge"]!);
        if ((bool)charge["disputed"]!)
        {
            throw Refusal.Invalid("The charge is disputed.", null, "charge_disputed");
        }

        var left = (long)charge["amount"]! - (long)charge["amount_refunded"]!;
        var amount = parameters.Number("amount") ?? left;
        if (left == 0)
        {
            throw Refusal.Invalid("The charge is refunded already.", null, "charge_already_refunded");
        }

        if (amount < 1 || amount > left)
        {
            throw Refusal.Invalid("The refund is greater than what is left of the charge.", "amount");
        }

        var refund = world.Add("re", "refund", new JsonObject
        {
            ["amount"] = amount, ["currency"] = (string?)charge["currency"], ["charge"] = (string?)charge["id"], ["payment_intent"] = (string?)intent["id"],
            ["status"] = "succeeded", ["reason"] = parameters["reason"], ["metadata"] = parameters.Map("metadata"),
        });
        charge["amount_refunded"] = (long)charge["amount_refunded"]! + amount;
        charge["refunded"] = amount == left;
        world.Tell("refund.created", refund);
        world.Tell("charge.refunded", charge);
        return (JsonObject)refund.DeepClone();
    }
}
