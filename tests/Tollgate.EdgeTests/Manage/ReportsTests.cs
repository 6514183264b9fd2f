using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.EdgeTests.Manage;

public sealed class ReportsTests
{
    private static readonly Random Chance = new(7);

    [Fact]
    public async Task Budgets_WithSpendAndAnOpenHold_AreExactAndOnlyThoseThereAre()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        server.Customers.Change(tenant, w => w with { Budget = new NanoUsd(10 * NanoUsd.PerUsd) });
        var key = server.Key(tenant);
        await CallAsync(server, key.Key, 1_000, 400);
        _ = await HoldAsync(server, key.Key, Call(server, key.Key), 150_000);

        var reply = await server.ManageAsync(HttpMethod.Get, $"/workspaces/{tenant.Workspace.Id}/budgets");
        reply.Json.GetProperty("data").GetRawText().ShouldBe(
            $$"""[{"scope":"workspace","id":"{{tenant.Workspace.Id}}","budget_usd":10,"top_up_usd":0,"spent_usd":0.0000004,"reserved_usd":0.00015,"resets_at":"2026-02-01T00:00:00Z"}]""");
        var test = await server.ManageAsync(HttpMethod.Get, $"/workspaces/{tenant.Workspace.Id}/budgets?mode=test");
        test.Json.GetProperty("data")[0].GetProperty("spent_usd").GetRawText().ShouldBe("0");
    }

    [Fact]
    public async Task Usage_Grouped_SumsTheCallsAnsweredBeforeIt()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var key = server.Key(tenant).Key;
        await CallAsync(server, key, 1_000, 400, c => c.WorkflowTag = "a");
        await CallAsync(server, key, 1_000, 500, c => c.WorkflowTag = "a");
        await CallAsync(server, key, 1_000, 7, c => c.WorkflowTag = "b");
        await CallAsync(server, server.Key(tenant, KeyMode.Test).Key, 1_000, 9);

        var path = $"/workspaces/{tenant.Workspace.Id}/usage";
        var grouped = await server.ManageAsync(HttpMethod.Get, path + "?group_by=workflow_tag,day");
        grouped.Json.GetProperty("data").GetRawText().ShouldBe(
            """[{"workflow_tag":"a","day":"2026-01-15","calls":2,"errors":0,"cost_usd":0.0000009,"adjusted_usd":0.0000009,"tokens":{"prompt":20,"completion":10,"total":30,"cached":0,"reasoning":0,"audio_prompt":0,"audio_completion":0,"image_prompt":0,"image_completion":0},"images":0,"characters":0,"audio_seconds":0,"searches":0},{"workflow_tag":"b","day":"2026-01-15","calls":1,"errors":0,"cost_usd":0.000000007,"adjusted_usd":0.000000007,"tokens":{"prompt":10,"completion":5,"total":15,"cached":0,"reasoning":0,"audio_prompt":0,"audio_completion":0,"image_prompt":0,"image_completion":0},"images":0,"characters":0,"audio_seconds":0,"searches":0}]""");
        (await server.ManageAsync(HttpMethod.Get, path)).Json.GetProperty("data")[0].GetProperty("calls").GetInt32().ShouldBe(3);
        (await server.ManageAsync(HttpMethod.Get, path + "?mode=test")).Json.GetProperty("data")[0].GetProperty("calls").GetInt32().ShouldBe(1);
        (await server.ManageAsync(HttpMethod.Get, path + "?from=2026-01-16")).Json.GetProperty("data")[0].GetProperty("calls").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Usage_AsCsv_DefusesWhatASpreadsheetWouldRun()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        await CallAsync(server, server.Key(tenant).Key, 1_000, 400, c => c.WorkflowTag = "=HYPERLINK(\"x\",\"y\")");
        var reply = await server.ManageAsync(HttpMethod.Get, $"/workspaces/{tenant.Workspace.Id}/usage?group_by=workflow_tag&format=csv");
        reply.Header("Content-Type").ShouldBe("text/csv; charset=utf-8");
        reply.Body.ShouldBe(
            "workflow_tag,calls,errors,cost_usd,prompt_tokens,completion_tokens,total_tokens,cached_tokens,reasoning_tokens,images,characters,audio_seconds,adjusted_usd\r\n"
            + "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\",1,0,0.0000004,10,5,15,0,0,0,0,0,0.0000004\r\n");
    }

    [Theory]
    [InlineData("usage?group_by=tools", "group_by")]
    [InlineData("usage?group_by=day,day", "group_by")]
    [InlineData("usage?from=yesterday", "from")]
    [InlineData("usage?mode=play", "mode")]
    [InlineData("usage?groupby=day", "groupby")]
    [InlineData("calls?key=abc", "key")]
    [InlineData("calls?project=nope", "project")]
    [InlineData("calls?cursor=x", "cursor")]
    [InlineData("budgets?mode=play", "mode")]
    public async Task Query_ThatIsWrong_NamesTheParameter(string query, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.ManageAsync(HttpMethod.Get, $"/workspaces/{server.Workspace().Workspace.Id}/{query}");
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe(param);
    }

    [Fact]
    public async Task Calls_Listed_AreNewestFirstFilteredAndPaged()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var key = server.Key(tenant).Key;
        var first = await CallAsync(server, key, 1_000, 400, c => c.Step = "a");
        var second = await CallAsync(server, key, 1_000, 500, c => c.Step = "b");
        var path = $"/workspaces/{tenant.Workspace.Id}/calls";

        var page = await server.ManageAsync(HttpMethod.Get, path + "?limit=1");
        page.Json.GetProperty("data")[0].GetProperty("request_id").GetString().ShouldBe(second.ToString());
        var cursor = page.Json.GetProperty("next_cursor").GetString();
        var next = await server.ManageAsync(HttpMethod.Get, $"{path}?limit=1&cursor={cursor}");
        next.Json.GetProperty("data")[0].GetProperty("request_id").GetString().ShouldBe(first.ToString());
        next.Json.GetProperty("next_cursor").GetString().ShouldBeNull();
        var filtered = await server.ManageAsync(HttpMethod.Get, $"{path}?step=a&key={key.Key.Id}");
        filtered.Json.GetProperty("data").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Call_ByItsId_ShowsWhatItDidToTheBooks()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var id = await CallAsync(server, server.Key(tenant).Key, 1_000, 400, c => c.Tags = """{"team":"x"}""");
        var reply = await server.ManageAsync(HttpMethod.Get, $"/workspaces/{tenant.Workspace.Id}/calls/{id}");
        reply.Json.GetProperty("cost_usd").GetRawText().ShouldBe("0.0000004");
        reply.Json.GetProperty("latency_ms").GetRawText().ShouldBe("1.5");
        reply.Json.GetProperty("tags").GetProperty("team").GetString().ShouldBe("x");
        reply.Json.GetProperty("attempts")[0].GetProperty("provider").GetString().ShouldBe("openai");
        reply.Json.GetProperty("ledger_entries").EnumerateArray().Select(e => e.GetProperty("scope").GetString()).ShouldBe(["key", "workspace"]);
        var other = server.Workspace();
        (await server.ManageAsync(HttpMethod.Get, $"/workspaces/{other.Workspace.Id}/calls/{id}")).Code.ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task Books_Verified_SumToZero()
    {
        await using var server = await EdgeServer.StartAsync();
        await CallAsync(server, server.Key(server.Workspace()).Key, 1_000, 400);
        var reply = await server.ManageAsync(HttpMethod.Get, "/ledger/verify");
        reply.Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
        reply.Json.GetProperty("transfers").GetInt64().ShouldBe(1);
        reply.Json.GetProperty("postings_sum").GetInt64().ShouldBe(0);
        reply.Json.GetProperty("findings").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Health_Asked_TellsNodeStoreAndVersion()
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.ManageAsync(HttpMethod.Get, "/health");
        reply.Json.GetProperty("degraded").GetBoolean().ShouldBeFalse();
        reply.Json.GetProperty("node_id").GetString().ShouldBe("node-1");
        reply.Json.GetProperty("version").GetString().ShouldBe("1.2.3");
        foreach (var path in new[] { "/health", "/health/live", "/health/ready" })
        {
            (await server.GetAsync(path)).Body.ShouldBe("""{"status":"ok"}""");
        }
    }

    private static async Task<Id<RequestKind>> CallAsync(
        EdgeServer server, TenantKey key, long bound, long cost, Action<CallRecord>? set = null)
    {
        var call = Call(server, key);
        set?.Invoke(call);
        call.BoundNanoUsd = bound;
        call.CostNanoUsd = cost;
        var hold = await HoldAsync(server, key, call, bound);
        (await server.Meter.CommitHoldAsync(hold, strict: false)).ShouldBeTrue();
        await server.Meter.SettleAsync(hold, cost, strict: false);
        return call.RequestId;
    }

    private static async Task<Hold> HoldAsync(EdgeServer server, TenantKey key, CallRecord call, long amount)
    {
        var now = server.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var outcome = await server.Meter.HoldAsync(new HoldRequest
        {
            Book = key.Tenant.Book, Key = key.Line, Mode = key.Key.Mode, Provider = "openai", Amount = amount,
            NowMs = now, DeadlineMs = now + 60_000, Call = call,
        });
        return outcome.Hold.ShouldNotBeNull();
    }

    private static CallRecord Call(EdgeServer server, TenantKey key)
    {
        // A millisecond of its own for each call: ids order by it.
        server.Time.Advance(TimeSpan.FromMilliseconds(1));
        return Record(server, key);
    }

    private static CallRecord Record(EdgeServer server, TenantKey key) => new()
    {
        RequestId = new IdSource(server.Time, Chance).Next<RequestKind>(),
        AtMs = server.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        Workspace = key.Tenant.Workspace.Id,
        Key = key.Key.Id,
        Mode = key.Key.Mode,
        Route = "chat.completions",
        ModelAsked = "gpt-4o-mini",
        ModelUsed = "gpt-4o-mini",
        Provider = "openai",
        Status = 200,
        LatencyUs = 1_500,
        Usage = new TokenUsage { InputTokens = 10, OutputTokens = 5 },
    };
}
