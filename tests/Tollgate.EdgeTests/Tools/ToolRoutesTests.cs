using Microsoft.Extensions.DependencyInjection;
using Tollgate.Metering.Customers;
using Tollgate.Tools.Rest;

namespace Tollgate.EdgeTests.Tools;

public sealed class ToolRoutesTests
{
    [Fact]
    public async Task List_OfAllServers_SaysWhatEachToolCosts()
    {
        await using var stage = await ToolStage.StartAsync();

        var tools = (await stage.GetAsync("")).Json.GetProperty("tools");

        tools.GetProperty("ping").GetRawText().ShouldBe("""{"cost":0}""");
        tools.GetProperty("list_api_keys").GetProperty("cost").GetInt64().ShouldBe(0);
        tools.GetProperty("list_linkedin_company_employees").GetProperty("cost").GetInt64().ShouldBe(30);
    }

    [Theory]
    [InlineData("/tools/socials/api/v0", "list_linkedin_company_employees", "list_api_keys")]
    [InlineData("/tools/admin/api/v0", "list_api_keys", "list_linkedin_company_employees")]
    [InlineData("/tools/email/api/v0", "ping", "list_api_keys")]
    public async Task List_OfOneServer_HasItsToolsAndPing(string path, string here, string elsewhere)
    {
        await using var stage = await ToolStage.StartAsync();

        var tools = (await stage.Server.GetAsync(path, stage.Key.Secret)).Json.GetProperty("tools");

        tools.TryGetProperty(here, out _).ShouldBeTrue();
        tools.TryGetProperty("ping", out _).ShouldBeTrue();
        tools.TryGetProperty(elsewhere, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task List_WithoutAKey_IsRefused()
    {
        await using var stage = await ToolStage.StartAsync();
        (await stage.Server.GetAsync("/api/v0")).Code.ShouldBe("INVALID_API_KEY");
    }

    [Fact]
    public async Task Host_OfOneServer_ReachesItAlone()
    {
        await using var stage = await ToolStage.StartAsync();

        var own = await stage.Server.GetAsync("/api/v0/list_api_keys", stage.Key.Secret, ("Host", "ADMIN.example.com"));
        var other = await stage.Server.SendAsync(
            HttpMethod.Post, "/api/v0/list_linkedin_company_employees", stage.Key.Secret, """{"domain":"a.com"}""", ("Host", "admin.example.com"));

        ((int)own.Status).ShouldBe(200);
        other.Code.ShouldBe("TOOL_NOT_FOUND");
    }

    [Theory]
    [InlineData("data.example.com.", "TOOL_NOT_FOUND")]
    [InlineData("data.example.com:443", "TOOL_NOT_FOUND")]
    [InlineData("DATA.example.com.:443", "TOOL_NOT_FOUND")]
    [InlineData("elsewhere.example.com", null)]
    [InlineData("xn--", null)]
    [InlineData("[::1]:8787", null)]
    public async Task Host_HoweverItIsWritten_IsOneServersOrNone(string host, string? code)
    {
        await using var stage = await ToolStage.StartAsync(
            services => services.AddSingleton(new ToolHosts(new Dictionary<string, string> { ["data.example.com"] = "data" })));

        (await stage.Server.GetAsync("/api/v0/list_api_keys", stage.Key.Secret, ("Host", host))).Code.ShouldBe(code);
    }

    [Fact]
    public async Task Tool_ThatIsUnknown_IsRefusedBeforeAnyKeyIsAskedFor()
    {
        await using var stage = await ToolStage.StartAsync();

        var reply = await stage.Server.SendAsync(HttpMethod.Post, "/api/v0/list_api_kays", null, "{}");

        ((int)reply.Status).ShouldBe(404);
        reply.Code.ShouldBe("TOOL_NOT_FOUND");
        reply.Error.GetProperty("tool").GetString().ShouldBe("list_api_kays");
        reply.Error.GetProperty("did_you_mean").GetString().ShouldBe("list_api_keys");
        reply.Error.GetProperty("retryable").GetBoolean().ShouldBeFalse();
        (await stage.GetAsync("qqqqqqqq")).Error.GetProperty("did_you_mean").GetString().ShouldBeNull();
        (await stage.Server.GetAsync("/tools/nowhere/api/v0/ping")).Code.ShouldBe("NOT_FOUND");
    }

    [Theory]
    [InlineData("GET", "list_linkedin_company_employees", "POST")]
    [InlineData("DELETE", "ping", "GET, POST")]
    [InlineData("PUT", "list_api_keys", "GET, POST")]
    [InlineData("POST", "", "GET")]
    public async Task Method_ThatDoesNotFit_IsToldWhichDo(string method, string tool, string allow)
    {
        await using var stage = await ToolStage.StartAsync();

        var reply = await stage.Server.SendAsync(new HttpMethod(method), "/api/v0/" + tool, stage.Key.Secret);

        reply.Code.ShouldBe("METHOD_NOT_ALLOWED");
        reply.Header("Allow").ShouldBe(allow);
    }

    [Theory]
    [InlineData("/api/v0/ping")]
    [InlineData("/tools/socials/api/v0/ping")]
    [InlineData("/tools/admin/api/v0/ping")]
    public async Task Ping_WithoutAKey_Answers(string path)
    {
        await using var stage = await ToolStage.StartAsync();

        var get = await stage.Server.GetAsync(path);
        var post = await stage.Server.SendAsync(HttpMethod.Post, path);

        get.Json.GetProperty("result").GetString().ShouldBe("pong");
        get.Json.GetProperty("timestamp").GetString().ShouldBe("2026-01-15T12:00:00Z");
        post.Json.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        get.Headers.ShouldNotContainKey("RateLimit");
    }

    [Fact]
    public async Task Ping_WithAKey_ChecksItAndShowsItsRate()
    {
        await using var stage = await ToolStage.StartAsync();
        (await stage.GetAsync("ping")).Headers.ShouldContainKey("RateLimit");
        (await stage.GetAsync("ping", "tg_live_wrong")).Code.ShouldBe("INVALID_API_KEY");
    }

    [Theory]
    [InlineData("""{}""", "domain")]
    [InlineData("""{"domain":null}""", "domain")]
    [InlineData("""{"domain":7}""", "domain")]
    [InlineData("""{"domain":" "}""", "domain")]
    [InlineData("""{"company":7}""", "company")]
    [InlineData("""{"domain":"a.com","company":"b.com"}""", "company")]
    [InlineData("""{"domain":"a.com","limit":"5"}""", "limit")]
    [InlineData("""{"domain":"a.com","count":101}""", "count")]
    [InlineData("""{"domain":"a.com","limit":1.5}""", "limit")]
    [InlineData("""{"domain":"a.com","verbose":"yes"}""", "verbose")]
    [InlineData("""{"domain":"a.com","techs":["x",""]}""", "techs[1]")]
    [InlineData("""{"domain":"a.com","techs":"x"}""", "techs")]
    [InlineData("""{"domain":"a.com","input_parameters":[]}""", "input_parameters")]
    [InlineData("""{"domain":"a.com","nothing":1}""", "nothing")]
    [InlineData("""{"domain":"a.com","domain":"b.com"}""", null)]
    [InlineData("""[]""", null)]
    [InlineData("""{"domain":"a.com\ud800"}""", null)]
    [InlineData("""not json""", null)]
    public async Task Arguments_ThatDoNotFit_AreRefusedAtTheirPlaceAndCostNothing(string json, string? param)
    {
        await using var stage = await ToolStage.StartAsync();

        var reply = await stage.PostAsync("list_linkedin_company_employees", json);

        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe(param);
        stage.Employees.Runs.ShouldBe(0);
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Arguments_ByTheirAliases_ReachTheToolByTheirNames()
    {
        await using var stage = await ToolStage.StartAsync();
        IReadOnlyList<string>? names = null;
        stage.Employees.Answer = (call, _) =>
        {
            names = call.Arguments.Names;
            return new(Tollgate.Tools.Calling.ToolAnswer.Ok(json => json.WriteString("domain", call.Arguments.Text("domain"))));
        };

        var reply = await stage.PostAsync(
            "list_linkedin_company_employees", """{"company":"acme.com","count":5,"start":2,"techs":["x"],"verbose":true,"title_filters":null}""");

        reply.Json.GetProperty("domain").GetString().ShouldBe("acme.com");
        names.ShouldBe(["domain", "limit", "page", "technologies", "verbose"]);
    }

    [Fact]
    public async Task Query_OfAGet_IsReadLikeABody()
    {
        await using var stage = await ToolStage.StartAsync();
        _ = stage.Issue();

        var page = await stage.GetAsync("list_api_keys?limit=1");
        page.Json.GetProperty("api_keys").GetArrayLength().ShouldBe(1);
        var next = await stage.GetAsync("list_api_keys?limit=1&cursor=" + page.Json.GetProperty("next_cursor").GetString());
        next.Json.GetProperty("next_cursor").GetString().ShouldBeNull();

        (await stage.GetAsync("list_api_keys?limit=x")).Param.ShouldBe("limit");
        (await stage.GetAsync("list_api_keys?limit=1&limit=2")).Param.ShouldBe("limit");
        (await stage.GetAsync("list_api_keys?else=1")).Param.ShouldBe("else");
        ((int)(await stage.Server.GetAsync("/api/v0/list_api_keys?key=" + stage.Key.Secret)).Status).ShouldBe(200);
    }

    [Fact]
    public async Task Scope_ThatTheKeyLacks_IsNamed()
    {
        await using var stage = await ToolStage.StartAsync();
        var reader = stage.Issue(KeyScopes.Tools).Secret;
        var reply = await stage.GetAsync("list_token_transactions", reader);
        reply.Code.ShouldBe("PERMISSION_DENIED");
        reply.Error.GetProperty("required").GetString().ShouldBe("wallet_read");
    }

    [Fact]
    public async Task Body_OfAnotherType_IsRefused()
    {
        await using var stage = await ToolStage.StartAsync();
        var reply = await stage.PostAsync("revoke_api_key", "{}", null, ("Content-Type", "text/plain"));
        ((int)reply.Status).ShouldBeOneOf(400, 415);
        (await stage.Server.SendAsync(HttpMethod.Post, "/api/v0/revoke_api_key", stage.Key.Secret)).Code.ShouldBe("UNSUPPORTED_MEDIA_TYPE");
    }

    [Theory]
    [InlineData("\"CEO OR OR CTO\"", "at position 7 OR stands where a word is expected")]
    [InlineData("\"(CEO\"", "at position 0 a parenthesis is opened and never closed")]
    [InlineData("[\"CEO\"]", "must be a text, a filter such as")]
    public async Task Filter_ThatCannotBeRead_IsRefusedWithItsPlaceBeforeAnythingIsPaid(string filter, string told)
    {
        await using var stage = await ToolStage.StartAsync();

        var reply = await stage.PostAsync("list_linkedin_company_employees", $$"""{"domain":"a.com","title_filters":{{filter}}}""");

        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe("title_filters");
        reply.Error.GetProperty("message").GetString()!.ShouldContain(told);
        stage.Employees.Runs.ShouldBe(0);
        stage.Status.Balance.ShouldBe(100);
        (await stage.TypesAsync()).ShouldBe(["grant"]);
    }
}
