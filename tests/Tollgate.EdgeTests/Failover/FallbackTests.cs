using Tollgate.EdgeTests.Relay;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Failover;

/// <summary>Where a call goes when its first target fails, and what is held for it there.</summary>
public sealed class FallbackTests
{
    private const string Garbage = "<html>busy</html>";

    [Fact]
    public async Task Fallback_ThatAnswers_NamesItselfInReplyAndLog()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true, retries: 0);
        stage.First.ReplyPlain("{}", 503);
        stage.Second.ReplyPlain(FakeReplies.Completion(7, 3));

        var reply = await stage.CallAsync(CallStage.Ask);

        reply.Header("X-Tollgate-Model").ShouldBe("n");
        reply.Header("X-Tollgate-Provider").ShouldBe("other");
        reply.Header("X-Tollgate-Cost-Usd").ShouldBe("0.000033");
        stage.Second.Requests.Single().BodyText.ShouldBe(CallStage.Ask.Replace("\"m\"", "\"n\"", StringComparison.Ordinal));
        stage.Second.Requests.Single().Head.ShouldContain("Authorization: Bearer sk-other-upstream-key-wxyz");
        var row = await stage.RowAsync();
        (row.ModelAsked, row.ModelUsed, row.Provider, row.Flags).ShouldBe(("m", "n", "other", CallFlags.FellBack));
        row.Attempts!.Select(a => (a.Provider, a.Model, a.KeyHint, a.Status, a.Error, a.CostNanoUsd)).ShouldBe(
        [
            ("openai", "m", "", 503, "PROVIDER_ERROR", 0),
            ("other", "n", "wxyz", 200, null, FailoverStage.SecondUsage),
        ]);
    }

    [Fact]
    public async Task Fallback_AfterACharge_IsChargedToAHoldOfItsOwn()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true);
        stage.First.ReplyPlain(Garbage);
        stage.Second.ReplyPlain(FakeReplies.Completion(7, 3));

        var reply = await stage.CallAsync(CallStage.Ask);

        reply.Header("X-Tollgate-Cost-Usd").ShouldBe("0.000318");
        var row = await stage.RowAsync();
        row.Flags.ShouldBe(CallFlags.ChargedAtBound | CallFlags.FellBack);
        row.BoundNanoUsd.ShouldBe(FailoverStage.FirstBound + FailoverStage.SecondBound);
        stage.Stage.Books.Transfers.Select(t => (t.Id, t.Amount)).ShouldBe(
            [(row.RequestId.Value, FailoverStage.FirstBound), (row.Attempts![1].Hold!.Value, FailoverStage.SecondUsage)], ignoreOrder: true);
        stage.Stage.Books.Transfers.Select(t => t.Accounts.Provider).Distinct().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData(500, FailoverStage.SecondBound, true)]
    [InlineData(500, FailoverStage.SecondBound - 1, false)]
    [InlineData(200, FailoverStage.FirstBound + FailoverStage.SecondBound, true)]
    [InlineData(200, FailoverStage.FirstBound + FailoverStage.SecondBound - 1, false)]
    public async Task Fallback_MustBeAffordable_ElseTheFirstErrorStands(int status, long budget, bool fits)
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true, retries: 0);
        stage.Stage.Customers.Change(stage.Stage.Tenant, w => w with { Budget = new NanoUsd(budget) });
        stage.First.ReplyPlain(Garbage, status);

        var reply = await stage.CallAsync(CallStage.Ask);

        stage.Second.Count.ShouldBe(fits ? 1 : 0);
        ((int)reply.Status).ShouldBe(fits ? 200 : 502);
        var row = await stage.RowAsync();
        row.Provider.ShouldBe(fits ? "other" : "openai");
        row.CostNanoUsd.ShouldBe((status == 200 ? FailoverStage.FirstBound : 0) + (fits ? 7_000 : 0));
        if (!fits)
        {
            reply.Error.GetProperty("provider_status").GetInt32().ShouldBe(status);
            row.BoundNanoUsd.ShouldBe(FailoverStage.FirstBound);
        }
    }

    [Fact]
    public async Task Fallback_ThatCannotBeCalled_IsPassedOver()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: false, retries: 0);
        stage.FallBackTo("gone", "anthropic/claude-sonnet-4-5", "openai/unpriced", "openai/m", "other/n");
        stage.First.ReplyPlain("{}", 500);

        var reply = await stage.CallAsync(CallStage.Ask);

        ((int)reply.Status).ShouldBe(200);
        (await stage.RowAsync()).Attempts!.Select(a => a.Provider).ShouldBe(["openai", "other"]);
    }

    [Fact]
    public async Task Fallback_NoneCanBeCalled_TheFirstErrorStands()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: false, retries: 0);
        stage.FallBackTo("gone", "openai/m");
        stage.First.ReplyPlain("{}", 429, "Retry-After: 17\r\n");

        var reply = await stage.CallAsync(CallStage.Ask);

        reply.Error.GetProperty("provider_status").GetInt32().ShouldBe(429);
        reply.Header("Retry-After").ShouldBe("17");
        (await stage.RowAsync()).Attempts!.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Fallback_ThatFailsToo_EndsWithItsOwnError()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true, retries: 0);
        stage.First.ReplyPlain("{}", 500);
        stage.Second.ReplyPlain("{}", 503);

        var reply = await stage.CallAsync(CallStage.Ask);

        reply.Error.GetProperty("provider").GetString().ShouldBe("other");
        reply.Error.GetProperty("provider_status").GetInt32().ShouldBe(503);
        reply.Header("X-Tollgate-Attempts").ShouldBe("2");
        var row = await stage.RowAsync();
        (row.CostNanoUsd, row.Provider).ShouldBe((0, "other"));
    }

    [Fact]
    public async Task Fallback_ThatBreaksAfterACharge_AddsWhatEachIsCharged()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true);
        stage.First.ReplyPlain(Garbage);
        stage.Second.ReplyPlain(Garbage);

        var reply = await stage.CallAsync(CallStage.Ask);

        ((int)reply.Status).ShouldBe(502);
        var row = await stage.RowAsync();
        row.CostNanoUsd.ShouldBe(FailoverStage.FirstBound + FailoverStage.SecondBound);
        row.ErrorCode.ShouldBe("PROVIDER_ERROR");
    }

    [Fact]
    public async Task Fallback_OfAStream_GoesOutAsIfItHadBeenTheFirst()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true);
        stage.First.Script(async e =>
        {
            await e.SendStreamHeadAsync();
            e.Reset();
        });
        stage.Second.ReplyStream(FakeReplies.Delta("hi"), FakeReplies.Finish(), FakeReplies.Usage(7, 3), FakeReplies.Done);

        var reply = await stage.CallAsync(CallStage.AskStream);

        reply.Header("X-Tollgate-Attempts").ShouldBe("2");
        reply.Body.ShouldStartWith(FakeReplies.Delta("hi"));
        reply.Body.ShouldContain("\"cost_usd\":0.000318");
        (await stage.RowAsync()).Attempts!.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(CallStage.Ask)]
    [InlineData(CallStage.AskStream)]
    public async Task Fallback_CannotBeAffordedAfterA429_TheFirstIsTriedAgainOnItsOwnTerms(string ask)
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true);
        stage.Stage.Customers.Change(stage.Stage.Tenant, w => w with { Budget = new NanoUsd(FailoverStage.FirstBound) });
        stage.First.ReplyPlain("{}", 429);
        if (ask == CallStage.Ask)
        {
            stage.First.ReplyPlain(FakeReplies.Completion(7, 3));
        }
        else
        {
            stage.First.ReplyStream(FakeReplies.Delta("hi"), FakeReplies.Finish(), FakeReplies.Usage(7, 3), FakeReplies.Done);
        }

        ((int)(await stage.CallAsync(ask)).Status).ShouldBe(200);

        var row = await stage.RowAsync();
        (row.CostNanoUsd, row.BoundNanoUsd, row.Provider, row.Flags).ShouldBe((13_000, FailoverStage.FirstBound, "openai", CallFlags.None));
        var owed = stage.Stage.Books.Transfers.ShouldHaveSingleItem().Accounts.Provider;
        stage.Stage.Books.Accounts.Single(a => a.Balance.Ordinal == owed).Identity.Name.ShouldBe("openai");
    }

    [Fact]
    public async Task Fallback_UnderAnIdempotencyKey_RunsOnceAndIsReplayed()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true);
        stage.First.ReplyPlain(Garbage);
        var first = await stage.Stage.CallAsync(CallStage.Ask, null, ("Idempotency-Key", "k1"));

        var second = await stage.Stage.CallAsync(CallStage.Ask, null, ("Idempotency-Key", "k1"));

        second.Body.ShouldBe(first.Body);
        second.Header("Idempotent-Replayed").ShouldBe("true");
        (stage.First.Count, stage.Second.Count).ShouldBe((1, 1));
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(FailoverStage.FirstBound + 7_000);
    }

    [Fact]
    public async Task Retries_SwitchedOff_AreNotMade()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: false, retries: 0);
        stage.First.ReplyPlain("{}", 500);

        ((int)(await stage.CallAsync(CallStage.Ask)).Status).ShouldBe(502);

        stage.First.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Retries_Several_WaitLongerEachTime()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: false, retries: 3);
        stage.First.Default = e => e.SendPlainAsync("{}", 500);

        await stage.CallAsync(CallStage.Ask);

        var starts = (await stage.RowAsync()).Attempts!.Select(a => a.StartedUs / 1_000).ToList();
        (starts[1] - starts[0]).ShouldBeInRange(100, 350);
        (starts[2] - starts[1]).ShouldBeInRange(200, 600);
        (starts[3] - starts[2]).ShouldBeInRange(400, 1_100);
        starts.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Caller_LeavesWhileItWaits_IsTheLastAttempt()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true);
        stage.First.ReplyPlain("{}", 500);
        using var caller = await stage.Stage.SendRawAsync(CallStage.Ask);
        await stage.First.NextAsync();

        caller.Close(0);

        var row = await stage.RowAsync();
        (stage.First.Count, stage.Second.Count, row.CostNanoUsd).ShouldBe((1, 0, 0));
        (row.Status, row.ErrorCode, row.Flags).ShouldBe((499, "PROVIDER_ERROR", CallFlags.CallerLeft));
    }
}
