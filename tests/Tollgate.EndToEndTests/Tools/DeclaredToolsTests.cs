using Tollgate.EndToEndTests.Wallet;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Tools;

/// <summary>A price on someone else's REST API by a file alone.</summary>
public sealed class DeclaredToolsTests
{
    private const string Canary = "canary-of-the-data-provider";
    private const string Ask = """{"domain":"acme.com","title_filters":"CEO OR CTO"}""";

    [Fact]
    public async Task Tools_ThatAreDeclared_AreChargedAsTheirFileSays()
    {
        await using var upstream = new FakeUpstream();
        using var files = new TempDirectory();
        Write(files, upstream);
        await using var scene = await WalletScene.StartAsync(Settings(files));
        upstream.ReplyPlain("""{"people":[{"name":"Ada"}]}""");

        var (status, json) = await scene.CallAsync("list_linkedin_company_employees", Ask);
        var (refusedStatus, refused) = await scene.CallAsync("list_linkedin_company_employees_posts", """{"company":"acme"}""");
        var (_, wallet) = await scene.CallAsync("get_token_balance", null);

        status.ShouldBe(200);
        json.GetRawText().ShouldBe("""{"people":[{"name":"Ada"}]}""");
        refusedStatus.ShouldBe(402);
        refused.GetProperty("error").GetProperty("shortfall_tokens").GetInt64().ShouldBe(10);
        wallet.GetProperty("balance").GetInt64().ShouldBe(70);
        upstream.Requests.Single().Head.ShouldContain("Bearer " + Canary);
        (scene.Gateway.Output + scene.Gateway.Errors).ShouldNotContain(Canary);
    }

    [Fact]
    public async Task Call_WhoseGatewayIsKilledUnderway_IsRefundedOnce()
    {
        await using var upstream = new FakeUpstream();
        using var files = new TempDirectory();
        Write(files, upstream);
        await using var scene = await WalletScene.StartAsync(Settings(files));
        upstream.Hang();

        var call = scene.CallAsync("list_linkedin_company_employees", Ask);
        await upstream.NextAsync();
        (await scene.CallAsync("get_token_balance", null)).Json.GetProperty("reserved").GetInt64().ShouldBe(30);

        // The list waits for the disk: what dies before it got there leaves nothing to refund.
        (await scene.CallAsync("list_token_transactions", null)).Json.GetProperty("transactions").GetArrayLength().ShouldBe(2);
        await scene.Gateway.KillAsync();
        await Should.ThrowAsync<HttpRequestException>(() => call);
        await scene.StartGatewayAsync(Settings(files));

        var (_, wallet) = await scene.CallAsync("get_token_balance", null);
        (wallet.GetProperty("balance").GetInt64(), wallet.GetProperty("reserved").GetInt64()).ShouldBe((100, 0));
        var (_, history) = await scene.CallAsync("list_token_transactions", null);
        var types = history.GetProperty("transactions").EnumerateArray().Select(t => t.GetProperty("type").GetString()).ToArray();
        types.ShouldBe(["refund", "reserve", "grant"]);
    }

    [Fact]
    public async Task Files_ThatAreWrong_StopTheStartWithEveryFault()
    {
        using var files = new TempDirectory();
        await File.WriteAllTextAsync(files.At("a.json"), """{"tools":[{"name":"ping","server":"data","description":"d","cost":-1}]}""");
        await File.WriteAllTextAsync(files.At("b.json"), "{");
        using var data = new TempDirectory();

        var start = async () => await TollgateProcess.StartAsync(data, Settings(files));

        var message = (await start.ShouldThrowAsync<InvalidOperationException>()).Message;
        message.ShouldContain("a.json: tools[0].cost must be a whole number from 0 to 1000000");
        message.ShouldContain("a.json: tools[0].http is missing");
        message.ShouldContain("a.json: tools[0].name 'ping' is the name of a tool of ours");
        message.ShouldContain("b.json: the file is no valid JSON");
    }

    private static Dictionary<string, string> Settings(TempDirectory files) => new()
    {
        ["TOLLGATE_TOOLS__DIRECTORY"] = files.Path,
        ["TOLLGATE_TOOLS__ALLOW_PRIVATE_ADDRESSES"] = "true",
        ["TOLLGATE_TOOL_SECRET_DATA_KEY"] = Canary,
    };

    private static void Write(TempDirectory files, FakeUpstream upstream) => File.WriteAllText(files.At("tools.json"), """
        {"tools":[
          {"name":"list_linkedin_company_employees","server":"socials","description":"People of a company.","cost":30,
           "input":{"properties":{"domain":{"type":"string","description":"Its domain."},
                                  "title_filters":{"type":"string","description":"Which titles."}},"required":["domain"]},
           "http":{"url":"UPSTREAM/employees/{domain}","query":{"titles":"{title_filters}"},
                   "headers":{"Authorization":"Bearer {secret:data_key}"}}},
          {"name":"list_linkedin_company_employees_posts","server":"socials","description":"What they write.","cost":80,
           "input":{"properties":{"company":{"type":"string","description":"Its name."}},"required":["company"]},
           "http":{"url":"UPSTREAM/posts/{company}"}}]}
        """.Replace("UPSTREAM", upstream.BaseUrl.ToString(), StringComparison.Ordinal));
}
