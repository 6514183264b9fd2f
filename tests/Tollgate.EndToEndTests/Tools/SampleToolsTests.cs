using System.Text.Json;
using Tollgate.EndToEndTests.Wallet;
using Tollgate.Testing;

namespace Tollgate.EndToEndTests.Tools;

/// <summary>The tools that come with the gateway, against a process: what the embedded set and a resolver of the machine's settings answer.</summary>
public sealed class SampleToolsTests
{
    [Fact]
    public async Task Calls_OfTheKnownTools_CostWhatIsKnownOfThem()
    {
        await using var scene = await WalletScene.StartAsync();
        var before = await BalanceAsync(scene);

        var (status, people) = await scene.CallAsync(
            "list_linkedin_company_employees", """{"domain":"harbourline.example","title_filters":"(CEO OR CTO OR Founder) NOT intern"}""");
        var (refusedStatus, refused) = await scene.CallAsync("list_linkedin_company_employees_posts", """{"company":"harbourline.example"}""");
        var after = await BalanceAsync(scene);
        var (_, history) = await scene.CallAsync("list_token_transactions", null);

        (status, people.GetProperty("total").GetInt32(), people.GetProperty("sample").GetBoolean()).ShouldBe((200, 2, true));
        refusedStatus.ShouldBe(402);
        refused.GetProperty("error").GetProperty("shortfall_tokens").GetInt64().ShouldBe(10);
        (before, after).ShouldBe((100, 70));
        history.GetProperty("transactions").EnumerateArray().Select(t => t.GetProperty("type").GetString()).ShouldBe(["commit", "reserve", "grant"]);
    }

    [Fact]
    public async Task Email_WithAResolverOfTheSettings_AsksIt()
    {
        await using var dns = FakeDnsServer.Start().Mx("acme.test", 10, "mail.acme.test");
        await using var scene = await WalletScene.StartAsync(new Dictionary<string, string> { ["TOLLGATE_EMAIL__DNS_SERVERS"] = dns.Address.ToString() });

        var (status, json) = await scene.CallAsync("get_email", """{"name":"Zoë Åkesvärd","domain":"acme.test","input_parameters":{"row":1}}""");

        status.ShouldBe(200);
        json.GetProperty("email").GetString().ShouldBe("zoe.akesvard@acme.test");
        (json.GetProperty("verified").GetBoolean(), json.GetProperty("is_catch_all").ValueKind).ShouldBe((false, JsonValueKind.Null));
        dns.Asked.ShouldBe(["udp 15 acme.test"]);
        (await BalanceAsync(scene)).ShouldBe(95);
    }

    private static async Task<long> BalanceAsync(WalletScene scene) =>
        (await scene.CallAsync("get_token_balance", null)).Json.GetProperty("balance").GetInt64();
}
