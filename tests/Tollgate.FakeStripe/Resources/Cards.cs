using System.Text.Json.Nodes;
using Tollgate.FakeStripe.Objects;
using Tollgate.FakeStripe.Wire;

namespace Tollgate.FakeStripe.Resources;

/// <summary><c>/v1/payment_methods</c>: cards, which come to be on pages and by a test's wish.</summary>
internal static class Cards
{
    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("GET", "/v1/payment_methods/{id}", (world, id, _) => Show(world.Get("payment_method", id))),
        new("POST", "/v1/payment_methods/{id}/detach", (world, id, _) => Detach(world, id)),
    ];

    /// <summary>Saves a card with a customer.</summary>
    /// <param name="ownerWasThere">Whether its owner confirmed the saving.</param>
    public static JsonObject Save(World world, string customer, string number, bool ownerWasThere)
    {
        var card = world.Add("pm", "payment_method", new JsonObject
        {
            ["type"] = "card",
            ["customer"] = customer,
            ["metadata"] = new JsonObject(),
            ["card"] = new JsonObject
            {
                ["brand"] = CardNumbers.Brand(number), ["last4"] = number[^4..], ["exp_month"] = 12, ["exp_year"] = 2040, ["funding"] = "credit",
            },
            ["_number"] = number,
            ["_owner_was_there"] = ownerWasThere,
        });
        world.Tell("payment_method.attached", Show(card));
        return card;
    }

    /// <summary>What is shown of it: the number is not.</summary>
    public static JsonObject Show(JsonObject card)
    {
        var shown = (JsonObject)card.DeepClone();
        shown.Remove("_number");
        shown.Remove("_owner_was_there");
        return shown;
    }

    private static JsonObject Detach(World world, string id)
    {
        var card = world.Get("payment_method", id);
        var before = new JsonObject { ["customer"] = (string?)card["customer"] };
        card["customer"] = null;
        world.Tell("payment_method.detached", Show(card), before);
        return Show(card);
    }
}
