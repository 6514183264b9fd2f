using Tollgate.Calls.Policies;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.UnitTests.Policies;

public sealed class PolicySetTests : IDisposable
{
    private readonly PolicyStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public void NoPolicies_AnyCall_SayNothing()
    {
        var decision = PolicySet.Of(_stage.Tenant).Decide(_stage.Call);

        decision.Policy.ShouldBeNull();
        decision.PolicyId.ShouldBeNull();
        decision.Block.ShouldBeFalse();
        decision.Fallback.ShouldBeEmpty();
    }

    [Fact]
    public void Conditions_ThatNameNothing_MeetEveryCall() => _stage.Meets(new PolicyMatch(), _stage.Call).ShouldBeTrue();

    [Fact]
    public void Policies_SeveralThatMeet_TheFirstDecides()
    {
        var first = _stage.Policy(new PolicyMatch { Step = "step" }, new PolicyAction { RewriteModel = "a" });

        var decision = _stage.Decide(
            _stage.Call,
            _stage.Policy(new PolicyMatch { Step = "other" }, new PolicyAction { Block = true }),
            first,
            _stage.Policy(new PolicyMatch(), new PolicyAction { Block = true }));

        decision.Policy.ShouldBe(first);
        decision.PolicyId.ShouldBe(first.Id.ToString());
        decision.RewriteModel.ShouldBe("a");
        decision.Block.ShouldBeFalse();
    }

    [Fact]
    public void Policy_SwitchedOff_IsPassedOver()
    {
        var decision = _stage.Decide(_stage.Call, _stage.Policy(new PolicyMatch(), new PolicyAction { Block = true }, enabled: false));

        decision.Policy.ShouldBeNull();
        PolicySet.Of(_stage.Tenant).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Allow_BeforeABlock_LetsTheCallThrough()
    {
        var decision = _stage.Decide(
            _stage.Call,
            _stage.Policy(new PolicyMatch { Key = _stage.Key.Key.Id }),
            _stage.Policy(new PolicyMatch(), new PolicyAction { Block = true }));

        (decision.Policy is not null, decision.Block).ShouldBe((true, false));
    }

    [Fact]
    public void Decision_EachAction_IsHandedOn()
    {
        _stage.Decide(_stage.Call, _stage.Policy(new PolicyMatch(), new PolicyAction { Block = true })).Block.ShouldBeTrue();
        _stage.Decide(_stage.Call, _stage.Policy(new PolicyMatch(), new PolicyAction { ForceProvider = "p" })).ForceProvider.ShouldBe("p");
        var both = _stage.Decide(_stage.Call, _stage.Policy(new PolicyMatch(), new PolicyAction { CapMaxTokens = 7, Fallback = ["a", "b"] }));
        both.MaxOutputTokens.ShouldBe(7);
        both.Fallback.ShouldBe(["a", "b"]);
        both.RewriteModel.ShouldBeNull();
    }

    [Fact]
    public void Key_AndProject_MeetTheirOwnCallsOnly()
    {
        _stage.Meets(new PolicyMatch { Key = _stage.Key.Key.Id }, _stage.Call).ShouldBeTrue();
        _stage.Meets(new PolicyMatch { Key = _stage.OtherKey.Key.Id }, _stage.Call).ShouldBeFalse();
        _stage.Meets(new PolicyMatch { Project = _stage.Project.Project.Id }, _stage.Call).ShouldBeTrue();
        _stage.Meets(new PolicyMatch { Project = _stage.OtherProject.Project.Id }, _stage.Call).ShouldBeFalse();
    }

    [Fact]
    public void TagStepAndProvider_AsTheyAreWritten_MustBeEqual()
    {
        _stage.Meets(new PolicyMatch { WorkflowTag = "tag" }, _stage.Call).ShouldBeTrue();
        _stage.Meets(new PolicyMatch { WorkflowTag = "Tag" }, _stage.Call).ShouldBeFalse();
        _stage.Meets(new PolicyMatch { Step = "step" }, _stage.Call).ShouldBeTrue();
        _stage.Meets(new PolicyMatch { Step = "ste*" }, _stage.Call).ShouldBeFalse();
        _stage.Meets(new PolicyMatch { Provider = "openai" }, _stage.Call).ShouldBeTrue();
        _stage.Meets(new PolicyMatch { Provider = "practice" }, _stage.Call).ShouldBeFalse();
    }

    [Theory]
    [InlineData("gpt-4o", "openai/gpt-4o", "gpt-4o", true)]
    [InlineData("openai/gpt-4o", "gpt-4o", "gpt-4o", true)]
    [InlineData("openai/*", "gpt-4o", "gpt-4o", true)]
    [InlineData("open*", "gpt-4o", "gpt-4o", false)]
    [InlineData("open*", "openai/gpt-4o", "gpt-4o", true)]
    [InlineData("other/*", "openai/gpt-4o", "gpt-4o", false)]
    [InlineData("meta/llama", "meta/llama", "meta/llama", true)]
    [InlineData("openai/meta/llama", "meta/llama", "meta/llama", true)]
    public void Model_PatternWithASlashOrWithout_IsComparedWithTheNameThatHasItsProviderOrNot(string pattern, string asked, string model, bool matches) =>
        _stage.Meets(new PolicyMatch { Model = pattern }, _stage.Facts(asked, model)).ShouldBe(matches);

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void MinPromptTokens_ByTheEstimate_CountsFromThatSize(long least, bool meets) =>
        _stage.Meets(new PolicyMatch { MinPromptTokens = least }, _stage.Call).ShouldBe(meets);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(300, 100)]
    public void Estimate_OfText_IsAThirdOfItsBytesRoundedUp(long bytes, long tokens) => PolicyFacts.Estimate(bytes).ShouldBe(tokens);

    [Fact]
    public void Conditions_AllButOneHold_IsNotEnough()
    {
        var match = new PolicyMatch
        {
            Key = _stage.Key.Key.Id, Project = _stage.Project.Project.Id, Model = "gpt-*", WorkflowTag = "tag", Step = "step",
            Provider = "openai", MinPromptTokens = 1, Hours = new PolicyHours([4], 0, 1440), BudgetUsedPct = 0,
        };
        _stage.Meets(match, _stage.Call).ShouldBeTrue();

        PolicyMatch[] wrong =
        [
            match with { Key = _stage.OtherKey.Key.Id }, match with { Project = _stage.OtherProject.Project.Id }, match with { Model = "x" },
            match with { WorkflowTag = "x" }, match with { Step = "x" }, match with { Provider = "x" }, match with { MinPromptTokens = 101 },
            match with { Hours = new PolicyHours([5], 0, 1440) }, match with { BudgetUsedPct = 1 },
        ];
        wrong.Where(m => _stage.Meets(m, _stage.Call)).ShouldBeEmpty();
    }

    [Fact]
    public async Task BudgetUsed_SpentAndHeld_IsThatOfTheFullestBudget()
    {
        _stage.Customers.Change(_stage.Tenant, w => w with { Budget = new NanoUsd(1_000) });
        _stage.Customers.Change(_stage.Tenant, _stage.Project, p => p with { Budget = new NanoUsd(200) });
        _stage.Customers.Change(_stage.Key, k => k with { Budget = new NanoUsd(400) });
        await HoldAsync(99);
        await HoldAsync(60);

        _stage.Meets(new PolicyMatch { BudgetUsedPct = 79 }, _stage.Call).ShouldBeTrue();
        _stage.Meets(new PolicyMatch { BudgetUsedPct = 80 }, _stage.Call).ShouldBeFalse();
        await HoldAsync(1);
        _stage.Meets(new PolicyMatch { BudgetUsedPct = 80 }, _stage.Call).ShouldBeTrue();
    }

    [Fact]
    public void BudgetUsed_OfABudgetOfZero_IsFull()
    {
        _stage.Meets(new PolicyMatch { BudgetUsedPct = 1 }, _stage.Call).ShouldBeFalse();
        _stage.Customers.Change(_stage.Tenant, w => w with { Budget = NanoUsd.Zero });
        _stage.Meets(new PolicyMatch { BudgetUsedPct = 100 }, _stage.Call).ShouldBeTrue();
    }

    [Fact]
    public void Weighted_EveryDraw_IsSharedExactlyByWeight()
    {
        var policy = _stage.Policy(
            new PolicyMatch(), new PolicyAction { Weighted = [new WeightedModel("a", 1), new WeightedModel("b", 5), new WeightedModel("c", 2)] });
        _stage.Customers.SetPolicies(_stage.Tenant, [policy]);
        var set = PolicySet.Of(_stage.Tenant);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);

        for (var i = 0; i < 8_000; i++)
        {
            var facts = With(_stage.Call, (uint)((ulong)i * uint.MaxValue / 7_999));
            var model = set.Decide(facts).RewriteModel!;
            seen[model] = seen.GetValueOrDefault(model) + 1;
        }

        seen.Keys.Order(StringComparer.Ordinal).ShouldBe(["a", "b", "c"]);
        seen["a"].ShouldBeInRange(999, 1_001);
        seen["b"].ShouldBeInRange(4_999, 5_001);
        set.Decide(With(_stage.Call, uint.MaxValue)).RewriteModel.ShouldBe("c");
    }

    [Fact]
    public void Set_ListPutAgain_IsTheNewOneForTheNextCall()
    {
        var block = _stage.Policy(new PolicyMatch(), new PolicyAction { Block = true });
        _stage.Decide(_stage.Call, block).Block.ShouldBeTrue();

        _stage.Decide(_stage.Call, block with { Enabled = false }).Block.ShouldBeFalse();
        _stage.Decide(_stage.Call).Policy.ShouldBeNull();
    }

    [Fact]
    public async Task Decide_ThroughAThousandPolicies_AllocatesNothing()
    {
        // The budget's account of this window stands from its first call on.
        await HoldAsync(1);
        _stage.Customers.Change(_stage.Tenant, w => w with { Budget = new NanoUsd(1_000) });
        _stage.Customers.SetPolicies(_stage.Tenant, [.. Enumerable.Range(0, 1_000).Select(i => _stage.Policy(new PolicyMatch
        {
            Model = i % 2 == 0 ? $"model-{i}-*" : null,
            Hours = i % 3 == 0 ? new PolicyHours([1], 0, 60) : null,
            BudgetUsedPct = i % 5 == 0 ? 50 : null,
            Step = $"step-{i}",
        })), _stage.Policy(new PolicyMatch { Hours = new PolicyHours(null, 0, 1440), BudgetUsedPct = 0 })]);
        var set = PolicySet.Of(_stage.Tenant);
        var facts = _stage.Call;
        var met = set.Decide(facts).Policy;

        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = PolicySet.Of(_stage.Tenant).Decide(facts);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        met.ShouldNotBeNull();
    }

    [Fact]
    public void Explain_OfTheCall_NamesWhatFailedAndWhyTheOneThatDecidesDoes()
    {
        _stage.Decide(
            _stage.Call,
            _stage.Policy(new PolicyMatch(), enabled: false),
            _stage.Policy(new PolicyMatch { Step = "other", Model = "claude-*" }),
            _stage.Policy(new PolicyMatch { Key = _stage.OtherKey.Key.Id }),
            _stage.Policy(new PolicyMatch { Hours = new PolicyHours([6, 7], 1320, 360) }),
            _stage.Policy(new PolicyMatch { Model = "gpt-*", MinPromptTokens = 7, BudgetUsedPct = 0 }),
            _stage.Policy(new PolicyMatch()));

        var verdicts = PolicySet.Of(_stage.Tenant).Explain(_stage.Call);

        verdicts.Select(v => v.Met).ShouldBe([false, false, false, false, true]);
        verdicts[0].Conditions.ShouldBe([new ConditionFound("enabled", "true", "false")]);
        verdicts[1].Conditions.ShouldBe([new ConditionFound("step", "other", "step")]);
        verdicts[2].Conditions.ShouldBe([new ConditionFound("key", $"k2 ({_stage.OtherKey.Key.Id})", $"k1 ({_stage.Key.Key.Id})")]);
        verdicts[3].Conditions.ShouldBe([new ConditionFound("hours", "Sat,Sun 22:00-06:00", "Thu 12:00 (UTC)")]);
        verdicts[4].Conditions.ShouldBe(
        [
            new ConditionFound("min_prompt_tokens", "7", "100"), new ConditionFound("model", "gpt-*", "gpt-4o (openai/gpt-4o)"),
            new ConditionFound("budget_used_pct", "0", "0"),
        ]);
    }

    [Fact]
    public void Explain_OfAnyList_EndsAtThePolicyThatDecides()
    {
        var chance = new Random(5);
        for (var i = 0; i < 500; i++)
        {
            var list = Enumerable.Range(0, chance.Next(8)).Select(_ => _stage.Policy(Match(chance), enabled: chance.Next(4) > 0)).ToList();

            var decided = _stage.Decide(_stage.Call, list).Policy;

            var met = PolicySet.Of(_stage.Tenant).Explain(_stage.Call).SingleOrDefault(v => v.Met);
            met?.Policy.ShouldBe(decided);
            (met is null).ShouldBe(decided is null);
        }
    }

    private PolicyMatch Match(Random chance) => new()
    {
        Key = chance.Next(4) switch { 0 => _stage.Key.Key.Id, 1 => _stage.OtherKey.Key.Id, _ => null },
        Project = chance.Next(4) switch { 0 => _stage.Project.Project.Id, 1 => _stage.OtherProject.Project.Id, _ => null },
        Model = chance.Next(4) switch { 0 => "gpt-*", 1 => "openai/x", _ => null },
        Step = chance.Next(4) switch { 0 => "step", 1 => "x", _ => null },
        Provider = chance.Next(4) switch { 0 => "openai", 1 => "x", _ => null },
        MinPromptTokens = chance.Next(4) == 0 ? chance.Next(200) : null,
        Hours = chance.Next(4) == 0 ? new PolicyHours([chance.Next(3, 6)], chance.Next(720), 1440) : null,
        BudgetUsedPct = chance.Next(4) == 0 ? chance.Next(2) : null,
    };

    private static PolicyFacts With(PolicyFacts facts, uint draw) => new()
    {
        Key = facts.Key, Project = facts.Project, Asked = facts.Asked, Model = facts.Model, WorkflowTag = facts.WorkflowTag, Step = facts.Step,
        PromptTokens = facts.PromptTokens, NowMs = facts.NowMs, Draw = draw, Meter = facts.Meter,
    };

    private async Task HoldAsync(long amount)
    {
        var now = _stage.Call.NowMs;
        var outcome = await _stage.Meter.HoldAsync(new HoldRequest
        {
            Book = _stage.Tenant.Book,
            Key = _stage.Key.Line,
            Project = _stage.Project.Live,
            Mode = KeyMode.Live,
            Provider = "openai",
            Amount = amount,
            NowMs = now,
            DeadlineMs = now + 1_000,
            Call = new CallRecord
            {
                RequestId = default, AtMs = now, Workspace = _stage.Tenant.Workspace.Id, Key = _stage.Key.Key.Id, Mode = KeyMode.Live,
                Route = "chat.completions",
            },
        });
        outcome.Hold.ShouldNotBeNull();
    }
}
