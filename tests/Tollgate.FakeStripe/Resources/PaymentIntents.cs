using System.Text.Json.Nodes;
using Tollgate.FakeStripe.Objects;
using Tollgate.FakeStripe.Wire;

namespace Tollgate.FakeStripe.Resources;

/// <summary><c>/v1/payment_intents</c>.</summary>
internal static class PaymentIntents
{
    private const string Kind = "payment_intent";

    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("POST", "/v1/payment_intents", (world, _, parameters) => Create(world, parameters)),
        new("GET", "/v1/payment_intents", (world, _, parameters) => List(world, parameters)),
        new("GET", "/v1/payment_intents/{id}", (world, id, parameters) => Show(world, world.Get(Kind, id), parameters)),
        new("POST", "/v1/payment_intents/{id}/confirm", Confirm),
        new("POST", "/v1/payment_intents/{id}/cancel", (world, id, _) => Cancel(world, id)),
    ];

    /// <summary>Makes one that waits for its confirmation.</summary>
    public static JsonObject Make(World world, long amount, string currency, string? customer, (string? Description, JsonObject Metadata) about)
    {
        if (currency == "usd" && amount < 50)
        {
            throw Refusal.Invalid("Amount must be at least $0.50 usd", "amount", "amount_too_small");
        }

        var intent = world.Add("pi", Kind, new JsonObject
        {
            ["amount"] = amount, ["amount_received"] = 0, ["currency"] = currency, ["customer"] = customer, ["description"] = about.Description,
            ["metadata"] = about.Metadata, ["status"] = "requires_payment_method", ["payment_method"] = null, ["latest_charge"] = null,
            ["last_payment_error"] = null, ["next_action"] = null, ["cancellation_reason"] = null,
        });
        world.Tell("payment_intent.created", intent);
        return intent;
    }

    private static JsonObject Create(World world, Parameters parameters)
    {
        parameters.Only("amount", "currency", "customer", "payment_method", "payment_method_types", "confirm", "off_session", "description", "metadata",
            "return_url", "setup_future_usage", "receipt_email");
        parameters.Required("amount");
        var amount = parameters.Number("amount")!.Value;
        var currency = parameters.Required("currency");
        var confirm = parameters.Flag("confirm");
        if (!confirm && (parameters["off_session"] is not null || parameters["return_url"] is not null))
        {
            throw Refusal.Invalid("That is for a payment that is confirmed.", parameters["off_session"] is null ? "return_url" : "off_session");
        }

        if (parameters["customer"] is { } customer)
        {
            world.Get("customer", customer, "customer");
        }

        var card = parameters["payment_method"] is { } name ? Card(world, name, parameters["customer"]) : null;
        if (confirm && card is null)
        {
            throw Refusal.Invalid("A payment that is confirmed needs a payment method.", "payment_method", "payment_intent_unexpected_state");
        }

        if (confirm && parameters["payment_method_types[0]"] is null && parameters["return_url"] is null)
        {
            throw Refusal.Invalid("With automatic payment methods a return_url is needed.", "return_url");
        }

        var intent = Make(world, amount, currency, parameters["customer"], (parameters["description"], parameters.Map("metadata")));
        intent["payment_method"] = (string?)card?["id"];
        intent["status"] = card is null ? "requires_payment_method" : "requires_confirmation";
        if (confirm)
        {
            Charges.Try(world, intent, card!, parameters.Flag("off_session"), parameters["return_url"]);
        }

        return Show(world, intent, parameters);
    }

    private static JsonObject Confirm(World world, string id, Parameters parameters)
    {
        parameters.Only("payment_method", "off_session", "return_url", "payment_method_types");
        var intent = world.Get(Kind, id);
        if ((string?)intent["status"] is not ("requires_payment_method" or "requires_confirmation" or "requires_action"))
        {
            throw Wrong(intent, "confirmed");
        }

        var name = parameters["payment_method"] ?? (string?)intent["payment_method"];
        if (name is null)
        {
            throw Refusal.Invalid("There is no payment method to confirm with.", null, "payment_intent_unexpected_state");
        }

        var card = Card(world, name, (string?)intent["customer"]);
        intent["payment_method"] = name;
        Charges.Try(world, intent, card, parameters.Flag("off_session"), parameters["return_url"]);
        return Show(world, intent, parameters);
    }

    private static JsonObject Cancel(World world, string id)
    {
        var intent = world.Get(Kind, id);
        if ((string?)intent["status"] is "succeeded" or "canceled")
        {
            throw Wrong(intent, "canceled");
        }

        intent["status"] = "canceled";
        intent["cancellation_reason"] = "requested_by_customer";
        intent["next_action"] = null;
        world.Tell("payment_intent.canceled", intent);
        return (JsonObject)intent.DeepClone();
    }

    private static JsonObject List(World world, Parameters parameters)
    {
        parameters.Only("customer", "created", "limit", "starting_after", "ending_before");
        return world.List(Kind, "/v1/payment_intents", parameters, each => parameters["customer"] is not { } customer || (string?)each["customer"] == customer);
    }

    private static JsonObject Show(World world, JsonObject intent, Parameters parameters) =>
        parameters.Expands("latest_charge") ? world.Expand(intent) : (JsonObject)intent.DeepClone();

    private static JsonObject Card(World world, string name, string? customer)
    {
        var card = world.Get("payment_method", name, "payment_method");
        return (string?)card["customer"] == customer
            ? card
            : throw Refusal.Invalid("The payment method belongs to another customer.", "payment_method");
    }

    private static Refusal Wrong(JsonObject intent, string verb) =>
        Refusal.Invalid($"This payment cannot be {verb}: it is {intent["status"]}.", null, "payment_intent_unexpected_state");
}
