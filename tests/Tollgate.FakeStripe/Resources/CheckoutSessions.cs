using System.Text.Json.Nodes;
using Tollgate.FakeStripe.Objects;
using Tollgate.FakeStripe.Wire;

namespace Tollgate.FakeStripe.Resources;

/// <summary><c>/v1/checkout/sessions</c>: pages where a card is entered.</summary>
internal static class CheckoutSessions
{
    private const string Kind = "checkout.session";

    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("POST", "/v1/checkout/sessions", (world, _, parameters) => Create(world, parameters)),
        new("GET", "/v1/checkout/sessions/{id}", (world, id, _) => Show(world.Get(Kind, id))),
        new("POST", "/v1/checkout/sessions/{id}/expire", (world, id, _) => Expire(world, id)),
    ];

    /// <summary>The customer enters a card.</summary>
    public static JsonObject Complete(World world, string id, string number)
    {
        var page = world.Get(Kind, id);
        if ((string?)page["status"] != "open")
        {
            throw Refusal.Invalid("The page is no longer open.");
        }

        var customer = (string)page["customer"]!;
        var card = Cards.Save(world, customer, number, ownerWasThere: true);
        if ((string?)page["mode"] == "payment")
        {
            var about = ((string?)page["_description"], (JsonObject)page["_intent_metadata"]!.DeepClone());
            var intent = PaymentIntents.Make(world, (long)page["amount_total"]!, (string)page["currency"]!, customer, about);
            intent["payment_method"] = (string?)card["id"];
            intent["setup_future_usage"] = (string?)page["_future"];
            page["payment_intent"] = (string?)intent["id"];
            Charges.Try(world, intent, card, offSession: false, null);
            page["payment_status"] = (string?)intent["status"] == "succeeded" ? "paid" : "unpaid";
        }
        else
        {
            var setup = world.Add("seti", "setup_intent", new JsonObject
            {
                ["customer"] = customer, ["payment_method"] = (string?)card["id"], ["status"] = "succeeded", ["usage"] = "off_session",
                ["metadata"] = page["_setup_metadata"]!.DeepClone(),
            });
            page["setup_intent"] = (string?)setup["id"];
            page["payment_status"] = "no_payment_required";
            world.Tell("setup_intent.succeeded", setup);
        }

        page["status"] = "complete";
        world.Tell("checkout.session.completed", Show(page));
        return Show(page);
    }

    /// <summary>Nobody used it in time.</summary>
    public static JsonObject Expire(World world, string id)
    {
        var page = world.Get(Kind, id);
        page["status"] = "expired";
        world.Tell("checkout.session.expired", Show(page));
        return Show(page);
    }

    private static JsonObject Create(World world, Parameters parameters)
    {
        parameters.Only("mode", "customer", "client_reference_id", "payment_method_types", "success_url", "cancel_url", "metadata", "setup_intent_data",
            "adaptive_pricing", "line_items", "payment_intent_data", "currency", "expires_at");
        var mode = parameters.Required("mode");
        parameters.Required("success_url");
        var customer = parameters.Required("customer");
        world.Get("customer", customer, "customer");
        var pays = mode switch
        {
            "payment" => true,
            "setup" => false,
            _ => throw Refusal.Invalid("Invalid mode.", "mode"),
        };
        if (pays != parameters["line_items[0][quantity]"] is not null || (!pays && parameters.Map("adaptive_pricing").Count > 0))
        {
            throw Refusal.Invalid("Line items are for pages that pay, and only for them.", "line_items");
        }

        const string price = "line_items[0][price_data]";
        long? amount = null;
        if (pays)
        {
            parameters.Required(price + "[product_data][name]");
            parameters.Required(price + "[unit_amount]");
            amount = parameters.Number(price + "[unit_amount]") * parameters.Number("line_items[0][quantity]");
        }

        var page = world.Add("cs_test", Kind, new JsonObject
        {
            ["mode"] = mode, ["customer"] = customer, ["client_reference_id"] = parameters["client_reference_id"], ["status"] = "open",
            ["payment_status"] = pays ? "unpaid" : "no_payment_required", ["amount_total"] = amount,
            ["currency"] = pays ? parameters.Required(price + "[currency]") : null, ["payment_intent"] = null, ["setup_intent"] = null,
            ["metadata"] = parameters.Map("metadata"), ["expires_at"] = World.Now + 86_400, ["success_url"] = parameters["success_url"],
            ["_intent_metadata"] = parameters.Map("payment_intent_data[metadata]"), ["_setup_metadata"] = parameters.Map("setup_intent_data[metadata]"),
            ["_description"] = parameters["payment_intent_data[description]"], ["_future"] = parameters["payment_intent_data[setup_future_usage]"],
        });
        page["url"] = $"{world.BaseAddress}c/pay/{page["id"]}";
        return Show(page);
    }

    private static JsonObject Show(JsonObject page)
    {
        var shown = (JsonObject)page.DeepClone();
        foreach (var hidden in shown.Select(field => field.Key).Where(name => name[0] == '_').ToList())
        {
            shown.Remove(hidden);
        }

        return shown;
    }
}
