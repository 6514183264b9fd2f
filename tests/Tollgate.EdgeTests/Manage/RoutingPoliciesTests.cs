using System.Text.Json;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.EdgeTests.Manage;

public sealed class RoutingPoliciesTests
{
    private const string Everything = """
        {"policies":[
          {"name":"all","match":{"model":"gpt-*","project":"client-a","key":"k","workflow_tag":"w","step":"s","provider":"openai",
            "min_prompt_tokens":10,"budget_used_pct":80,"hours":{"days":[7,1],"from":"22:00","to":"06:00"}},
            "action":{"rewrite_model":"gpt-4o-mini","cap_max_tokens":500,"fallback":["gpt-4o","practice/echo"]}},
          {"name":"off","enabled":false,"match":{},"action":{"block":true}},
          {"name":"split","match":{"model":"x"},"action":{"weighted":[{"model":"a","weight":3},{"model":"b","weight":1}]}},
          {"name":"force","match":{},"action":{"force_provider":"practice"}},
          {"name":"days","match":{"hours":{"days":[6,7]}},"action":{"cap_max_tokens":1}},
          {"name":"rest","match":{},"action":{"allow":true}}]}
        """;

    [Fact]
    public async Task List_PutAndAnsweredBack_IsTheSameListWhenPutAgain()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);

        var put = await server.ManageAsync(HttpMethod.Put, path, Everything);

        ((int)put.Status).ShouldBe(200);
        var got = await server.ManageAsync(HttpMethod.Get, path);
        got.Body.ShouldBe(put.Body);
        var again = await server.ManageAsync(HttpMethod.Put, path, got.Body);
        again.Body.ShouldBe(got.Body);
        tenant.Policies.Count.ShouldBe(6);
        tenant.Policies.Select(p => p.Id).Distinct().Count().ShouldBe(6);
    }

    [Fact]
    public async Task List_Put_IsAnsweredInItsOrderWithWhatItNames()
    {
        await using var server = await EdgeServer.StartAsync();
        var (_, path) = Stage(server);

        var first = (await server.ManageAsync(HttpMethod.Put, path, Everything)).Json.GetProperty("policies");

        first.EnumerateArray().Select(p => p.GetProperty("name").GetString()).ShouldBe(["all", "off", "split", "force", "days", "rest"]);
        first[0].GetProperty("id").GetString()!.ShouldStartWith("pol_");
        first[0].GetProperty("match").GetRawText().ShouldBe(
            """{"model":"gpt-*","project":"client-a","key":"k","workflow_tag":"w","step":"s","provider":"openai","min_prompt_tokens":10,"budget_used_pct":80,"hours":{"days":[1,7],"from":"22:00","to":"06:00"}}""");
        first[0].GetProperty("action").GetRawText().ShouldBe(
            """{"rewrite_model":"gpt-4o-mini","cap_max_tokens":500,"fallback":["gpt-4o","practice/echo"]}""");
        first[1].GetProperty("enabled").GetBoolean().ShouldBeFalse();
        first[5].GetProperty("action").GetRawText().ShouldBe("""{"allow":true}""");
    }

    [Fact]
    public async Task Project_RenamedAfterwards_IsStillMeantAndShownByItsNewSlug()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        await server.ManageAsync(HttpMethod.Put, path, One("""{"project":"client-a"}""", """{"block":true}"""));
        var project = tenant.Projects.Values.Single();
        _ = server.Customers.Change(tenant, project, p => p with { Slug = "renamed" });

        var got = await server.ManageAsync(HttpMethod.Get, path);

        got.Body.ShouldContain("\"project\":\"renamed\"");
        tenant.Policies.Single().Match.Project.ShouldBe(project.Project.Id);
    }

    [Fact]
    public async Task Key_NamedLikeAnother_IsRefusedByNameButNotById()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        var twin = server.Key(tenant);

        var refused = await server.ManageAsync(HttpMethod.Put, path, One("""{"key":"k"}""", """{"block":true}"""));
        var taken = await server.ManageAsync(HttpMethod.Put, path, One($$"""{"key":"{{twin.Key.Key.Id}}"}""", """{"block":true}"""));

        refused.Param.ShouldBe("policies[0].match.key");
        ((int)taken.Status).ShouldBe(200);
        taken.Body.ShouldContain(twin.Key.Key.Id.ToString());
    }

    [Fact]
    public async Task Key_ForgottenMeanwhile_StillStandsInTheListThatIsPutAgain()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        var key = server.Key(tenant).Key;
        await server.ManageAsync(HttpMethod.Put, path, One($$"""{"key":"{{key.Key.Id}}"}""", """{"block":true}"""));
        tenant.Keys.TryRemove(key.Key.Id, out _).ShouldBeTrue();

        var got = await server.ManageAsync(HttpMethod.Get, path);
        var again = await server.ManageAsync(HttpMethod.Put, path, got.Body);

        ((int)again.Status).ShouldBe(200);
        again.Body.ShouldBe(got.Body);
    }

    [Fact]
    public async Task List_PutEmpty_RemovesEveryPolicy()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        await server.ManageAsync(HttpMethod.Put, path, Everything);

        var put = await server.ManageAsync(HttpMethod.Put, path, """{"policies":[]}""");

        put.Body.ShouldBe("""{"policies":[]}""");
        tenant.Policies.ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_OfAnotherWorkspace_AreUnknownHere()
    {
        await using var server = await EdgeServer.StartAsync();
        var (other, otherPath) = Stage(server);
        await server.ManageAsync(HttpMethod.Put, otherPath, One("{}", """{"block":true}"""));
        var path = $"/workspaces/{server.Workspace().Workspace.Id}/policies";
        var key = other.Keys.Values.Single().Key.Id;

        (await server.ManageAsync(HttpMethod.Put, path, One($$"""{"key":"{{key}}"}""", """{"block":true}"""))).Param.ShouldBe("policies[0].match.key");
        (await server.ManageAsync(HttpMethod.Put, path, One("""{"project":"client-a"}""", """{"block":true}"""))).Param.ShouldBe("policies[0].match.project");
        (await server.ManageAsync(HttpMethod.Get, path)).Body.ShouldBe("""{"policies":[]}""");
        other.Policies.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Store_ThatRefuses_LeavesTheOldListInForce()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        await server.ManageAsync(HttpMethod.Put, path, One("{}", """{"block":true}"""));
        server.CustomerStore.Failure = new Metering.Ledger.LedgerStoreException("no disk");

        var put = await server.ManageAsync(HttpMethod.Put, path, """{"policies":[]}""");

        ((int)put.Status).ShouldBeGreaterThanOrEqualTo(500);
        tenant.Policies.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{}""", "policies")]
    [InlineData("""{"policies":null}""", "policies")]
    [InlineData("""{"policies":{}}""", "policies")]
    [InlineData("""{"policies":[1]}""", "policies")]
    [InlineData("""{"policies":[],"more":1}""", "more")]
    [InlineData("""{"policies":[{"match":{},"action":{"allow":true}}]}""", "policies[0].name")]
    [InlineData("""{"policies":[{"name":"a","action":{"allow":true}}]}""", "policies[0].match")]
    [InlineData("""{"policies":[{"name":"a","match":{}}]}""", "policies[0].action")]
    [InlineData("""{"policies":[{"name":"a","match":{},"action":null}]}""", "policies[0].action")]
    [InlineData("""{"policies":[{"name":"a","id":"no blanks","match":{},"action":{"allow":true}}]}""", "policies[0].id")]
    [InlineData("""{"policies":[{"name":"a","enabled":1,"match":{},"action":{"allow":true}}]}""", "policies[0].enabled")]
    [InlineData("""{"policies":[{"name":"a","x":1,"match":{},"action":{"allow":true}}]}""", "policies[0].x")]
    public async Task List_ThatIsWrong_NamesThePath(string body, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);

        var reply = await server.ManageAsync(HttpMethod.Put, path, body);

        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe(param);
        tenant.Policies.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"model":""}""", "model")]
    [InlineData("""{"model":1}""", "model")]
    [InlineData("""{"project":"nobody"}""", "project")]
    [InlineData("""{"key":"nobody"}""", "key")]
    [InlineData("""{"key":"key_0000000000000000000001"}""", "key")]
    [InlineData("""{"min_prompt_tokens":-1}""", "min_prompt_tokens")]
    [InlineData("""{"budget_used_pct":101}""", "budget_used_pct")]
    [InlineData("""{"budget_used_pct":1.5}""", "budget_used_pct")]
    [InlineData("""{"hours":"22:00"}""", "hours")]
    [InlineData("""{"hours":{}}""", "hours.from")]
    [InlineData("""{"hours":{"days":[0]}}""", "hours.days")]
    [InlineData("""{"hours":{"days":[8]}}""", "hours.days")]
    [InlineData("""{"hours":{"days":[1,1]}}""", "hours.days")]
    [InlineData("""{"hours":{"days":[]}}""", "hours.days")]
    [InlineData("""{"hours":{"from":"24:00","to":"01:00"}}""", "hours.from")]
    [InlineData("""{"hours":{"from":"9:00","to":"10:00"}}""", "hours.from")]
    [InlineData("""{"hours":{"from":"08:60","to":"10:00"}}""", "hours.from")]
    [InlineData("""{"hours":{"from":"08:00","to":"24:01"}}""", "hours.to")]
    [InlineData("""{"hours":{"from":"08:00","to":"08:00"}}""", "hours.to")]
    [InlineData("""{"hours":{"from":"08:00","zone":"UTC"}}""", "hours.zone")]
    [InlineData("""{"tag":"a"}""", "tag")]
    public async Task Match_ThatIsWrong_NamesThePath(string match, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var (_, path) = Stage(server);

        var reply = await server.ManageAsync(HttpMethod.Put, path, One(match, """{"allow":true}"""));

        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe("policies[0].match." + param);
    }

    [Theory]
    [InlineData("{}", "action")]
    [InlineData("""{"allow":false}""", "action.allow")]
    [InlineData("""{"block":null}""", "action.block")]
    [InlineData("""{"allow":true,"block":true}""", "action")]
    [InlineData("""{"block":true,"fallback":["a"]}""", "action")]
    [InlineData("""{"force_provider":"openai","fallback":["a"]}""", "action")]
    [InlineData("""{"rewrite_model":"a","cap_max_tokens":1}""", "action")]
    [InlineData("""{"rewrite_model":"a","weighted":[{"model":"b","weight":1}],"fallback":["c"]}""", "action")]
    [InlineData("""{"rewrite_model":null}""", "action.rewrite_model")]
    [InlineData("""{"force_provider":"nobody"}""", "action.force_provider")]
    [InlineData("""{"fallback":[]}""", "action.fallback")]
    [InlineData("""{"fallback":null}""", "action.fallback")]
    [InlineData("""{"fallback":["1","2","3","4","5","6","7","8","9"]}""", "action.fallback")]
    [InlineData("""{"weighted":[]}""", "action.weighted")]
    [InlineData("""{"weighted":[{"model":"a","weight":0}]}""", "action.weighted[0].weight")]
    [InlineData("""{"weighted":[{"model":"a"}]}""", "action.weighted[0].weight")]
    [InlineData("""{"weighted":[{"weight":1}]}""", "action.weighted[0].model")]
    [InlineData("""{"weighted":[{"model":"a","weight":1,"share":1}]}""", "action.weighted[0].share")]
    [InlineData("""{"cap_max_tokens":0}""", "action.cap_max_tokens")]
    [InlineData("""{"cap_max_tokens":null}""", "action.cap_max_tokens")]
    [InlineData("""{"deny":true}""", "action.deny")]
    public async Task Action_ThatIsWrong_NamesThePath(string action, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var (_, path) = Stage(server);

        var reply = await server.ManageAsync(HttpMethod.Put, path, One("{}", action));

        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe("policies[0]." + param);
    }

    [Fact]
    public async Task Id_GivenTwice_IsRefusedWhereItStandsAgain()
    {
        await using var server = await EdgeServer.StartAsync();
        var (_, path) = Stage(server);
        const string id = "no-opus.at-night_1";
        var policy = $$$"""{"id":"{{{id}}}","name":"a","match":{},"action":{"allow":true}}""";

        (await server.ManageAsync(HttpMethod.Put, path, $$"""{"policies":[{{policy}},{{policy}}]}""")).Param.ShouldBe("policies[1].id");
        (await server.ManageAsync(HttpMethod.Put, path, $$"""{"policies":[{{policy}}]}""")).Body.ShouldContain(id);
    }

    [Fact]
    public async Task List_LongerThanMay_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        var (_, path) = Stage(server);
        const string policy = """{"name":"a","match":{},"action":{"allow":true}}""";

        var most = await server.ManageAsync(HttpMethod.Put, path, $$"""{"policies":[{{string.Join(',', Enumerable.Repeat(policy, 2_000))}}]}""");
        var more = await server.ManageAsync(HttpMethod.Put, path, $$"""{"policies":[{{string.Join(',', Enumerable.Repeat(policy, 2_001))}}]}""");

        ((int)most.Status).ShouldBe(200);
        more.Param.ShouldBe("policies");
    }

    private static string One(string match, string action) => $$$"""{"policies":[{"name":"a","match":{{{match}}},"action":{{{action}}}}]}""";

    private static (Tenant Tenant, string Path) Stage(EdgeServer server)
    {
        var tenant = server.Workspace();
        _ = server.Customers.Create(tenant, new Project { Id = default, Workspace = default, Slug = "client-a", Name = "Client A", CreatedAt = default });
        _ = server.Key(tenant);
        return (tenant, $"/workspaces/{tenant.Workspace.Id}/policies");
    }
}
