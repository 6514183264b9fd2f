using Tollgate.EdgeTests.Tools.Mcp;
using Tollgate.Tools.Sample;

namespace Tollgate.EdgeTests.Tools.Socials;

/// <summary>What the seed tells of its two dear tools, over REST and over MCP.</summary>
public sealed class SeedStoriesTests
{
    private const string Employees = "list_linkedin_company_employees";
    private const string Posts = "list_linkedin_company_employees_posts";
    private const string Filtered = """{"domain":"harbourline.example","title_filters":"(CEO OR CTO OR Founder) NOT intern"}""";
    private const string Everyone = """{"domain":"harbourline.example"}""";

    [Fact]
    public async Task Employees_WithTitleFilters_CostThirtyAndAreWhoWasLookedFor()
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);
        (await stage.GetAsync("get_token_balance")).Json.GetProperty("balance").GetInt64().ShouldBe(100);

        var filtered = await stage.PostAsync(Employees, Filtered);
        var balance = (await stage.GetAsync("get_token_balance")).Json.GetProperty("balance").GetInt64();
        var everyone = await stage.PostAsync(Employees, Everyone);

        filtered.Json.GetProperty("employees").EnumerateArray().Select(e => e.GetProperty("title").GetString())
            .ShouldBe(["Founder & CEO", "Chief Technology Officer (CTO)"]);
        everyone.Json.GetProperty("total").GetInt32().ShouldBe(64);
        (filtered.Header("X-Tollgate-Cost-Tokens"), everyone.Header("X-Tollgate-Cost-Tokens")).ShouldBe(("30", "30"));
        (balance, stage.Status.Balance).ShouldBe((70, 40));
        var moves = await stage.TransactionsAsync();
        moves.Take(2).Select(t => (t.GetProperty("type").GetString(), t.GetProperty("tool").GetString(), t.GetProperty("tokens").GetInt64()))
            .ShouldBe([("commit", Employees, 30), ("reserve", Employees, 30)]);
        moves[0].GetProperty("server").GetString().ShouldBe("socials");
    }

    [Fact]
    public async Task Posts_OfEmployees_CostEightyAndTheNextOneIsRefused()
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);

        var first = await stage.PostAsync(Posts, """{"company":"Brightfen Energy"}""");
        var second = await stage.PostAsync(Posts, """{"company":"Quillmark Legal Technology"}""");

        first.Header("X-Tollgate-Cost-Tokens").ShouldBe("80");
        ((int)second.Status, second.Code).ShouldBe((402, "INSUFFICIENT_TOKENS"));
        second.Error.GetProperty("cost_tokens").GetInt64().ShouldBe(80);
        second.Error.GetProperty("balance_tokens").GetInt64().ShouldBe(20);
        second.Error.GetProperty("shortfall_tokens").GetInt64().ShouldBe(60);
        (await stage.TypesAsync()).ShouldBe(["commit", "reserve", "grant"]);
    }

    [Fact]
    public async Task Calls_OverMcp_CostWhatTheyCostOverRest()
    {
        await using var mcp = await McpStage.StartAsync(isProbed: false);

        var filtered = await mcp.CallAsync(Employees, Filtered);
        mcp.Tools.Status.Balance.ShouldBe(70);
        var refused = await mcp.CallAsync(Posts, """{"company":"brightfen.example"}""");

        filtered.GetProperty("structuredContent").GetProperty("total").GetInt32().ShouldBe(2);
        filtered.GetProperty("structuredContent").GetProperty("sample").GetBoolean().ShouldBeTrue();
        refused.GetProperty("isError").GetBoolean().ShouldBeTrue();
        refused.GetProperty("structuredContent").GetProperty("error").GetProperty("shortfall_tokens").GetInt64().ShouldBe(10);
        (mcp.Tools.Status.Balance, mcp.Tools.Status.Reserved).ShouldBe((70, 0));
    }

    [Fact]
    public async Task Wallet_AtZero_RunsWhatIsFreeAndNothingElse()
    {
        await using var mcp = await McpStage.StartAsync(isProbed: false);
        var stage = mcp.Tools;
        for (var i = 0; i < 20; i++)
        {
            (await stage.PostAsync("list_linkedin_jobs", """{"domain":"vexley.example"}""")).Header("X-Tollgate-Cost-Tokens").ShouldBe("5");
        }

        stage.Status.Balance.ShouldBe(0);
        var before = (await stage.TransactionsAsync()).Length;
        foreach (var tool in Tollgate.Tools.Socials.SocialTools.All(new SampleBook(stage.Server.Time), stage.Server.Time).Select(t => t.Definition))
        {
            if (tool.Cost == 0)
            {
                ((int)(await stage.GetAsync(tool.Name)).Status).ShouldBe(200, tool.Name);
                (await mcp.CallAsync(tool.Name)).GetProperty("structuredContent").GetProperty("status").GetString().ShouldBe("not_configured");
                continue;
            }

            var arguments = "{" + string.Join(',', tool.Parameters.Where(p => p.Required).Select(p => $"\"{p.Name}\":\"harbourline.example\"")) + "}";
            var refused = await stage.PostAsync(tool.Name, arguments);
            (refused.Code, refused.Error.GetProperty("tool").GetString()).ShouldBe(("INSUFFICIENT_TOKENS", tool.Name));
            refused.Body.ShouldNotContain("sample");
            (await mcp.CallAsync(tool.Name, arguments)).GetProperty("structuredContent").GetProperty("error").GetProperty("code").GetString()
                .ShouldBe("INSUFFICIENT_TOKENS", tool.Name);
        }

        (await stage.TransactionsAsync()).Length.ShouldBe(before);
        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Audit_OfASweepAndAnUnfilteredList_NamesBothWithTheCheaperWay()
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);
        await stage.Server.Meter.Wallets.MoveAsync(Metering.Wallets.WalletMove.Grant(stage.Wallet, 1, 1_000, "more"));
        foreach (var company in new[] { "harbourline", "quillmark", "brightfen", "nettlewick", "ombervale" })
        {
            await stage.PostAsync(Posts, $$"""{"company":"{{company}}.example"}""");
        }

        await stage.PostAsync(Employees, Everyone);
        await stage.PostAsync(Employees, Filtered);
        await stage.PostAsync(Employees, """{"domain":"harbourline.example","title_filters":"CEO","page":2}""");

        var audit = (await stage.GetAsync("audit_spend")).Json;

        var findings = audit.GetProperty("findings").EnumerateArray().ToDictionary(f => f.GetProperty("pattern").GetString()!);
        var sweep = findings["dear_tool_in_a_sweep"];
        (sweep.GetProperty("calls").GetInt32(), sweep.GetProperty("tokens_lost").GetInt64()).ShouldBe((5, 5 * (80 - 5)));
        sweep.GetProperty("cheaper_way").GetString()!.ShouldContain("list_linkedin_company_posts (5 tokens)");
        var wide = findings["list_without_filter"];
        (wide.GetProperty("calls").GetInt32(), wide.GetProperty("tokens_lost").GetInt64()).ShouldBe((1, 30));
        wide.GetProperty("cheaper_way").GetString()!.ShouldContain("title_filters");
        findings["paging_past_the_end"].GetProperty("calls").GetInt32().ShouldBe(1);
    }
}
