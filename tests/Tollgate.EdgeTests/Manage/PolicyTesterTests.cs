using System.Text.Json;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;

namespace Tollgate.EdgeTests.Manage;

/// <summary>What a supposed call would meet. One input token costs 1,000 nano-USD, one output token 2,000; a prompt of 100 tokens is bounded by
/// 300 of text and 80 around it.</summary>
public sealed class PolicyTesterTests
{
    private const string Ask = """{"model":"m","prompt_tokens":100,"max_tokens":10""";

    [Fact]
    public async Task Call_ThatNoPolicyMeets_GoesWhereItWasAskedToAndSaysItsBound()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        Put(server, tenant, (new PolicyMatch { Model = "x*" }, new PolicyAction { Block = true }));

        var reply = await server.ManageAsync(HttpMethod.Post, path, Ask + "}");

        ((int)reply.Status).ShouldBe(200);
        reply.Json.GetProperty("policy").ValueKind.ShouldBe(JsonValueKind.Null);
        reply.Json.GetProperty("model").GetString().ShouldBe("m");
        reply.Json.GetProperty("provider").GetString().ShouldBe("openai");
        reply.Json.GetProperty("bound_usd").GetRawText().ShouldBe("0.0004");
        reply.Json.GetProperty("refusal").ValueKind.ShouldBe(JsonValueKind.Null);
        reply.Json.GetProperty("rules")[0].GetProperty("failed").GetRawText()
            .ShouldBe("""[{"condition":"model","wants":"x*","found":"m (openai/m)"}]""");
        server.Meter.Status(tenant.Book, tenant.Book.Live).Reserved.ShouldBe(0);
    }

    [Fact]
    public async Task Call_OfAModelOfEmbeddings_IsSupposedToAskForAVector()
    {
        await using var server = await EdgeServer.StartAsync();
        var (_, path) = Stage(server);

        var reply = await server.ManageAsync(HttpMethod.Post, path, """{"model":"text-embedding-3-small","prompt_tokens":1000}""");

        // 3,000 bytes of text and 16 marks at 0.02 USD for a million.
        reply.Json.GetProperty("refusal").ValueKind.ShouldBe(JsonValueKind.Null);
        reply.Json.GetProperty("bound_usd").GetRawText().ShouldBe("0.00006032");
    }

    [Fact]
    public async Task Policy_ThatDecides_IsNamedWithWhyAndThoseBeforeIt()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        var policies = Put(
            server,
            tenant,
            (new PolicyMatch { WorkflowTag = "other" }, new PolicyAction { Block = true }),
            (new PolicyMatch { WorkflowTag = "nightly", Project = tenant.Projects.Keys.Single() }, new PolicyAction { RewriteModel = "small", Fallback = ["m", "nobody"] }),
            (new PolicyMatch(), new PolicyAction()));

        var reply = await server.ManageAsync(HttpMethod.Post, path, Ask + ""","workflow_tag":"nightly","project":"client-a"}""");

        var policy = reply.Json.GetProperty("policy");
        policy.GetProperty("id").GetString().ShouldBe(policies[1].Id.ToString());
        policy.GetProperty("position").GetInt32().ShouldBe(2);
        reply.Json.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("met").GetBoolean()).ShouldBe([false, true]);
        reply.Json.GetProperty("rules_after").GetInt32().ShouldBe(1);
        reply.Json.GetProperty("rules")[1].GetProperty("because").GetRawText().ShouldBe(
            """[{"condition":"project","wants":"client-a","found":"client-a"},{"condition":"workflow_tag","wants":"nightly","found":"nightly"}]""");
        reply.Json.GetProperty("model").GetString().ShouldBe("small");
        reply.Json.GetProperty("fallback").GetRawText().ShouldBe("""["m","nobody"]""");
        Targets(reply).ShouldBe([(1, "small", "0.0004", null), (2, "m", "0.0004", null), (3, null, "null", "MODEL_NOT_FOUND")]);
    }

    [Fact]
    public async Task Block_OfTheCall_IsItsRefusal()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        Put(server, tenant, (new PolicyMatch(), new PolicyAction { Block = true }));

        var reply = await server.ManageAsync(HttpMethod.Post, path, Ask + "}");

        reply.Json.GetProperty("refusal").GetProperty("code").GetString().ShouldBe("POLICY_BLOCKED");
        reply.Json.GetProperty("refusal").GetProperty("status").GetInt32().ShouldBe(403);
        reply.Json.GetProperty("targets").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Split_OfTheCall_ShowsEveryShare()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        Put(server, tenant, (new PolicyMatch(), new PolicyAction { Weighted = [new WeightedModel("m", 3), new WeightedModel("gone", 1)] }));

        var reply = await server.ManageAsync(HttpMethod.Post, path, Ask + "}");

        reply.Json.GetProperty("targets").EnumerateArray().Select(t => t.GetProperty("share_pct").GetDecimal()).ShouldBe([75, 25]);
        Targets(reply).ShouldBe([(1, "m", "0.0004", null), (1, null, "null", "MODEL_NOT_FOUND")]);
        reply.Json.GetProperty("refusal").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Cap_OfTheOutput_LowersLimitAndBound()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        Put(server, tenant, (new PolicyMatch(), new PolicyAction { CapMaxTokens = 5 }));

        var reply = await server.ManageAsync(HttpMethod.Post, path, Ask + "}");

        reply.Json.GetProperty("bound_usd").GetRawText().ShouldBe("0.00039");
        reply.Json.GetProperty("targets")[0].GetProperty("max_tokens").GetInt64().ShouldBe(5);
    }

    [Fact]
    public async Task Supposed_MomentAndUseOfBudgets_AreTakenInPlaceOfThePresentOnes()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        Put(server, tenant, (new PolicyMatch { Hours = new PolicyHours([6], 0, 1440), BudgetUsedPct = 80 }, new PolicyAction { Block = true }));

        (await Refusal(server, path, "}")).ShouldBeNull();
        (await Refusal(server, path, ""","at":"2026-01-17T08:00:00Z","budget_used_pct":79}""")).ShouldBeNull();
        (await Refusal(server, path, ""","at":"2026-01-17T08:00:00Z","budget_used_pct":80}""")).ShouldBe("POLICY_BLOCKED");
    }

    [Fact]
    public async Task Call_ThatWouldBeRefusedOtherwise_SaysWhatItWouldGet()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        _ = server.Customers.Create(tenant, Key("poor") with { Budget = new NanoUsd(399_999) });
        _ = server.Customers.Create(tenant, Key("narrow") with { Models = ["small"] });

        (await Refusal(server, path, ""","key":"poor"}""")).ShouldBe("KEY_BUDGET_EXCEEDED");
        (await Refusal(server, path, ""","key":"narrow"}""")).ShouldBe("PERMISSION_DENIED");
        (await Refusal(server, path, ""","provider":"nobody"}""")).ShouldBe("MODEL_NOT_FOUND");
        var unknown = await server.ManageAsync(HttpMethod.Post, path, """{"model":"gpt-4o-nonsense"}""");
        unknown.Json.GetProperty("refusal").GetProperty("code").GetString().ShouldBe("MODEL_NOT_FOUND");
    }

    [Fact]
    public async Task Clamp_SwitchedOn_ShowsTheOutputThatTheBudgetCovers()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        _ = server.Customers.Change(tenant, w => w with
        {
            Budget = new NanoUsd(420_000), Settings = w.Settings with { ClampToBudget = true },
        });

        var reply = await server.ManageAsync(HttpMethod.Post, path, """{"model":"m","prompt_tokens":100,"max_tokens":500}""");

        reply.Json.GetProperty("refusal").ValueKind.ShouldBe(JsonValueKind.Null);
        reply.Json.GetProperty("targets")[0].GetProperty("max_tokens").GetInt64().ShouldBe(20);
        reply.Json.GetProperty("bound_usd").GetRawText().ShouldBe("0.00042");
    }

    [Theory]
    [InlineData("{}", "model")]
    [InlineData("""{"model":"m","project":"nobody"}""", "project")]
    [InlineData("""{"model":"m","key":"nobody"}""", "key")]
    [InlineData("""{"model":"m","prompt_tokens":-1}""", "prompt_tokens")]
    [InlineData("""{"model":"m","max_tokens":0}""", "max_tokens")]
    [InlineData("""{"model":"m","stream":"yes"}""", "stream")]
    [InlineData("""{"model":"m","at":"today"}""", "at")]
    [InlineData("""{"model":"m","budget_used_pct":101}""", "budget_used_pct")]
    [InlineData("""{"model":"m","messages":[]}""", "messages")]
    public async Task Body_ThatIsWrong_NamesTheField(string body, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var (_, path) = Stage(server);

        var reply = await server.ManageAsync(HttpMethod.Post, path, body);

        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe(param);
    }

    [Fact]
    public async Task Key_ThatIsRevoked_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        _ = server.Customers.Revoke(server.Customers.Create(tenant, Key("old")).Key);

        (await server.ManageAsync(HttpMethod.Post, path, """{"model":"m","key":"old"}""")).Param.ShouldBe("key");
    }

    private static async Task<string?> Refusal(EdgeServer server, string path, string rest)
    {
        var refusal = (await server.ManageAsync(HttpMethod.Post, path, Ask + rest)).Json.GetProperty("refusal");
        return refusal.ValueKind == JsonValueKind.Null ? null : refusal.GetProperty("code").GetString();
    }

    private static IEnumerable<(int Attempt, string? Model, string Bound, string? Refusal)> Targets(Reply reply) =>
        reply.Json.GetProperty("targets").EnumerateArray().Select(t => (
            t.GetProperty("attempt").GetInt32(),
            t.GetProperty("model").GetString(),
            t.GetProperty("bound_usd").GetRawText(),
            t.GetProperty("refusal").ValueKind == JsonValueKind.Null ? null : t.GetProperty("refusal").GetProperty("code").GetString()));

    private static IReadOnlyList<RoutingPolicy> Put(EdgeServer server, Tenant tenant, params (PolicyMatch Match, PolicyAction Action)[] policies) =>
        server.Customers.SetPolicies(tenant, [.. policies.Select((p, i) => new RoutingPolicy
        {
            Id = default, Name = $"p{i}", Enabled = true, Match = p.Match, Action = p.Action,
        })]);

    private static ApiKey Key(string name) => new()
    {
        Id = default, Workspace = default, Name = name, PublicId = "", SecretHash = [], Mode = KeyMode.Live, CreatedAt = default,
    };

    [Theory]
    [InlineData("openai", """{"model":"m","n":2,"max_tokens":10,"messages":[{"role":"user","content":"Hi"}]}""", "n")]
    [InlineData("gemini", """{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"candidateCount":2,"maxOutputTokens":10}}""", "generationConfig.candidateCount")]
    public async Task Request_ThatATargetHasNoWordsFor_SaysSoThere(string dialect, string request, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var (tenant, path) = Stage(server);
        Put(server, tenant, (new PolicyMatch(), new PolicyAction { Fallback = ["claude"] }));

        var reply = await server.ManageAsync(HttpMethod.Post, path, $$"""{"model":"m","dialect":"{{dialect}}","request":{{request}}}""");

        // 2 bytes of text, 16 and 64 around them, two choices of 10 tokens.
        Targets(reply).ShouldBe([(1, "m", "0.000122", null), (2, null, "null", "INVALID_REQUEST")]);
        reply.Json.GetProperty("targets")[1].GetProperty("refusal").GetProperty("param").GetString().ShouldBe(param);
    }

    [Fact]
    public async Task Request_ThatIsNotValid_IsRefusedByItsField()
    {
        await using var server = await EdgeServer.StartAsync();
        var (_, path) = Stage(server);

        var reply = await server.ManageAsync(HttpMethod.Post, path, """{"model":"m","dialect":"anthropic","request":{"model":"m","messages":[{"role":"user","content":"Hi"}]}}""");

        ((int)reply.Status).ShouldBe(400);
        reply.Body.ShouldContain("The field request.max_tokens is refused: max_tokens is required.");
    }

    private static (Tenant Tenant, string Path) Stage(EdgeServer server)
    {
        var tenant = server.Workspace();
        _ = server.Customers.Put(tenant, "anthropic", _ => new ProviderAccount
        {
            Workspace = tenant.Workspace.Id,
            Name = "anthropic",
            Kind = "anthropic",
            BaseUrl = "http://127.0.0.1:9/v1",
            Credentials = [new ProviderCredential(server.Box.Seal("sk", tenant.Workspace.Id, "anthropic"), 1, "")],
            UpdatedAt = default,
        });
        _ = server.Customers.Put(tenant, "anthropic", "claude", new ModelPrice
        {
            Version = "",
            Base = new PriceSheet { Input = new UnitPrice(NanoUsd.PerUsd), Output = new UnitPrice(2 * NanoUsd.PerUsd) },
            ContextWindow = 100_000,
            MaxOutputTokens = 1_000,
        });
        _ = server.Customers.Create(tenant, new Project { Id = default, Workspace = default, Slug = "client-a", Name = "A", CreatedAt = default });
        _ = server.Customers.Put(tenant, "openai", _ => new ProviderAccount
        {
            Workspace = tenant.Workspace.Id,
            Name = "openai",
            Kind = "openai",
            BaseUrl = "http://127.0.0.1:9/v1",
            Credentials = [new ProviderCredential(server.Box.Seal("sk", tenant.Workspace.Id, "openai"), 1, "")],
            UpdatedAt = default,
        });
        foreach (var model in new[] { "m", "small" })
        {
            _ = server.Customers.Put(tenant, "openai", model, new ModelPrice
            {
                Version = "",
                Base = new PriceSheet { Input = new UnitPrice(NanoUsd.PerUsd), Output = new UnitPrice(2 * NanoUsd.PerUsd) },
                ContextWindow = 100_000,
                MaxOutputTokens = 1_000,
            });
        }

        return (tenant, $"/workspaces/{tenant.Workspace.Id}/policies/test");
    }
}
