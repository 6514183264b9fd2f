using System.Text;
using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;
using Tollgate.EndToEndTests.Sdks;
using Tollgate.Payments.Methods;
using Tollgate.Payments.Stripe;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Payments;

/// <summary>Signatures against Stripe's own JavaScript library: it and we believe the same.</summary>
public sealed class StripeSignatureTests
{
    private const long Now = 1_790_000_000;
    private const string Secret = "whsec_4f1d2e";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Signatures_OfStripesLibrary_AreBelieved()
    {
        var chance = new Random(11);
        var payloads = Enumerable.Range(0, 60).Select(i => Payload(i, chance)).ToList();
        var sign = new JsonArray([.. payloads.Select((payload, i) => new JsonObject { ["payload"] = payload, ["secret"] = Secret, ["timestamp"] = Now - i })]);

        var told = await NodeScripts.TellSignaturesAsync(new JsonObject { ["sign"] = sign, ["check"] = new JsonArray() });

        var headers = told["signed"]!.AsArray().Select(header => (string)header!).ToList();
        headers.Count.ShouldBe(60);
        for (var i = 0; i < headers.Count; i++)
        {
            Check(payloads[i], headers[i], Secret).ShouldBe(WebhookFault.None);
            Check(payloads[i] + " ", headers[i], Secret).ShouldBe(WebhookFault.WrongSignature);
            Check(payloads[i], headers[i], "whsec_other", Secret).ShouldBe(WebhookFault.None);
            Check(payloads[i], headers[i], "whsec_other").ShouldBe(WebhookFault.WrongSignature);
        }

        ((string?)told["version"]).ShouldBe(StripeClient.Version);
    }

    [Fact]
    public async Task Events_OfTheFakeStripe_AreBelievedByStripesLibrary()
    {
        await using var scene = await StripeScene.StartAsync();
        await using var sink = await EventSink.StartAsync();
        await scene.Fake.SendEventsToAsync(sink.Address, Secret, "whsec_old");
        await scene.ChargeAsync(scene.Charge(await scene.CardAsync("4242424242424242")));
        var taken = await Eventually.GetAsync(() => Task.FromResult(sink.Taken.ToArray()), all => all.Length >= 4);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var check = new JsonArray([.. taken.Select(each => Question(each.Body, each.Signature, now))]);

        var told = await NodeScripts.TellSignaturesAsync(new JsonObject { ["sign"] = new JsonArray(), ["check"] = check });

        told["checked"]!.AsArray().Select(id => (string)id!).ShouldBe(taken.Select(each => (string)JsonNode.Parse(each.Body)!["id"]!));
    }

    [Fact]
    public async Task Headers_DamagedInManyWays_AreJudgedAsByStripesLibrary()
    {
        const string payload = """{"id":"evt_1","object":"event"}""";
        var signed = await NodeScripts.TellSignaturesAsync(new JsonObject
        {
            ["sign"] = new JsonArray(
                new JsonObject { ["payload"] = payload, ["secret"] = Secret, ["timestamp"] = Now },
                new JsonObject { ["payload"] = payload, ["secret"] = Secret, ["timestamp"] = Now - 301 },
                new JsonObject { ["payload"] = payload, ["secret"] = Secret, ["timestamp"] = Now - 300 }),
            ["check"] = new JsonArray(),
        });
        var good = (string)signed["signed"]![0]!;
        var value = good[(good.IndexOf("v1=", StringComparison.Ordinal) + 3)..];
        string[] headers =
        [
            good, (string)signed["signed"]![1]!, (string)signed["signed"]![2]!, "", "t=1", $"v1={value}", $"t={Now}", $"t={Now},v0={value}",
            $"t={Now},v1={value[..^1]}", $"t={Now},v1={value}00", $"t={Now},v1={new string('0', 64)},v1={value}", $"t={Now},v1={value},v0=aa,scheme",
            $"t={Now + 1},v1={value}", $"t=x,v1={value}", $"t={Now},v1=", $"t={Now},v1={new string('z', 64)}", $"v1={value},t={Now}",
        ];
        var check = new JsonArray([.. headers.Select(header => Question(payload, header, Now))]);

        var told = await NodeScripts.TellSignaturesAsync(new JsonObject { ["sign"] = new JsonArray(), ["check"] = check });

        var theirs = told["checked"]!.AsArray().Select(answer => (string?)answer == "evt_1").ToList();
        theirs.Count(believed => believed).ShouldBe(5);
        headers.Select(header => Check(payload, header, Secret) == WebhookFault.None).ShouldBe(theirs);
    }

    private static JsonObject Question(string payload, string header, long receivedAt) =>
        new() { ["payload"] = payload, ["header"] = header, ["secret"] = Secret, ["receivedAt"] = receivedAt };

    private static WebhookFault Check(string payload, string header, params string[] secrets) => WebhookSignature.Check(
        Encoding.UTF8.GetBytes(payload), header, secrets, DateTimeOffset.FromUnixTimeSeconds(Now), Tolerance);

    // Objects with the text of all planes, escapes and line ends.
    private static string Payload(int number, Random chance)
    {
        string[] pieces = ["a", "é", "漢", "😀", "\r\n", "\t", "\u2028", " ", "\"", "\\", "."];
        var text = string.Concat(Enumerable.Range(0, chance.Next(60)).Select(_ => pieces[chance.Next(pieces.Length)]));
        return new JsonObject { ["id"] = $"evt_{number}", ["object"] = "event", ["text"] = text }.ToJsonString(
            new System.Text.Json.JsonSerializerOptions { WriteIndented = number % 2 == 0, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
