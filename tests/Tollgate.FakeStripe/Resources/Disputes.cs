using System.Text.Json.Nodes;
using Tollgate.FakeStripe.Objects;

namespace Tollgate.FakeStripe.Resources;

/// <summary>Disputes: opened by owners of cards, decided by their banks.</summary>
internal static class Disputes
{
    public static JsonObject Open(World world, JsonObject charge, string status)
    {
        charge["disputed"] = true;
        var dispute = world.Add("dp", "dispute", new JsonObject
        {
            ["amount"] = (long)charge["amount"]!, ["currency"] = (string?)charge["currency"], ["charge"] = (string?)charge["id"],
            ["payment_intent"] = (string?)charge["payment_intent"], ["status"] = status, ["reason"] = "fraudulent", ["metadata"] = new JsonObject(),
        });
        world.Tell("charge.dispute.created", dispute);
        if (!status.StartsWith("warning", StringComparison.Ordinal))
        {
            world.Tell("charge.dispute.funds_withdrawn", dispute);
        }

        return (JsonObject)dispute.DeepClone();
    }

    /// <param name="status"><c>won</c> or <c>lost</c>.</param>
    public static JsonObject Close(World world, string id, string status)
    {
        var dispute = world.Get("dispute", id);
        dispute["status"] = status;
        if (status == "won")
        {
            world.Tell("charge.dispute.funds_reinstated", dispute);
        }

        world.Tell("charge.dispute.closed", dispute);
        return (JsonObject)dispute.DeepClone();
    }
}
