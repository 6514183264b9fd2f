using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tollgate.FakeStripe.Events;
using Tollgate.FakeStripe.Objects;
using Tollgate.FakeStripe.Resources;
using Tollgate.FakeStripe.Wire;

namespace Tollgate.FakeStripe;

/// <summary>What a test does that no caller of the API can: what customers, banks, operators and networks do.</summary>
internal sealed class Control(World world, FrontDoor frontDoor)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var wish = HttpMethods.IsGet(context.Request.Method) ? [] : (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        string reply;
        try
        {
            JsonNode answer;
            lock (world.Gate)
            {
                answer = Do(context.Request.Path.Value!["/control/".Length..], wish);
            }

            reply = answer.ToJsonString();
        }
        catch (Refusal refusal)
        {
            context.Response.StatusCode = refusal.Status;
            reply = refusal.Body;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(reply);
    }

    private JsonNode Do(string what, JsonObject wish)
    {
        switch (what)
        {
            case "webhook":
                world.Outbox.Address(new Uri(Text(wish, "url")), [.. wish["secrets"]!.AsArray().Select(secret => (string)secret!)]);
                return new JsonObject();
            case "outbox":
                world.Outbox.Switch(Enum.Parse<OutboxMode>(Text(wish, "mode")));
                return new JsonObject();
            case "release":
                world.Outbox.Release((bool?)wish["reversed"] ?? false, (int?)wish["times"] ?? 1);
                return new JsonObject();
            case "deliveries":
                var (taken, refused) = world.Outbox.Counts;
                return new JsonObject { ["taken"] = taken, ["refused"] = refused };
            case "fault":
                frontDoor.Break(new Fault(Text(wish, "path"), Enum.Parse<FaultKind>(Text(wish, "kind"))) { Left = (int?)wish["times"] ?? 1 });
                return new JsonObject();
            case "requests":
                return frontDoor.Seen;
            case "card":
                return Cards.Show(Cards.Save(world, Text(wish, "customer"), Text(wish, "number"), (bool?)wish["owner_was_there"] ?? false));
            case "choose":
                return Customers.Choose(world, Text(wish, "customer"), Text(wish, "card"));
            case "complete":
                return CheckoutSessions.Complete(world, Text(wish, "page"), Text(wish, "number"));
            case "expire":
                return CheckoutSessions.Expire(world, Text(wish, "page"));
            case "authenticate":
                Charges.Authenticate(world, world.Get("payment_intent", Text(wish, "payment")), (bool)wish["confirmed"]!);
                return new JsonObject();
            case "dispute":
                var intent = world.Get("payment_intent", Text(wish, "payment"));
                return Disputes.Open(world, world.Get("charge", (string)intent["latest_charge"]!), (string?)wish["status"] ?? "needs_response");
            case "dispute/close":
                return Disputes.Close(world, Text(wish, "dispute"), Text(wish, "status"));
            case "refund/fail":
                return Refunds.Fail(world, Text(wish, "refund"));
            case "subscription":
                return Subscriptions.Make(world, Text(wish, "customer"), Text(wish, "status"));
            case "subscription/change":
                return Subscriptions.Change(world, Text(wish, "subscription"), Text(wish, "status"));
            case "intents":
                return new JsonArray([.. world.All("payment_intent").Select(world.Expand)]);
            case "event":
                // An event of any content, rightly signed: for what should never come.
                world.Outbox.Put(wish.ToJsonString());
                return new JsonObject();
            default:
                throw Refusal.Invalid($"No such wish: {what}");
        }
    }

    private static string Text(JsonObject wish, string name) => (string?)wish[name] ?? throw Refusal.Invalid($"{name} is missing.", name);
}
