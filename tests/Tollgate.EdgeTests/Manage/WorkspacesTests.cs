using System.Text.Json;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;

namespace Tollgate.EdgeTests.Manage;

public sealed class WorkspacesTests
{
    [Fact]
    public async Task Workspace_CreatedWithAllFields_IsShownBackExactly()
    {
        await using var server = await EdgeServer.StartAsync();
        var made = await server.ManageAsync(HttpMethod.Post, "/workspaces", """
            {"name":"Acme","plan":"self_hosted","budget_usd":1.50e-1,"budget_period":"day","time_zone":"Europe/Berlin",
             "subscription_status":"trialing","requests_per_minute":77,
             "settings":{"reply_block":false,"allow_unpriced":true,"tool_budgets":true,"clamp_to_budget":true,"durability":"strict","on_disconnect":"cancel","unknown_outcome":"run_again"}}
            """);
        ((int)made.Status).ShouldBe(201);
        var id = made.Json.GetProperty("id").GetString();
        made.Body.ShouldContain("\"budget_usd\":0.15,");
        var shown = await server.ManageAsync(HttpMethod.Get, $"/workspaces/{id}");
        shown.Body.ShouldBe(made.Body);
        shown.Json.GetProperty("time_zone").GetString().ShouldBe("Europe/Berlin");
        shown.Json.GetProperty("requests_per_minute").GetInt32().ShouldBe(77);
        shown.Json.GetProperty("settings").GetRawText().ShouldBe(
            """{"reply_block":false,"allow_unpriced":true,"hosted_tools":false,"tool_budgets":true,"clamp_to_budget":true,"durability":"strict","on_disconnect":"cancel","unknown_outcome":"run_again"}""");
        server.Customers.Tenants.Single().Book.Live.Limit.ShouldBe(150_000_000);
    }

    [Fact]
    public async Task Workspace_Patched_ChangesOnlyWhatIsNamedAndNullClears()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        server.Customers.Change(tenant, w => w with { Budget = new Metering.Money.NanoUsd(5), TimeZone = "Europe/Berlin" });
        var path = $"/workspaces/{tenant.Workspace.Id}";
        ((int)(await server.ManageAsync(HttpMethod.Patch, path, """{"name":"n"}""")).Status).ShouldBe(200);
        tenant.Workspace.Budget.ShouldNotBeNull();
        tenant.Workspace.TimeZone.ShouldBe("Europe/Berlin");
        ((int)(await server.ManageAsync(HttpMethod.Patch, path, """{"budget_usd":null}""")).Status).ShouldBe(200);
        tenant.Workspace.Budget.ShouldBeNull();
        tenant.Workspace.Name.ShouldBe("n");
        tenant.Book.Live.Limit.ShouldBe(long.MaxValue);
    }

    [Fact]
    public async Task RateLimit_SetToNull_IsSwitchedOff()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var path = $"/workspaces/{tenant.Workspace.Id}";
        var reply = await server.ManageAsync(HttpMethod.Patch, path, """{"requests_per_minute":null}""");
        reply.Json.GetProperty("requests_per_minute").ValueKind.ShouldBe(JsonValueKind.Null);
        tenant.Workspace.RateLimit.ShouldBeNull();
        await server.ManageAsync(HttpMethod.Patch, path, """{"requests_per_minute":5}""");
        tenant.Workspace.RateLimit.ShouldBe(5);
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":"  "}""", "name")]
    [InlineData("""{"name":5}""", "name")]
    [InlineData("""{"name":"a\nb"}""", "name")]
    [InlineData("""{"name":"a","plan":"gold"}""", "plan")]
    [InlineData("""{"name":"a","budget_usd":"5"}""", "budget_usd")]
    [InlineData("""{"name":"a","budget_usd":-1}""", "budget_usd")]
    [InlineData("""{"name":"a","budget_usd":0.0000000001}""", "budget_usd")]
    [InlineData("""{"name":"a","budget_usd":1e99}""", "budget_usd")]
    [InlineData("""{"name":"a","budget_period":"week"}""", "budget_period")]
    [InlineData("""{"name":"a","time_zone":"Mars/Olympus"}""", "time_zone")]
    [InlineData("""{"name":"a","time_zone":"../../etc/passwd"}""", "time_zone")]
    [InlineData("""{"name":"a","subscription_status":"happy"}""", "subscription_status")]
    [InlineData("""{"name":"a","requests_per_minute":0}""", "requests_per_minute")]
    [InlineData("""{"name":"a","requests_per_minute":1.5}""", "requests_per_minute")]
    [InlineData("""{"name":"a","plan":"pro","requests_per_minute":5}""", "requests_per_minute")]
    [InlineData("""{"name":"a","plan":"pro","requests_per_minute":null}""", "requests_per_minute")]
    [InlineData("""{"name":"a","colour":"red"}""", "colour")]
    [InlineData("""{"name":"a","settings":[]}""", "settings")]
    [InlineData("""{"name":"a","settings":{"reply_block":"yes"}}""", "settings.reply_block")]
    [InlineData("""{"name":"a","settings":{"log_bodies":true}}""", "settings.log_bodies")]
    [InlineData("""{"name":"a","settings":{"durability":"never"}}""", "settings.durability")]
    [InlineData("""{"name":"a","settings":{"else":1}}""", "settings.else")]
    [InlineData("""{"name":"a","name":"b"}""", null)]
    [InlineData("""{"name":"a","n\u0061me":"b"}""", null)]
    [InlineData("""{"name":"\ud800"}""", null)]
    [InlineData("""[1]""", null)]
    [InlineData("""{"name":""", null)]
    public async Task Body_ThatIsWrong_NamesTheField(string body, string? param)
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.ManageAsync(HttpMethod.Post, "/workspaces", body);
        ((int)reply.Status).ShouldBe(400);
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe(param);
        server.Customers.Tenants.ShouldBeEmpty();
    }

    [Fact]
    public async Task Body_OfAnotherMediaType_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        using var content = new StringContent("name=a", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await server.Http.PostAsync("/manage/v1/workspaces", content);
        ((int)response.StatusCode).ShouldBe(415);
        (await response.Content.ReadAsStringAsync()).ShouldContain("UNSUPPORTED_MEDIA_TYPE");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_OverAMebibyte_IsTooLargeWhetherDeclaredOrNot(bool declared)
    {
        await using var server = await EdgeServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/manage/v1/workspaces");
        request.Headers.Add("Authorization", "Bearer " + EdgeServer.AdminToken);
        request.Headers.TransferEncodingChunked = !declared;
        request.Content = new StringContent("{\"name\":\"" + new string('a', 1_100_000) + "\"}", System.Text.Encoding.UTF8, "application/json");
        using var response = await server.Http.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(413);
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"limit_bytes\":1048576");
    }

    [Fact]
    public async Task List_LongerThanAPage_GoesOnAtItsCursor()
    {
        await using var server = await EdgeServer.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            server.Workspace();
        }

        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await server.ManageAsync(HttpMethod.Get, "/workspaces?limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            ids.AddRange(page.Json.GetProperty("data").EnumerateArray().Select(w => w.GetProperty("id").GetString()!));
            cursor = page.Json.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        ids.ShouldBe(server.Customers.Tenants.Select(t => t.Workspace.Id.ToString()));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("page=2", "page")]
    [InlineData("limit=5&limit=6", "limit")]
    public async Task List_WithAWrongParameter_NamesIt(string query, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.ManageAsync(HttpMethod.Get, "/workspaces?" + query);
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe(param);
    }
}
