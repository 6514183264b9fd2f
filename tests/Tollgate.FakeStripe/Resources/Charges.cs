using System.Text.Json.Nodes;
using Tollgate.FakeStripe.Objects;
using Tollgate.FakeStripe.Wire;

namespace Tollgate.FakeStripe.Resources;

/// <summary>What a bank says to a payment.</summary>
internal static class Charges
{
    private const string Authentication = "authentication_required";

    /// <summary>Tries to charge: the intent is changed, the news told, and a decline thrown.</summary>
    public static void Try(World world, JsonObject intent, JsonObject card, bool offSession, string? returnUrl)
    {
        var behaviour = CardNumbers.Find((string)card["_number"]!)!;
        intent["next_action"] = null;
        if (behaviour.AlwaysAsks || (behaviour.AsksOnce && !(bool)card["_owner_was_there"]!))
        {
            if (offSession)
            {
                throw Decline(world, intent, card, (Authentication, Authentication, "Your card was declined. This transaction requires authentication."));
            }

            intent["status"] = "requires_action";
            intent["next_action"] = new JsonObject
            {
                ["type"] = "redirect_to_url",
                ["redirect_to_url"] = new JsonObject { ["url"] = $"{world.BaseAddress}authenticate/{intent["id"]}", ["return_url"] = returnUrl },
            };
            world.Tell("payment_intent.requires_action", intent);
            return;
        }

        if (behaviour.Code is { } code)
        {
            throw Decline(world, intent, card, (code, behaviour.DeclineCode, behaviour.Message!));
        }

        Succeed(world, intent, behaviour);
    }

    /// <summary>The owner did, or did not, confirm.</summary>
    public static void Authenticate(World world, JsonObject intent, bool confirmed)
    {
        var card = world.Get("payment_method", (string)intent["payment_method"]!);
        intent["next_action"] = null;
        if (confirmed)
        {
            Succeed(world, intent, CardNumbers.Find((string)card["_number"]!)!);
        }
        else
        {
            Decline(world, intent, card, ("payment_intent_authentication_failure", null, "The owner did not confirm the payment."));
        }
    }

    private static void Succeed(World world, JsonObject intent, CardBehaviour behaviour)
    {
        var charge = Make(world, intent, "succeeded", null);
        charge["receipt_url"] = $"{world.BaseAddress}receipts/{charge["id"]}";
        intent["status"] = "succeeded";
        intent["last_payment_error"] = null;
        intent["amount_received"] = (long)intent["amount"]!;
        world.Tell("charge.succeeded", charge);
        world.Tell("payment_intent.succeeded", intent);
        if (behaviour.Dispute is { } status)
        {
            Disputes.Open(world, charge, status);
        }
    }

    private static Refusal Decline(World world, JsonObject intent, JsonObject card, (string Code, string? DeclineCode, string Message) why)
    {
        var charge = Make(world, intent, "failed", why.Code);
        intent["status"] = "requires_payment_method";
        intent["payment_method"] = null;
        var error = new JsonObject
        {
            ["type"] = "card_error", ["code"] = why.Code, ["decline_code"] = why.DeclineCode, ["message"] = why.Message,
            ["charge"] = (string?)charge["id"], ["payment_method"] = Cards.Show(card),
        };
        intent["last_payment_error"] = error.DeepClone();
        world.Tell("charge.failed", charge);
        world.Tell("payment_intent.payment_failed", intent);
        error["payment_intent"] = intent.DeepClone();
        return Refusal.Card(error);
    }

    private static JsonObject Make(World world, JsonObject intent, string status, string? code)
    {
        var charge = world.Add("ch", "charge", new JsonObject
        {
            ["amount"] = (long)intent["amount"]!, ["amount_refunded"] = 0L, ["currency"] = (string?)intent["currency"], ["customer"] = (string?)intent["customer"],
            ["payment_intent"] = (string?)intent["id"], ["payment_method"] = (string?)intent["payment_method"], ["status"] = status,
            ["paid"] = status == "succeeded", ["disputed"] = false, ["refunded"] = false, ["failure_code"] = code, ["receipt_url"] = null,
            ["metadata"] = intent["metadata"]!.DeepClone(),
        });
        intent["latest_charge"] = (string?)charge["id"];
        return charge;
    }
}
