using System.Net;
using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Payments;

/// <summary>What goes wrong between a gateway and Stripe: one charge, one credit.</summary>
public sealed class PaymentFaultTests
{
    private const string Charges = "/v1/payment_intents";

    [Theory]
    [InlineData("BreakAfter", "Send")]
    [InlineData("BreakAfter", "Drop")]
    [InlineData("ErrorAfter", "Drop")]
    [InlineData("Html", "Double")]
    [InlineData("Limit", "Double")]
    public async Task Buy_AnswerLost_IsCreditedOnceByWhicheverTellsFirst(string fault, string outbox)
    {
        await using var scene = await PaymentScene.StartAsync();
        await scene.BuyOnAPageAsync();
        await scene.Stripe.WishAsync("outbox", new JsonObject { ["mode"] = outbox });
        await scene.Stripe.FaultAsync(Charges, fault);

        var (status, reply) = await scene.CallAsync("buy_tokens", """{"amount_usd":25}""");

        status.ShouldBe(HttpStatusCode.OK, reply.ToJsonString());
        (await scene.BalanceAsync(5_100)).ShouldBe(5_100);
        (await scene.PaidAsync()).Count.ShouldBe(2);
        (await scene.CallAsync("list_invoices")).Reply["invoices"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Buy_EventsDoubledAndInReverse_IsCreditedOnce()
    {
        await using var scene = await PaymentScene.StartAsync();
        await scene.BuyOnAPageAsync();
        await scene.Stripe.WishAsync("outbox", new JsonObject { ["mode"] = "Hold" });
        await scene.CallAsync("buy_tokens", """{"amount_usd":25}""");
        var payment = (await scene.PaidAsync())[^1];
        await scene.DashboardAsync("v1/refunds", new() { ["payment_intent"] = payment, ["amount"] = "500" });
        var before = (int)(await scene.Stripe.WishAsync("deliveries"))["taken"]!;

        await scene.Stripe.WishAsync("release", new JsonObject { ["reversed"] = true, ["times"] = 3 });

        (await scene.BalanceAsync(4_600)).ShouldBe(4_600);
        await Eventually.GetAsync(async () => (int)(await scene.Stripe.WishAsync("deliveries"))["taken"]! - before, taken => taken >= 15);
        (await scene.BalanceAsync()).ShouldBe(4_600);
    }

    [Fact]
    public async Task Gateway_KilledWhileItCharges_FindsTheChargeAfterItsRestart()
    {
        await using var scene = await PaymentScene.StartAsync();
        await scene.BuyOnAPageAsync();
        await scene.Stripe.WishAsync("outbox", new JsonObject { ["mode"] = "Drop" });
        await scene.Stripe.FaultAsync(Charges, "HangAfter");
        var buying = scene.CallAsync("buy_tokens", """{"amount_usd":25}""");
        await Eventually.GetAsync(scene.PaidAsync, paid => paid.Count == 2);

        await scene.Gateway.KillAsync();
        await Should.ThrowAsync<HttpRequestException>(buying);
        await scene.StartGatewayAsync();

        (await scene.BalanceAsync(5_100)).ShouldBe(5_100);
        (await scene.PaidAsync()).Count.ShouldBe(2);
        (await scene.Gateway.StopAsync()).ShouldBe(0);
        var doctor = await scene.DoctorAsync();
        doctor.ExitCode.ShouldBe(0, doctor.ToString());
    }

    [Fact]
    public async Task Events_OfStrangersAndOfTheWrongMode_ChangeNothing()
    {
        await using var scene = await PaymentScene.StartAsync();
        await scene.BuyOnAPageAsync();
        var intent = (await scene.Stripe.IntentsAsync()).Single();
        string Event(string id, bool live, string currency) => new JsonObject
        {
            ["id"] = id, ["object"] = "event", ["type"] = "refund.created", ["created"] = 1_790_000_000, ["livemode"] = live,
            ["data"] = new JsonObject
            {
                ["object"] = new JsonObject
                {
                    ["id"] = "re_" + id, ["object"] = "refund", ["status"] = "succeeded", ["amount"] = 700, ["currency"] = currency,
                    ["payment_intent"] = (string?)intent["id"], ["metadata"] = new JsonObject(),
                },
            },
        }.ToJsonString();

        (await scene.SendEventAsync(Event("evt_a", false, "usd"), null)).ShouldBe(HttpStatusCode.BadRequest);
        (await scene.SendEventAsync(Event("evt_b", false, "usd"), $"t=1790000000,v1={new string('0', 64)}")).ShouldBe(HttpStatusCode.BadRequest);
        (await scene.SendEventAsync(new string(' ', 600_000), "t=1,v1=0")).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        var before = (int)(await scene.Stripe.WishAsync("deliveries"))["taken"]!;
        foreach (var wrong in new[] { Event("evt_c", true, "usd"), Event("evt_d", false, "eur") })
        {
            await scene.Stripe.WishAsync("event", JsonNode.Parse(wrong)!.AsObject());
        }

        await Eventually.GetAsync(async () => (int)(await scene.Stripe.WishAsync("deliveries"))["taken"]! - before, taken => taken >= 2);
        (await scene.BalanceAsync()).ShouldBe(2_600);
        (await scene.Gateway.StopAsync()).ShouldBe(0);
        var doctor = (await scene.DoctorAsync()).ToString();
        doctor.ShouldContain("evt_c");
        doctor.ShouldContain("evt_d");
        doctor.ShouldNotContain("evt_a");
    }

    [Fact]
    public async Task Secrets_OfTheProvider_StandInNoLog()
    {
        await using var scene = await PaymentScene.StartAsync();
        await scene.BuyOnAPageAsync();
        await scene.Stripe.FaultAsync(Charges, "ErrorAfter");
        await scene.CallAsync("buy_tokens", """{"amount_usd":25}""");
        await scene.SendEventAsync("{}", "t=1,v1=canary");
        (await scene.Gateway.StopAsync()).ShouldBe(0);

        var said = scene.Gateway.Output + scene.Gateway.Errors;

        said.ShouldNotContain("canaryOfTheTests");
        said.ShouldNotContain("whsec_");
    }
}
