using System.Net;
using System.Security.Cryptography;
using System.Text;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Idempotency;

/// <summary>Outcomes that nobody knows, and a store that fails.</summary>
public sealed class OnceUnknownTests
{
    private const string Original = "X-Tollgate-Original-Request-Id";

    [Fact]
    public async Task Outcome_Unknown_IsSaidSoAndNothingRuns()
    {
        await using var stage = await CallStage.StartAsync();
        var first = await LeaveUnknownAsync(stage, "k");

        var reply = await CallAsync(stage, "k");
        var other = await CallAsync(stage, "k", CallStage.AskStream);

        reply.Code.ShouldBe("IDEMPOTENCY_REPLAY_UNAVAILABLE");
        reply.Error.GetProperty("reason").GetString().ShouldBe("outcome_unknown");
        reply.Error.GetProperty("retryable").GetBoolean().ShouldBeFalse();
        reply.Header(Original).ShouldBe(first);
        other.Code.ShouldBe("IDEMPOTENCY_KEY_REUSED");
        stage.Upstream.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Outcome_UnknownAndTheWorkspaceSaysRunAgain_RunsOnceMore()
    {
        await using var stage = await CallStage.StartAsync(new WorkspaceSettings { UnknownOutcome = UnknownOutcome.RunAgain });
        await LeaveUnknownAsync(stage, "k");

        var other = await CallAsync(stage, "k", CallStage.AskStream);
        var reply = await CallAsync(stage, "k");
        var again = await CallAsync(stage, "k");

        other.Code.ShouldBe("IDEMPOTENCY_KEY_REUSED");
        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Header("Idempotent-Replayed").ShouldBeNull();
        again.Header("Idempotent-Replayed").ShouldBe("true");
        again.Header(Original).ShouldBe(reply.Header("X-Tollgate-Request-Id"));
        stage.Upstream.Count.ShouldBe(1);
        stage.Books.Claims.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Store_FailsAtTheHold_NothingRunsAndTheKeyIsFreeOnceItIsBack()
    {
        await using var stage = await CallStage.StartAsync();
        await stage.CallAsync(CallStage.Ask);
        stage.Books.FailBeforeCommit = true;

        var refused = await CallAsync(stage, "k");
        var reply = await Eventually.GetAsync(() => CallAsync(stage, "k"), r => r.Status == HttpStatusCode.OK);

        refused.Code.ShouldBe("SERVICE_DEGRADED");
        reply.Header("Idempotent-Replayed").ShouldBeNull();
        stage.Upstream.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_FailsAtTheAnswer_TheReplyComesAndIsReplayedOnceItIsBack(bool afterCommit)
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.Script(async exchange =>
        {
            // The hold is durable, the call is out: what fails next is the commit of its end.
            await stage.Meter.FlushAsync();
            stage.Books.FailBeforeCommit = !afterCommit;
            stage.Books.FailAfterCommit = afterCommit;
            await exchange.SendPlainAsync(FakeReplies.Completion(7, 3));
        });

        var first = await CallAsync(stage, "k");
        var during = await CallAsync(stage, "k");
        var after = await Eventually.GetAsync(() => CallAsync(stage, "k"), r => r.Status == HttpStatusCode.OK);

        first.Status.ShouldBe(HttpStatusCode.OK);
        during.Code.ShouldBe("IDEMPOTENCY_CONFLICT");
        after.Body.ShouldBe(first.Body);
        after.Header("Idempotent-Replayed").ShouldBe("true");
        stage.Upstream.Count.ShouldBe(1);
        stage.Budget().ShouldBe((13_000, 0));
    }

    [Fact]
    public async Task Reply_SealedByAMasterKeyThatIsGone_IsUnavailableAndNothingRuns()
    {
        await using var stage = await CallStage.StartAsync();
        var first = await CallAsync(stage, "k");
        Id<RequestKind>.TryParse(first.Header("X-Tollgate-Request-Id")!, out var id).ShouldBeTrue();
        var sealedReply = stage.Books.Claims.ReadReply(id.Value).ShouldNotBeNull();
        Encoding.UTF8.GetString(sealedReply).ShouldNotContain("chatcmpl");
        sealedReply[^1] ^= 1;

        var reply = await CallAsync(stage, "k");

        reply.Code.ShouldBe("IDEMPOTENCY_REPLAY_UNAVAILABLE");
        reply.Error.GetProperty("reason").GetString().ShouldBe("outcome_unknown");
        stage.Upstream.Count.ShouldBe(1);
    }

    private static Task<Reply> CallAsync(CallStage stage, string key, string body = CallStage.Ask) =>
        stage.CallAsync(body, null, ("Idempotency-Key", key));

    // What a killed process leaves: a claim, and nobody who runs.
    private static async Task<string> LeaveUnknownAsync(CallStage stage, string key)
    {
        var id = new Id<RequestKind>(12345);
        var claim = new IdempotencyClaim(
            stage.Key.Key.Key.Id.Value,
            SHA256.HashData(Encoding.ASCII.GetBytes(key)),
            RequestFingerprint.Of("POST", "/v1/chat/completions", Encoding.UTF8.GetBytes(CallStage.Ask)),
            id.Value,
            stage.Time.GetUtcNow().ToUnixTimeMilliseconds());
        (await stage.Meter.ClaimAsync(claim)).ShouldBeTrue();
        return id.ToString();
    }
}
