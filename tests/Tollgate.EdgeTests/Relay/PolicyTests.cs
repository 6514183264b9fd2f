using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;

namespace Tollgate.EdgeTests.Relay;

/// <summary>What becomes of calls that a policy meets, from the caller's socket to the upstream's.</summary>
public sealed class PolicyTests
{
    private const string Ask = """{"model":"m","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}""";

    [Fact]
    public async Task Block_CallThatItMeets_IsRefusedFreeOfChargeAndNamed()
    {
        await using var stage = await CallStage.StartAsync();
        var policy = Put(stage, new PolicyMatch { Model = "m*" }, new PolicyAction { Block = true }).ShouldHaveSingleItem();

        var reply = await stage.CallAsync(Ask);

        ((int)reply.Status).ShouldBe(403);
        reply.Code.ShouldBe("POLICY_BLOCKED");
        reply.Error.GetProperty("policy_id").GetString().ShouldBe(policy.Id.ToString());
        reply.Error.GetProperty("retryable").GetBoolean().ShouldBeFalse();
        stage.Upstream.Count.ShouldBe(0);
        stage.Budget().ShouldBe((0, 0));
        (await stage.RowAsync()).Policy.ShouldBe(policy.Id.ToString());
    }

    [Theory]
    [InlineData("openai/m", "m")]
    [InlineData("m", "openai/*")]
    public async Task Block_NameWithOrWithoutItsProvider_IsNoWayAround(string asked, string glob)
    {
        await using var stage = await CallStage.StartAsync();
        Put(stage, new PolicyMatch { Model = glob }, new PolicyAction { Block = true });

        (await stage.CallAsync(Ask.Replace("\"m\"", $"\"{asked}\"", StringComparison.Ordinal))).Code.ShouldBe("POLICY_BLOCKED");
    }

    [Fact]
    public async Task Block_BesideOtherRefusals_ComesAfterThePermissionAndBeforeTheProviderKey()
    {
        await using var stage = await CallStage.StartAsync();
        Put(stage, new PolicyMatch(), new PolicyAction { Block = true });
        stage.Customers.DeleteProvider(stage.Tenant, "openai");
        var narrow = stage.Customers.Create(stage.Tenant, CallStage.Draft() with { Models = ["other"] });

        (await stage.CallAsync(Ask)).Code.ShouldBe("POLICY_BLOCKED");
        (await stage.CallAsync(Ask, narrow.Secret)).Code.ShouldBe("PERMISSION_DENIED");
        (await stage.CallAsync(Ask.Replace("\"m\"", "\"gone\"", StringComparison.Ordinal))).Code.ShouldBe("MODEL_NOT_FOUND");
    }

    [Fact]
    public async Task Rewrite_ToAnotherModel_IsSentPricedAndLoggedAsThatOne()
    {
        await using var stage = await CallStage.StartAsync();
        Price(stage, "small", 1_000, outputUsd: 1);
        var policy = Put(stage, new PolicyMatch(), new PolicyAction { RewriteModel = "small" }).Single();

        var reply = await stage.CallAsync(Ask);

        ((int)reply.Status).ShouldBe(200);
        stage.Upstream.Requests.Single().BodyText.ShouldBe(Ask.Replace("\"m\"", "\"small\"", StringComparison.Ordinal));
        var row = await stage.RowAsync();
        (row.ModelAsked, row.ModelUsed, row.Policy).ShouldBe(("m", "small", policy.Id.ToString()));
        row.CostNanoUsd.ShouldBe(2_000);
    }

    [Fact]
    public async Task Rewrite_ToAModelThatNobodyKnows_SaysThatOneIsNotFound()
    {
        await using var stage = await CallStage.StartAsync();
        Put(stage, new PolicyMatch(), new PolicyAction { RewriteModel = "gone" });

        var reply = await stage.CallAsync(Ask);

        reply.Code.ShouldBe("MODEL_NOT_FOUND");
        reply.Error.GetProperty("model").GetString().ShouldBe("gone");
    }

    [Fact]
    public async Task Rewrite_ForAKeyThatMayNotCallTheOtherModel_IsTheOperatorsWord()
    {
        await using var stage = await CallStage.StartAsync();
        Price(stage, "small", 1_000, outputUsd: 1);
        Put(stage, new PolicyMatch(), new PolicyAction { RewriteModel = "small" });
        var key = stage.Customers.Create(stage.Tenant, CallStage.Draft() with { Models = ["m"] });

        ((int)(await stage.CallAsync(Ask, key.Secret)).Status).ShouldBe(200);
        (await stage.CallAsync(Ask.Replace("\"m\"", "\"small\"", StringComparison.Ordinal), key.Secret)).Code.ShouldBe("PERMISSION_DENIED");
    }

    [Fact]
    public async Task Force_AnotherProvider_SendsTheModelThere()
    {
        await using var stage = await CallStage.StartAsync();
        Put(stage, new PolicyMatch { Provider = "openai" }, new PolicyAction { ForceProvider = "practice" });

        var reply = await stage.CallAsync(Ask.Replace("\"m\"", "\"echo\"", StringComparison.Ordinal), null, ("X-Tollgate-Provider", "practice"));
        ((int)reply.Status).ShouldBe(200);
        (await stage.CallAsync(Ask)).Code.ShouldBe("MODEL_NOT_FOUND");
        stage.Upstream.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(40, 40)]
    [InlineData(4_000, 100)]
    public async Task Cap_OnTheOutput_LowersTheRequestAndItsBound(long cap, long sent)
    {
        await using var stage = await CallStage.StartAsync();
        Put(stage, new PolicyMatch(), new PolicyAction { CapMaxTokens = cap });

        await stage.CallAsync(Ask);

        stage.Upstream.Requests.Single().BodyText.ShouldBe(Ask.Replace("100", $"{sent}", StringComparison.Ordinal));
        var inputBound = 64 + 16 + "Hello".Length + "user".Length;
        var bound = (await stage.RowAsync()).BoundNanoUsd;
        (bound - (sent * 2_000)).ShouldBeInRange(0, inputBound * 1_000 * 2);
    }

    [Fact]
    public async Task Weighted_ManyCalls_AreSharedByWeight()
    {
        await using var stage = await CallStage.StartAsync();
        Price(stage, "a", 1_000, outputUsd: 1);
        Price(stage, "b", 1_000, outputUsd: 1);
        Put(stage, new PolicyMatch(), new PolicyAction { Weighted = [new WeightedModel("a", 3), new WeightedModel("b", 1)] });

        for (var i = 0; i < 200; i++)
        {
            ((int)(await stage.CallAsync(Ask)).Status).ShouldBe(200);
        }

        (await stage.LogAsync()).Count(r => r.ModelUsed == "a").ShouldBeInRange(130, 170);
    }

    [Fact]
    public async Task Fallback_OfThePolicy_IsTriedInItsOrderEachUnderTheCap()
    {
        await using var stage = await CallStage.StartAsync();
        Price(stage, "small", 1_000, outputUsd: 1);
        var policy = Put(stage, new PolicyMatch(), new PolicyAction { CapMaxTokens = 40, Fallback = ["gone", "small"] }).Single();
        stage.Upstream.ReplyPlain("{}", 503);

        var reply = await stage.CallAsync(Ask);

        ((int)reply.Status).ShouldBe(200);
        stage.Upstream.Requests.Select(r => r.BodyText).ShouldBe(
        [
            Ask.Replace("100", "40", StringComparison.Ordinal),
            Ask.Replace("100", "40", StringComparison.Ordinal).Replace("\"m\"", "\"small\"", StringComparison.Ordinal),
        ]);
        var row = await stage.RowAsync();
        (row.ModelAsked, row.ModelUsed, row.Policy).ShouldBe(("m", "small", policy.Id.ToString()));
    }

    [Fact]
    public async Task Key_OfThePolicy_HoldsForTheKeysThatItMade()
    {
        await using var stage = await CallStage.StartAsync();
        var child = stage.Customers.Create(stage.Tenant, CallStage.Draft() with
        {
            Parent = stage.Key.Key.Key.Id, Budget = new NanoUsd(NanoUsd.PerUsd), ExpiresAt = stage.Time.GetUtcNow().AddHours(1),
        });
        Put(stage, new PolicyMatch { Key = stage.Key.Key.Key.Id }, new PolicyAction { Block = true });

        (await stage.CallAsync(Ask, child.Secret)).Code.ShouldBe("POLICY_BLOCKED");
    }

    [Fact]
    public async Task TestKey_UnderAPolicyOfTheRealProvider_MeetsItToo()
    {
        await using var stage = await CallStage.StartAsync();
        Put(stage, new PolicyMatch { Provider = "openai" }, new PolicyAction { Block = true });
        var key = stage.Customers.Create(stage.Tenant, CallStage.Draft() with { Mode = KeyMode.Test });

        (await stage.CallAsync(Ask, key.Secret)).Code.ShouldBe("POLICY_BLOCKED");
    }

    [Fact]
    public async Task BudgetUsed_ReachesTheMark_RoutesTheNextCallElsewhere()
    {
        await using var stage = await CallStage.StartAsync();
        Price(stage, "small", 1_000, outputUsd: 1);
        stage.Customers.Change(stage.Tenant, w => w with { Budget = new NanoUsd(1_000_000) });
        var before = await stage.CallAsync(Ask);
        stage.Customers.Change(stage.Tenant, w => w with { Budget = new NanoUsd(1_000_000 * 3 / 1_000) });
        Put(stage, new PolicyMatch { BudgetUsedPct = 100 }, new PolicyAction { Block = true });

        var after = await stage.CallAsync(Ask);

        ((int)before.Status).ShouldBe(200);
        after.Code.ShouldBe("POLICY_BLOCKED");
    }

    private static IReadOnlyList<RoutingPolicy> Put(CallStage stage, PolicyMatch match, PolicyAction action) =>
        stage.Customers.SetPolicies(
            stage.Tenant, [new RoutingPolicy { Id = default, Name = "p", Enabled = true, Match = match, Action = action }]);

    private static void Price(CallStage stage, string model, long maxOutput, long outputUsd) =>
        _ = stage.Customers.Put(stage.Tenant, "openai", model, new ModelPrice
        {
            Version = "",
            Base = new PriceSheet { Input = new UnitPrice(NanoUsd.PerUsd), Output = new UnitPrice(outputUsd * NanoUsd.PerUsd) },
            ContextWindow = 100_000,
            MaxOutputTokens = maxOutput,
        });
}
