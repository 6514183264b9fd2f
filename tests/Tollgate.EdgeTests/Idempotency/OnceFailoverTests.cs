using System.Net;
using Tollgate.EdgeTests.Failover;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Usage;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Idempotency;

/// <summary>A call with an idempotency key that is sent to more than one provider is one request all the same.</summary>
public sealed class OnceFailoverTests
{
    [Theory]
    [InlineData(503, "{}")]
    [InlineData(200, "<html>busy</html>")]
    public async Task Fallback_SentTwice_RunsOnceAndIsReplayed(int status, string firstReply)
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true, retries: 0);
        stage.First.ReplyPlain(firstReply, status);
        stage.Second.ReplyPlain(FakeReplies.Completion(7, 3));
        var first = await CallAsync(stage);

        var second = await CallAsync(stage);

        first.Status.ShouldBe(HttpStatusCode.OK);
        second.Body.ShouldBe(first.Body);
        second.Header("X-Tollgate-Attempts").ShouldBe("2");
        second.Header("Idempotent-Replayed").ShouldBe("true");
        (stage.First.Count, stage.Second.Count).ShouldBe((1, 1));
        (await stage.RowAsync()).Flags.ShouldSatisfyAllConditions(
            f => f.HasFlag(CallFlags.Idempotent).ShouldBeTrue(), f => f.HasFlag(CallFlags.FellBack).ShouldBeTrue());
        stage.Stage.Books.Claims.Rows.ShouldHaveSingleItem().State.ShouldBe(ClaimState.Answered);
    }

    [Fact]
    public async Task Fallback_NeitherReached_FreesTheKey()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true, retries: 0);
        await stage.First.DisposeAsync();
        await stage.Second.DisposeAsync();

        var reply = await CallAsync(stage);

        reply.Code.ShouldBe("PROVIDER_ERROR");
        stage.Stage.Books.Claims.Count.ShouldBe(0);
        stage.Stage.Budget().ShouldBe((0, 0));
    }

    [Fact]
    public async Task Fallback_NotReachedAfterTheFirstAnswered_KeepsTheOutcome()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true, retries: 0);
        stage.First.ReplyPlain("{}", 503);
        await stage.Second.DisposeAsync();
        var first = await CallAsync(stage);

        var second = await CallAsync(stage);

        first.Code.ShouldBe("PROVIDER_ERROR");
        second.Body.ShouldBe(first.Body);
        second.Header("Idempotent-Replayed").ShouldBe("true");
        stage.First.Count.ShouldBe(1);
    }

    private static Task<Reply> CallAsync(FailoverStage stage) => stage.Stage.CallAsync(CallStage.Ask, null, ("Idempotency-Key", "k"));
}
