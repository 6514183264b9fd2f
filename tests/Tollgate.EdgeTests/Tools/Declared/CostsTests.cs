using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Mcp;

namespace Tollgate.EdgeTests.Tools.Declared;

/// <summary>What tools of ours cost is the operator's to say, at any time.</summary>
public sealed class CostsTests
{
    private const string Employees = "list_linkedin_company_employees";
    private const string Ask = """{"domain":"acme.com"}""";
    private const string Cheaper = """{"costs":{"list_linkedin_company_employees":25}}""";

    [Fact]
    public async Task Cost_ThatIsChangedWhileWeRun_StandsWhereverAPriceIsPublished()
    {
        await using var stage = await DeclaredStage.StartAsync(null);
        var shelf = stage.Server.Services.GetRequiredService<ToolShelf>();
        var change = shelf.NextChange;
        (await OpenApiCostAsync(stage)).ShouldBe(30);

        stage.Write("costs.json", """{"costs":{"list_linkedin_company_employees":250}}""");
        stage.Look();

        change.IsCompleted.ShouldBeTrue();
        (await ListedCostAsync(stage)).ShouldBe(250);
        (await OpenApiCostAsync(stage)).ShouldBe(250);
        var balance = await stage.CallAsync("get_token_balance", "{}");
        balance.Json.GetProperty("tools").GetProperty("socials").GetProperty(Employees).GetProperty("cost").GetInt64().ShouldBe(250);
        var listed = ToolListing.Of(stage.Known(Employees));
        listed.Description!.ShouldEndWith(" Costs 250 tokens.");
        listed.Meta![McpNames.Cost]!.GetValue<long>().ShouldBe(250);
        var tooDear = await stage.CallAsync(Employees, Ask);
        (tooDear.Code, tooDear.Error.GetProperty("cost_tokens").GetInt64()).ShouldBe(("INSUFFICIENT_TOKENS", 250));
        var limited = await stage.CallAsync(Employees, Ask, null, ("X-Tollgate-Max-Cost-Tokens", "249"));
        (limited.Code, limited.Param).ShouldBe(("INVALID_REQUEST", "X-Tollgate-Max-Cost-Tokens"));

        // The tools that the file does not name.
        stage.Known("list_linkedin_company_employees_posts").Cost.ShouldBe(80);
    }

    [Fact]
    public async Task Cost_ThatChangesInMidCall_ChangesNothingOfIt()
    {
        var probe = new ProbeTool(ProbeTool.Employees);
        await using var stage = await DeclaredStage.StartAsync(null, add: all => all.AddSingleton<ITool>(probe));
        probe.Answer = (_, _) =>
        {
            stage.Write("costs.json", Cheaper);
            stage.Look();
            stage.Known(Employees).Cost.ShouldBe(25);
            return new(ToolAnswer.Ok(json => json.WriteNumber("reserved", stage.Status.Reserved)));
        };

        var reply = await stage.CallAsync(Employees, Ask);

        (reply.Body, reply.Header("X-Tollgate-Cost-Tokens")).ShouldBe(("""{"reserved":30}""", "30"));
        stage.Status.Balance.ShouldBe(70);
        (await stage.CallAsync(Employees, Ask)).Header("X-Tollgate-Cost-Tokens").ShouldBe("25");
        stage.Status.Balance.ShouldBe(45);
        (await PriceVersionsAsync(stage)).ShouldBe([Version("costs.json", Cheaper), "built-in/1"]);
    }

    [Fact]
    public async Task Price_OfACall_IsNamedInTheBooksByWhatItIsOf()
    {
        await using var stage = await DeclaredStage.StartAsync();
        stage.Upstream.ReplyPlain("{}");
        stage.Write("costs.json", Cheaper);
        stage.Folder.Load().ShouldBeEmpty();

        await stage.CallAsync("get_linkedin_company", Ask);
        await stage.CallAsync(Employees, Ask);
        await stage.CallAsync("get_company", Ask);

        var declared = Version("tools.json", DeclaredStage.Company.Replace("UPSTREAM", stage.Upstream.BaseUrl.ToString(), StringComparison.Ordinal));
        (await PriceVersionsAsync(stage)).ShouldBe([declared, Version("costs.json", Cheaper), "built-in/1"]);
        var calls = await stage.Server.ManageAsync(HttpMethod.Get, $"/workspaces/{stage.Tenant.Workspace.Id}/calls");
        calls.Json.GetProperty("data").EnumerateArray().Select(call => call.GetProperty("price_version").GetString())
            .ShouldBe([declared, Version("costs.json", Cheaper), "built-in/1"]);
    }

    [Fact]
    public async Task File_ThatIsWrong_IsToldOfEachFaultAndChangesNothing()
    {
        var log = new Lines();
        await using var stage = await DeclaredStage.StartAsync(null, add: all => all.AddSingleton<ILoggerProvider>(log));
        stage.Write("costs.json", Cheaper);
        stage.Look();
        log.Texts.ShouldContain(
            $"The tool {Employees} costs 25 tokens from now on ({Version("costs.json", Cheaper)}), and not 30 (built-in/1)");

        stage.Write("costs.json", """
            {"costs":{"list_linkedin_company_employees":-1,"get_email":1000001,"get_linkedin_job":2.5,"list_user_posts":"5","get_emails":3,
              "something_else":3,"ping":1,"buy_tokens":1,"detect_signal":5},"more":1}
            """);
        stage.Look();

        string[] faults =
        [
            "costs.json: costs.list_linkedin_company_employees must be a whole number from 0 to 1000000",
            "costs.json: costs.get_email must be a whole number from 0 to 1000000",
            "costs.json: costs.get_linkedin_job must be a whole number from 0 to 1000000",
            "costs.json: costs.list_user_posts must be a whole number from 0 to 1000000",
            "costs.json: costs.get_emails is no tool that is built in; did you mean get_email?",
            "costs.json: costs.something_else is no tool that is built in; what another costs stands in the file that declares it",
            "costs.json: costs.ping is a tool that is free, and stays so",
            "costs.json: costs.buy_tokens is a tool that is free, and stays so",
            "costs.json: costs.detect_signal is a tool that is free, and stays so",
            "costs.json: more is no field that stands here",
        ];
        log.Texts.Where(text => text.StartsWith("Declared", StringComparison.Ordinal)).ShouldBe(faults.Select(fault => "Declared tools stay as they were: " + fault));
        stage.Folder.Load().ShouldBe(faults);
        (await ListedCostAsync(stage)).ShouldBe(25);
    }

    [Theory]
    [InlineData("{}", "costs is missing")]
    [InlineData("[]", "the file must be an object")]
    [InlineData("""{"costs":[]}""", "costs must be an object")]
    [InlineData("""{"costs":{"get_email":1,"get_email":2}}""", "the file is no valid JSON, or names a field twice")]
    public async Task File_OfAnotherForm_IsRefused(string file, string fault)
    {
        await using var stage = await DeclaredStage.StartAsync(null);
        stage.Write("costs.json", file);

        stage.Folder.Load().ShouldBe(["costs.json: " + fault]);
    }

    [Fact]
    public async Task File_ThatIsTakenAway_LeavesThePricesThatAreBuiltIn()
    {
        await using var stage = await DeclaredStage.StartAsync(null);
        stage.Write("costs.json", Cheaper);
        stage.Look();

        stage.Remove("costs.json");
        stage.Look();

        (await ListedCostAsync(stage)).ShouldBe(30);
    }

    [Fact]
    public async Task Tool_InThePlaceOfOneOfOurs_HasItsPriceFromOneFileAlone()
    {
        const string named = """{"tools":[{"name":"list_linkedin_company_employees","http":{"url":"UPSTREAM/people"}}]}""";
        await using var stage = await DeclaredStage.StartAsync(null);
        stage.Write("costs.json", Cheaper);
        stage.Write("tools.json", named);
        stage.Folder.Load().ShouldBeEmpty();
        (stage.Known(Employees).Cost, stage.Known(Employees).PriceVersion).ShouldBe((25, Version("costs.json", Cheaper)));

        stage.Write("tools.json", named.Replace("\"http\"", "\"cost\":25,\"http\"", StringComparison.Ordinal));
        stage.Folder.Load().ShouldBe(
            [$"tools.json: tools[0].name '{Employees}' has a price in costs.json: its own cost must not stand beside it"]);
    }

    [Fact]
    public async Task Tool_ThatIsGivenAway_ChecksItsArgumentsAndItsTimeAllTheSame()
    {
        var probe = new ProbeTool(ProbeTool.CompanyPosts);
        await using var stage = await DeclaredStage.StartAsync(null, add: all => all.AddSingleton<ITool>(probe));
        probe.Answer = async (_, limit) =>
        {
            stage.Server.Time.Advance(TimeSpan.FromMinutes(2));
            await Task.FromCanceled(limit);
            return ToolAnswer.Ok(_ => { });
        };
        stage.Write("costs.json", """{"costs":{"list_linkedin_company_posts":0,"signal_hiring_role":0,"list_linkedin_company_employees":0}}""");
        stage.Folder.Load().ShouldBeEmpty();

        var good = await stage.CallAsync(Employees, """{"domain":"vexley.example"}""");
        var wrong = await stage.CallAsync("signal_hiring_role", """{"domain":"localhost","job_title_filters":"CTO"}""");
        var slow = await stage.CallAsync("list_linkedin_company_posts", """{"company":"acme"}""");

        ((int)good.Status, good.Header("X-Tollgate-Cost-Tokens")).ShouldBe((200, null));
        (wrong.Code, wrong.Param).ShouldBe(("INVALID_REQUEST", "domain"));
        slow.Code.ShouldBe("PROVIDER_TIMEOUT");
        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((100, 0));
        ToolListing.Of(stage.Known(Employees)).Description!.ShouldEndWith(" Free.");
    }

    [Fact]
    public async Task Detectors_OfOneRequest_AreChargedWhatTheyCostNow()
    {
        await using var stage = await DeclaredStage.StartAsync(null);
        stage.Write("costs.json", """{"costs":{"signal_socials_spike":7}}""");
        stage.Look();
        await stage.CallAsync("set_signals_order", """{"order":["signal_socials_spike","signal_trustpilot_positive_reviews"]}""");

        var reply = await stage.CallAsync("detect_signal", """{"domain":"vexley.example"}""");

        reply.Header("X-Tollgate-Cost-Tokens").ShouldBe("12");
        stage.Status.Balance.ShouldBe(88);
    }

    private static async Task<long> ListedCostAsync(DeclaredStage stage) =>
        (await stage.Server.GetAsync("/api/v0", stage.Key)).Json.GetProperty("tools").GetProperty(Employees).GetProperty("cost").GetInt64();

    private static async Task<long> OpenApiCostAsync(DeclaredStage stage) =>
        (await stage.Server.GetAsync("/openapi/v1.json", "")).Json.GetProperty("paths").GetProperty("/api/v0/" + Employees).GetProperty("post")
            .GetProperty("x-cost-tokens").GetInt64();

    // Of the reservations, newest first.
    private static async Task<string?[]> PriceVersionsAsync(DeclaredStage stage) =>
    [
        .. (await stage.CallAsync("list_token_transactions", "{}")).Json.GetProperty("transactions").EnumerateArray()
            .Where(row => row.GetProperty("type").GetString() == "reserve").Select(row => row.GetProperty("price_version").GetString()),
    ];

    private static string Version(string name, string content) =>
        $"{name}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..12]}";

    /// <summary>Everything that is logged, as it reads.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        public List<string> Texts { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Texts)
            {
                Texts.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
            // Nothing is open.
        }
    }
}
