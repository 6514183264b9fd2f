using System.Text;
using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Metering.Customers;
using Tollgate.Testing.Running;
using Tollgate.Tools.Calling;

namespace Tollgate.EdgeTests.Tools.Mcp;

public sealed class McpCallTests
{
    private const string Employees = "list_linkedin_company_employees";
    private const string Ask = """{"domain":"acme.com"}""";

    [Fact]
    public async Task List_OfAllServers_HasEveryToolWithItsSchemaAndPrice()
    {
        await using var stage = await McpStage.StartAsync();

        var listed = (await stage.SendAsync("/mcp", List, null, await stage.OpenAsync())).Message.GetProperty("result").GetProperty("tools");

        var tool = Named(listed, Employees);
        tool.GetProperty("description").GetString().ShouldBe("Employees of a company. Costs 30 tokens.");
        tool.GetProperty("_meta").GetProperty("tollgate/cost_tokens").GetInt64().ShouldBe(30);
        var schema = tool.GetProperty("inputSchema");
        schema.GetProperty("type").GetString().ShouldBe("object");
        schema.GetProperty("required").GetRawText().ShouldBe("""["domain"]""");
        var properties = schema.GetProperty("properties");
        properties.GetProperty("domain").GetRawText().ShouldBe(
            """{"type":"string","minLength":1,"maxLength":200,"description":"The company. Also taken as company."}""");
        properties.GetProperty("limit").GetProperty("maximum").GetInt32().ShouldBe(100);
        properties.GetProperty("technologies").GetProperty("items").GetRawText().ShouldBe("""{"type":"string"}""");
        properties.GetProperty("verbose").GetProperty("type").GetString().ShouldBe("boolean");
        properties.GetProperty("input_parameters").GetProperty("type").GetString().ShouldBe("object");
        Named(listed, "ping").GetProperty("description").GetString()!.ShouldEndWith("Free.");
        Named(listed, "buy_tokens").GetProperty("inputSchema").GetProperty("properties").GetProperty("amount_usd")
            .GetProperty("minimum").GetDecimal().ShouldBe(5);
    }

    [Theory]
    [InlineData("/tools/socials/mcp", null, Employees, "list_api_keys")]
    [InlineData("/tools/admin/mcp", null, "list_api_keys", Employees)]
    [InlineData("/mcp", "admin.example.com", "list_api_keys", Employees)]
    [InlineData("/tools/email/mcp", null, "ping", Employees)]
    public async Task Server_ByPathOrHostName_HasItsOwnToolsAlone(string path, string? host, string here, string elsewhere)
    {
        await using var stage = await McpStage.StartAsync();
        (string, string)[] headers = host is null ? [] : [("Host", host)];
        var session = (await stage.SendAsync(path, McpStage.Initialize, headers: headers)).Header("Mcp-Session-Id");

        var listed = (await stage.SendAsync(path, List, null, session, headers)).Message.GetProperty("result").GetProperty("tools");
        var foreign = await stage.SendAsync(path, McpStage.Call(elsewhere, Ask), null, session, headers);

        listed.EnumerateArray().Select(t => t.GetProperty("name").GetString()).ShouldContain(here);
        listed.EnumerateArray().Select(t => t.GetProperty("name").GetString()).ShouldNotContain(elsewhere);
        foreign.ErrorCode.ShouldBe(-32602);
        stage.Tools.Employees.Runs.ShouldBe(0);
    }

    [Theory]
    [InlineData("ADMIN.example.com.:443", "tollgate-admin")]
    [InlineData("xn--", "tollgate")]
    [InlineData("[::1]:8787", "tollgate")]
    public async Task Host_HoweverItIsWritten_IsOneServersOrAllOfThem(string host, string server)
    {
        await using var stage = await McpStage.StartAsync();

        var hello = await stage.SendAsync("/mcp", McpStage.Initialize, headers: ("Host", host));

        hello.Status.ShouldBe(200, hello.Body);
        hello.Message.GetProperty("result").GetProperty("serverInfo").GetProperty("name").GetString().ShouldBe(server);
    }

    [Fact]
    public async Task Call_ThatGoesWell_IsChargedAndSaysWhatItCost()
    {
        await using var stage = await McpStage.StartAsync();

        var result = await stage.CallAsync(Employees, Ask);

        result.GetProperty("structuredContent").GetRawText().ShouldBe("""{"result":"done"}""");
        result.GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("""{"result":"done"}""");
        result.GetProperty("isError").GetBoolean().ShouldBeFalse();
        result.GetProperty("_meta").GetProperty("tollgate/charged_tokens").GetInt64().ShouldBe(30);
        result.GetProperty("_meta").GetProperty("tollgate/request_id").GetString()!.ShouldStartWith("req_");
        stage.Tools.Status.Balance.ShouldBe(70);
    }

    [Fact]
    public async Task Call_BeyondTheWallet_IsAResultWithTheWholeContractAndHowToTopUp()
    {
        await using var stage = await McpStage.StartAsync();
        await stage.CallAsync("list_linkedin_company_employees_posts", """{"company":"acme"}""");

        var reply = await stage.SendAsync("/mcp", McpStage.Call(Employees, Ask), null, await stage.OpenAsync());

        var result = reply.Message.GetProperty("result");
        reply.Status.ShouldBe(200);
        result.GetProperty("isError").GetBoolean().ShouldBeTrue();
        var error = result.GetProperty("structuredContent").GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("INSUFFICIENT_TOKENS");
        error.GetProperty("shortfall_tokens").GetInt64().ShouldBe(10);
        error.GetProperty("top_up").GetRawText().ShouldBe("""{"tool":"buy_tokens","min_usd":5}""");
        error.GetProperty("request_id").GetString().ShouldBe(reply.Header("X-Tollgate-Request-Id"));
        var text = result.GetProperty("content")[0].GetProperty("text").GetString()!;
        text.ShouldStartWith("INSUFFICIENT_TOKENS: ");
        text.ShouldContain("buy_tokens");
        text.ShouldContain("\"shortfall_tokens\":10");
        stage.Tools.Employees.Runs.ShouldBe(0);
        stage.Tools.Status.Balance.ShouldBe(20);
    }

    [Fact]
    public async Task Call_WhoseArgumentsDoNotFit_PointsAtThePlaceAndCostsNothing()
    {
        await using var stage = await McpStage.StartAsync();

        var result = await stage.CallAsync(Employees, """{"domain":"a.com","techs":["x",""]}""");

        result.GetProperty("isError").GetBoolean().ShouldBeTrue();
        var error = result.GetProperty("structuredContent").GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("INVALID_REQUEST");
        error.GetProperty("param").GetString().ShouldBe("techs[1]");
        stage.Tools.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Call_ThatFails_IsRefundedAndSaysSo()
    {
        await using var stage = await McpStage.StartAsync();
        stage.Tools.Employees.Answer = (_, _) => new(ToolAnswer.Refuse(new Refusal(ErrorCode.PROVIDER_ERROR, "The upstream failed.")));

        (await stage.CallAsync(Employees, Ask)).GetProperty("structuredContent").GetProperty("error").GetProperty("code").GetString()
            .ShouldBe("PROVIDER_ERROR");

        (stage.Tools.Status.Balance, stage.Tools.Status.Reserved).ShouldBe((100, 0));
    }

    [Fact]
    public async Task Call_ThatBreaksByADefect_IsTheContractsInternalErrorAndRefunded()
    {
        await using var stage = await McpStage.StartAsync();
        stage.Tools.Employees.Answer = (_, _) => throw new InvalidOperationException("a bug");

        (await stage.CallAsync(Employees, Ask)).GetProperty("structuredContent").GetProperty("error").GetProperty("code").GetString()
            .ShouldBe("INTERNAL_ERROR");

        (stage.Tools.Status.Balance, stage.Tools.Status.Reserved).ShouldBe((100, 0));
    }

    [Theory]
    [InlineData("29", null)]
    [InlineData("100", "29")]
    [InlineData("29", "100")]
    [InlineData("\"many\"", null)]
    public async Task PriceLimit_BelowThePrice_RefusesTheCall(string inMeta, string? inHeader)
    {
        await using var stage = await McpStage.StartAsync();
        (string, string)[] headers = inHeader is null ? [] : [("X-Tollgate-Max-Cost-Tokens", inHeader)];

        var result = await stage.CallAsync(Employees, Ask, $$"""{"tollgate/max_cost_tokens":{{inMeta}}}""", headers);

        result.GetProperty("structuredContent").GetProperty("error").GetProperty("code").GetString().ShouldBe("INVALID_REQUEST");
        stage.Tools.Employees.Runs.ShouldBe(0);
        stage.Tools.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task PriceLimit_ThatThePriceKeeps_LetsTheCallThrough()
    {
        await using var stage = await McpStage.StartAsync();
        (await stage.CallAsync(Employees, Ask, """{"tollgate/max_cost_tokens":30}""")).GetProperty("isError").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task IdempotencyKey_SentAgainInAnotherMessage_AnswersTheSameAndChargesOnce()
    {
        await using var stage = await McpStage.StartAsync();
        const string meta = """{"tollgate/idempotency_key":"k-1"}""";
        var first = await stage.CallAsync(Employees, Ask, meta);
        var session = await stage.OpenAsync();

        var again = (await stage.SendAsync("/mcp", McpStage.Call(Employees, Ask, meta, id: 99), null, session)).Message;
        var other = (await stage.SendAsync("/mcp", McpStage.Call(Employees, """{"domain":"b.com"}""", meta), null, session)).Message;
        var byHeader = (await stage.SendAsync("/mcp", McpStage.Call(Employees, Ask), null, session, ("Idempotency-Key", "k-1"))).Message;

        again.GetProperty("id").GetInt32().ShouldBe(99);
        var result = again.GetProperty("result");
        result.GetProperty("structuredContent").GetRawText().ShouldBe(first.GetProperty("structuredContent").GetRawText());
        result.GetProperty("_meta").GetProperty("tollgate/replayed").GetBoolean().ShouldBeTrue();
        byHeader.GetProperty("result").GetProperty("_meta").GetProperty("tollgate/replayed").GetBoolean().ShouldBeTrue();
        other.GetProperty("result").GetProperty("structuredContent").GetProperty("error").GetProperty("code").GetString()
            .ShouldBe("IDEMPOTENCY_KEY_REUSED");
        stage.Tools.Employees.Runs.ShouldBe(1);
        stage.Tools.Status.Balance.ShouldBe(70);
    }

    [Fact]
    public async Task Tool_ThatIsUnknown_IsAnErrorOfItsMessage()
    {
        await using var stage = await McpStage.StartAsync();

        var reply = await stage.SendAsync("/mcp", McpStage.Call("list_api_kays"), null, await stage.OpenAsync());

        reply.ErrorCode.ShouldBe(-32602);
        reply.Message.GetProperty("id").GetInt32().ShouldBe(7);
        reply.Message.GetProperty("error").GetProperty("message").GetString()!.ShouldContain("list_api_keys");
    }

    [Fact]
    public async Task Call_WithoutItsScope_IsRefusedAsAResult()
    {
        await using var stage = await McpStage.StartAsync();
        var lesser = stage.Tools.Issue(KeyScopes.Tools).Secret;
        var session = await stage.OpenAsync(key: lesser);

        var reply = await stage.SendAsync("/mcp", McpStage.Call("buy_tokens", """{"amount_usd":5}"""), lesser, session);

        var error = reply.Message.GetProperty("result").GetProperty("structuredContent").GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("PERMISSION_DENIED");
        error.GetProperty("required").GetString().ShouldBe("wallet_buy");
    }

    [Fact]
    public async Task Call_TooSoon_IsAResultThatSaysWhenToComeAgainAndOtherMessagesAre429()
    {
        await using var stage = await McpStage.StartAsync();
        stage.Tools.Server.Customers.Change(stage.Tools.Tenant, w => w with { RequestsPerMinute = 2 });
        var session = await stage.OpenAsync();
        await stage.SendAsync("/mcp", McpStage.Call("ping"), null, session);

        var call = await stage.SendAsync("/mcp", McpStage.Call("ping"), null, session);
        var list = await stage.SendAsync("/mcp", List, null, session);

        call.Status.ShouldBe(200);
        var error = call.Message.GetProperty("result").GetProperty("structuredContent").GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("RATE_LIMITED");
        error.GetProperty("retry_after_seconds").GetInt32().ShouldBeGreaterThanOrEqualTo(1);
        list.Status.ShouldBe(429);
        list.Reply.Code.ShouldBe("RATE_LIMITED");
    }

    [Fact]
    public async Task Call_InTheRevisionWithoutSessions_IsAnsweredAlone()
    {
        await using var stage = await McpStage.StartAsync();
        const string meta =
            """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"tollgate/max_cost_tokens":30}""";

        var reply = await stage.SendAsync(
            "/mcp", McpStage.Call(Employees, Ask, meta), null, null,
            ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", Employees));

        reply.Message.GetProperty("result").GetProperty("structuredContent").GetRawText().ShouldBe("""{"result":"done"}""");
        reply.Header("Mcp-Session-Id").ShouldBeNull();
        stage.Tools.Status.Balance.ShouldBe(70);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_WhoseCallerLeaves_IsFinishedAndCharged(bool inSession)
    {
        await using var stage = await McpStage.StartAsync();
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        stage.Tools.Employees.Answer = async (_, _) =>
        {
            begun.SetResult();
            await go.Task;
            return ToolAnswer.Ok(json => json.WriteNumber("total", 1));
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent(McpStage.Call(Employees, Ask, inSession ? "{}" : StatelessMeta), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Authorization", "Bearer " + stage.Tools.Key.Secret);
        request.Headers.Add("Accept", McpStage.Accept);
        request.Headers.Add("MCP-Protocol-Version", inSession ? McpStage.Version : "2026-07-28");
        request.Headers.Add(inSession ? "Mcp-Session-Id" : "Mcp-Method", inSession ? await stage.OpenAsync() : "tools/call");
        request.Headers.Add("Mcp-Name", Employees);
        using var leaves = new CancellationTokenSource();
        var sending = stage.Tools.Server.Http.SendAsync(request, leaves.Token);
        await begun.Task;

        await leaves.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sending);
        go.SetResult();

        var ended = await Eventually.GetAsync(() => Task.FromResult(stage.Tools.Status), status => status.Reserved == 0);
        (ended.Balance, ended.Reserved).ShouldBe((70, 0));
    }

    private const string StatelessMeta =
        """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}""";

    private static string List => """{"jsonrpc":"2.0","id":3,"method":"tools/list"}""";

    private static JsonElement Named(JsonElement tools, string name) =>
        tools.EnumerateArray().Single(t => t.GetProperty("name").GetString() == name);
}
