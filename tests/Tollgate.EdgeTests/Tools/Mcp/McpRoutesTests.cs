using Tollgate.Metering.Customers;
using Tollgate.Tools.Mcp;

namespace Tollgate.EdgeTests.Tools.Mcp;

public sealed class McpRoutesTests
{
    private const string List = """{"jsonrpc":"2.0","id":3,"method":"tools/list"}""";

    [Fact]
    public async Task Key_ThatIsBad_Is401BeforeTheMessageIsRead()
    {
        await using var stage = await McpStage.StartAsync();

        var reply = await stage.SendAsync("/mcp", "no json", "tg_live_wrong");

        reply.Status.ShouldBe(401);
        reply.Reply.Code.ShouldBe("INVALID_API_KEY");
        reply.Header("WWW-Authenticate").ShouldNotBeNull();
    }

    [Fact]
    public async Task Session_OfAnotherKey_IsNotThere()
    {
        await using var stage = await McpStage.StartAsync();
        var session = await stage.OpenAsync();
        var sibling = stage.Tools.Issue().Secret;
        var stranger = stage.Tools.Issue(of: stage.Tools.Server.Workspace()).Secret;

        (await stage.SendAsync("/mcp", List, sibling, session)).Status.ShouldBe(404);
        (await stage.SendAsync("/mcp", List, stranger, session)).Status.ShouldBe(404);
        (await DeleteAsync(stage, stranger, session)).ShouldBe(404);
        (await stage.SendAsync("/tools/admin/mcp", List, null, session)).Status.ShouldBe(404);

        (await stage.SendAsync("/mcp", List, null, session)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Session_ThatWasClosed_IsNotThere()
    {
        await using var stage = await McpStage.StartAsync();
        var session = await stage.OpenAsync();

        (await DeleteAsync(stage, stage.Tools.Key.Secret, session)).ShouldBe(204);

        var reply = await stage.SendAsync("/mcp", List, null, session);
        reply.Status.ShouldBe(404);
        reply.ErrorCode.ShouldBe(-32001);
        (await DeleteAsync(stage, stage.Tools.Key.Secret, session)).ShouldBe(404);
    }

    [Fact]
    public async Task Session_ThatNobodyUses_EndsAfterHalfAnHour()
    {
        await using var stage = await McpStage.StartAsync();
        var session = await stage.OpenAsync();
        stage.Tools.Server.Time.Advance(TimeSpan.FromMinutes(29));
        (await stage.SendAsync("/mcp", List, null, session)).Status.ShouldBe(200);

        stage.Tools.Server.Time.Advance(TimeSpan.FromMinutes(31));

        (await stage.SendAsync("/mcp", List, null, session)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Sessions_BeyondTheMostOfAWorkspace_EndTheOneUsedLongestAgo()
    {
        await using var stage = await McpStage.StartAsync();
        stage.Tools.Server.Customers.Change(stage.Tools.Tenant, w => w with { RateLimitOff = true });
        var sessions = new List<string>();
        for (var i = 0; i < McpSessions.MostOfWorkspace; i++)
        {
            sessions.Add((await stage.SendAsync("/mcp", McpStage.Initialize)).Header("Mcp-Session-Id")!);
            stage.Tools.Server.Time.Advance(TimeSpan.FromSeconds(1));
        }

        (await stage.SendAsync("/mcp", List, null, sessions[0])).Status.ShouldBe(200);
        stage.Tools.Server.Time.Advance(TimeSpan.FromSeconds(1));
        await stage.OpenAsync();

        (await stage.SendAsync("/mcp", List, null, sessions[0])).Status.ShouldBe(200);
        (await stage.SendAsync("/mcp", List, null, sessions[1])).Status.ShouldBe(404);
        (await stage.SendAsync("/mcp", List, null, sessions[2])).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Message_WithoutASession_IsToldHowToOpenOne()
    {
        await using var stage = await McpStage.StartAsync();

        var reply = await stage.SendAsync("/mcp", List);

        reply.Status.ShouldBe(400);
        reply.Message.GetProperty("id").GetInt32().ShouldBe(3);
    }

    [Theory]
    [InlineData("no json", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call"}""", -32700)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]""", -32600)]
    [InlineData("""{"id":1,"method":"tools/list"}""", -32600)]
    [InlineData("7", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":["ping"]}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":7}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ping","Name":"get_token_balance"}}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ping","_meta":{"a":1,"A":2}}}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"\ud800"}}""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ping","_meta":{"tollgate/idempotency_key":"\ud800"}}}""", -32700)]
    public async Task Body_ThatIsNoMessage_IsRefused(string body, int code)
    {
        await using var stage = await McpStage.StartAsync();

        var reply = await stage.SendAsync("/mcp", body, null, await stage.OpenAsync());

        reply.Status.ShouldBe(400);
        reply.ErrorCode.ShouldBe(code);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    [InlineData("text/html")]
    public async Task Accept_WithoutBothForms_Is406(string accept)
    {
        await using var stage = await McpStage.StartAsync();
        (await stage.SendAsync("/mcp", McpStage.Initialize, headers: ("Accept", accept))).Status.ShouldBe(406);
    }

    [Theory]
    [InlineData("https://evil.example.com", 403)]
    [InlineData("null", 403)]
    [InlineData("https://app.example.com", 200)]
    [InlineData("http://localhost:6274", 200)]
    [InlineData("http://127.0.0.1", 200)]
    [InlineData("http://localhost.evil.com", 403)]
    public async Task Page_WhoseScriptAsks_MustBeKnown(string origin, int status)
    {
        await using var stage = await McpStage.StartAsync();

        var reply = await stage.SendAsync("/mcp", McpStage.Initialize, headers: ("Origin", origin));

        reply.Status.ShouldBe(status, reply.Body);
    }

    [Fact]
    public async Task Page_ThatIsKnown_IsToldWhatItsScriptsMaySendAndRead()
    {
        await using var stage = await McpStage.StartAsync();
        var origin = ("Origin", "https://app.example.com");

        var before = await stage.Tools.Server.SendAsync(HttpMethod.Options, "/mcp", null, null, origin, ("Access-Control-Request-Headers", "authorization"));
        var reply = await stage.SendAsync("/mcp", McpStage.Initialize, headers: origin);

        ((int)before.Status).ShouldBe(204);
        before.Header("Access-Control-Allow-Origin").ShouldBe("https://app.example.com");
        before.Header("Access-Control-Allow-Headers").ShouldBe("authorization");
        before.Header("Access-Control-Allow-Methods").ShouldBe("GET, POST, DELETE");
        reply.Header("Access-Control-Allow-Origin").ShouldBe("https://app.example.com");
        reply.Header("Access-Control-Expose-Headers")!.ShouldContain("Mcp-Session-Id");
    }

    [Theory]
    [InlineData("GET", "POST, DELETE")]
    [InlineData("PUT", "POST, DELETE")]
    public async Task Method_ThatDoesNotFit_IsToldWhichDo(string method, string allow)
    {
        await using var stage = await McpStage.StartAsync();

        var reply = await stage.Tools.Server.SendAsync(new HttpMethod(method), "/mcp", stage.Tools.Key.Secret);

        reply.Code.ShouldBe("METHOD_NOT_ALLOWED");
        reply.Header("Allow").ShouldBe(allow);
        (await stage.Tools.Server.GetAsync("/tools/nowhere/mcp")).Code.ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task Revision_ThatIsUnknown_IsToldWhichAreSpoken()
    {
        await using var stage = await McpStage.StartAsync();

        var reply = await stage.SendAsync("/mcp", List, headers: ("MCP-Protocol-Version", "1999-01-01"));

        reply.Status.ShouldBe(400);
        reply.ErrorCode.ShouldBe(-32022);
        reply.Message.GetProperty("error").GetProperty("data").GetProperty("supported").GetRawText().ShouldContain("2026-07-28");
    }

    [Fact]
    public async Task Workspace_WhoseSubscriptionIsLocked_OpensNoSession()
    {
        await using var stage = await McpStage.StartAsync();
        stage.Tools.Server.Customers.Change(stage.Tools.Tenant, w => w with { Subscription = SubscriptionStatus.Locked });

        var reply = await stage.SendAsync("/mcp", McpStage.Initialize);

        reply.Status.ShouldBe(402);
        reply.Reply.Code.ShouldBe("PAYMENT_REQUIRED");
    }

    private static async Task<int> DeleteAsync(McpStage stage, string key, string session) =>
        (int)(await stage.Tools.Server.SendAsync(HttpMethod.Delete, "/mcp", key, headers: ("Mcp-Session-Id", session))).Status;
}
