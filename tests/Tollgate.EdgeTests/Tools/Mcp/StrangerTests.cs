using System.Net;
using System.Text.RegularExpressions;
using Tollgate.Testing;
using Tollgate.Tools.Mcp;

namespace Tollgate.EdgeTests.Tools.Mcp;

/// <summary>Who has no key yet.</summary>
public sealed partial class StrangerTests
{
    private const string NoKey = "";
    private const string List = """{"jsonrpc":"2.0","id":3,"method":"tools/list"}""";

    [Fact]
    public async Task Stranger_IsToldWhatThereIs_AndHasNoSession()
    {
        await using var stage = await McpStage.StartAsync();

        var hello = await stage.SendAsync("/mcp", McpStage.Initialize, NoKey);
        var ready = await stage.SendAsync("/mcp", """{"jsonrpc":"2.0","method":"notifications/initialized"}""", NoKey);
        var list = await stage.SendAsync("/mcp", List, NoKey, headers: ("MCP-Protocol-Version", McpStage.Version));

        hello.Status.ShouldBe(200, hello.Body);
        hello.Header("Mcp-Session-Id").ShouldBeNull();
        hello.Message.GetProperty("result").GetProperty("protocolVersion").GetString().ShouldBe(McpStage.Version);
        ready.Status.ShouldBe(202);
        list.Message.GetProperty("result").GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("name").GetString())
            .ShouldContain("get_api_key");
    }

    [Fact]
    public async Task Stranger_CallsWhatNeedsNoKey_AndNothingElse()
    {
        await using var stage = await McpStage.StartAsync();

        var pong = await stage.SendAsync("/mcp", McpStage.Call("ping"), NoKey);
        var paid = await stage.SendAsync("/mcp", McpStage.Call("list_linkedin_company_employees", """{"domain":"example.com"}"""), NoKey);
        var free = await stage.SendAsync("/mcp", McpStage.Call("get_token_balance"), NoKey);
        var unknown = await stage.SendAsync("/mcp", McpStage.Call("no_such_tool"), NoKey);

        pong.Message.GetProperty("result").GetProperty("structuredContent").GetProperty("result").GetString().ShouldBe("pong");
        foreach (var refused in new[] { paid, free })
        {
            refused.Status.ShouldBe(401);
            refused.Reply.Code.ShouldBe("INVALID_API_KEY");
            refused.Header("WWW-Authenticate").ShouldNotBeNull();
        }

        unknown.ErrorCode.ShouldBe(-32602);
        stage.Tools.Employees.Runs.ShouldBe(0);
    }

    [Fact]
    public async Task Stranger_GetsAKeyByMail_AndIsNoneAnyMore()
    {
        await using var stage = await McpStage.StartAsync();

        await stage.SendAsync("/mcp", McpStage.Call("get_api_key", """{"email":"ann@example.org"}"""), NoKey);
        var code = SixDigits().Match(stage.Tools.Server.Mail.Letters.Single().Text).Value;
        var got = await stage.SendAsync("/mcp", McpStage.Call("get_api_key", $$"""{"email":"ann@example.org","code":"{{code}}"}"""), NoKey);

        var key = got.Message.GetProperty("result").GetProperty("structuredContent").GetProperty("api_key").GetString()!;
        var balance = await stage.SendAsync("/mcp", McpStage.Call("get_token_balance"), key, await stage.OpenAsync(key: key));
        balance.Message.GetProperty("result").GetProperty("structuredContent").GetProperty("balance").GetInt32().ShouldBe(100);
    }

    [Fact]
    public async Task Stranger_InTheRevisionWithoutSessions_IsAnsweredAlike()
    {
        await using var stage = await McpStage.StartAsync();
        const string meta = """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}""";

        var pong = await stage.SendAsync(
            "/mcp", McpStage.Call("ping", meta: meta), NoKey, headers: [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "ping")]);

        pong.Message.GetProperty("result").GetProperty("structuredContent").GetProperty("result").GetString().ShouldBe("pong");
    }

    [Fact]
    public async Task Session_WhoseKeyIsLeftOut_IsNoStrangers()
    {
        await using var stage = await McpStage.StartAsync();
        var session = await stage.OpenAsync();

        (await stage.SendAsync("/mcp", List, NoKey, session)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Stranger_WhoSendsTooMany_WaitsAMinute()
    {
        await using var stage = await McpStage.StartAsync();
        for (var i = 0; i < StrangerLimits.MostPerMinute; i++)
        {
            (await stage.SendAsync("/mcp", List, NoKey)).Status.ShouldBe(200);
        }

        var refused = await stage.SendAsync("/mcp", List, NoKey);
        var known = await stage.OpenAsync();
        stage.Tools.Server.Time.Advance(TimeSpan.FromSeconds(61));

        refused.Status.ShouldBe(429);
        refused.Reply.Code.ShouldBe("RATE_LIMITED");
        refused.Header("Retry-After").ShouldBe("60");
        known.ShouldNotBeNull();
        (await stage.SendAsync("/mcp", List, NoKey)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Stranger_WhoSendsALargeMessage_IsRefused()
    {
        await using var stage = await McpStage.StartAsync();

        var reply = await stage.SendAsync("/mcp", McpStage.Call("ping", $$"""{"a":"{{new string('a', 17 * 1024)}}"}"""), NoKey);

        reply.Status.ShouldBe(413);
    }

    [Fact]
    public void Limits_OfAllStrangersTogether_HoldWhateverTheirAddresses()
    {
        var time = new ManualTime();
        var limits = new StrangerLimits(time);
        var one = IPAddress.Parse("2001:db8::1");
        for (var i = 0; i < StrangerLimits.MostAtOnceEach; i++)
        {
            limits.Enter(IPAddress.Parse($"2001:db8::{i:x}")).ShouldBeNull();
        }

        limits.Enter(one).ShouldNotBeNull("the 64 bits in front say who it is");
        for (var i = StrangerLimits.MostAtOnceEach; i < StrangerLimits.MostAtOnce; i++)
        {
            limits.Enter(IPAddress.Parse($"192.0.2.{i}")).ShouldBeNull();
        }

        limits.Enter(IPAddress.Parse("198.51.100.1")).ShouldNotBeNull();
        limits.Leave(one);
        limits.Enter(IPAddress.Parse("198.51.100.1")).ShouldBeNull();
        limits.Leave(IPAddress.Parse("198.51.100.1"));
        for (var i = 0; i < 20_000; i++)
        {
            var from = new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);
            if (limits.Enter(from) is null)
            {
                limits.Leave(from);
            }
        }

        limits.Enter(IPAddress.Parse("203.0.113.1")).ShouldNotBeNull("no more addresses are remembered than a bound");
        time.Advance(TimeSpan.FromMinutes(1));
        limits.Enter(IPAddress.Parse("203.0.113.1")).ShouldBeNull();
    }

    [GeneratedRegex(@"\d{6}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SixDigits();
}
