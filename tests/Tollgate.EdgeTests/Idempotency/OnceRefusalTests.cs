using System.Net;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Idempotency;

/// <summary>What frees an idempotency key, what is kept of a failure, and which keys are none.</summary>
public sealed class OnceRefusalTests
{
    [Fact]
    public async Task Refused_ForItsBudget_RunsWithTheSameKeyAfterATopUp()
    {
        await using var stage = await CallStage.StartAsync();
        _ = stage.Customers.Change(stage.Tenant, w => w with { Budget = new Metering.Money.NanoUsd(1) });
        var refused = await CallAsync(stage, "k");
        _ = stage.Customers.Change(stage.Tenant, w => w with { Budget = null });

        var reply = await CallAsync(stage, "k");

        ((int)refused.Status).ShouldBe(402);
        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Header("Idempotent-Replayed").ShouldBeNull();
        stage.Upstream.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Refused_ForItsBody_FreesTheKey()
    {
        await using var stage = await CallStage.StartAsync();
        var refused = await CallAsync(stage, "k", """{"model":"m"}""");

        var reply = await CallAsync(stage, "k");

        refused.Code.ShouldBe("INVALID_REQUEST");
        refused.Param.ShouldBe("messages");
        reply.Status.ShouldBe(HttpStatusCode.OK);
        stage.Books.Claims.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Provider_NeverReached_FreesTheKey()
    {
        await using var stage = await CallStage.StartAsync();
        await stage.Upstream.DisposeAsync();
        var refused = await CallAsync(stage, "k");

        var again = await CallAsync(stage, "k");

        refused.Code.ShouldBe("PROVIDER_ERROR");
        again.Code.ShouldBe("PROVIDER_ERROR");
        again.Header("Idempotent-Replayed").ShouldBeNull();
        stage.Books.Claims.Count.ShouldBe(0);
        stage.Budget().ShouldBe((0, 0));
    }

    [Fact]
    public async Task Provider_AnswersAnError_IsReplayedAndNotTriedAgain()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain("""{"error":{"message":"bad"}}""", 404);
        var first = await CallAsync(stage, "k");
        var calls = stage.Upstream.Count;

        var second = await CallAsync(stage, "k");

        first.Code.ShouldBe("PROVIDER_ERROR");
        second.Status.ShouldBe(first.Status);
        second.Body.ShouldBe(first.Body);
        second.Header("Idempotent-Replayed").ShouldBe("true");
        second.Header("x-should-retry").ShouldBe("false");
        stage.Upstream.Count.ShouldBe(calls);
    }

    [Fact]
    public async Task Provider_AsksToWait_TheReplayDoesNot()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain("{}", 429, "Retry-After: 17\r\n");
        var first = await CallAsync(stage, "k");

        var second = await CallAsync(stage, "k");

        first.Header("Retry-After").ShouldBe("17");
        second.Body.ShouldBe(first.Body);
        second.Header("Idempotent-Replayed").ShouldBe("true");
        second.Header("Retry-After").ShouldBeNull();
        second.Header("x-should-retry").ShouldBe("false");
    }

    [Fact]
    public async Task Stream_BrokenOff_IsReplayedWithItsErrorEvent()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyStream(FakeReplies.Delta("Good"));
        var first = await CallAsync(stage, "k", CallStage.AskStream);

        var second = await CallAsync(stage, "k", CallStage.AskStream);

        first.Body.ShouldContain("\"code\":\"PROVIDER_ERROR\"");
        second.Body.ShouldBe(first.Body);
        stage.Upstream.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Reply_TooLargeToKeep_IsSaidSo()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3, new string('x', 9 * 1024 * 1024)));
        var first = await CallAsync(stage, "k");

        var second = await CallAsync(stage, "k");

        first.Status.ShouldBe(HttpStatusCode.OK);
        first.Body.Length.ShouldBeGreaterThan(9 * 1024 * 1024);
        second.Code.ShouldBe("IDEMPOTENCY_REPLAY_UNAVAILABLE");
        ((int)second.Status).ShouldBe(409);
        second.Error.GetProperty("reason").GetString().ShouldBe("reply_too_large");
        second.Header("X-Tollgate-Original-Request-Id").ShouldBe(first.Header("X-Tollgate-Request-Id"));
        stage.Upstream.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Outcome_OlderThan72Hours_RunsAgain()
    {
        await using var stage = await CallStage.StartAsync();
        await CallAsync(stage, "k");
        stage.Time.Advance(TimeSpan.FromHours(72) - TimeSpan.FromSeconds(1));
        var kept = await CallAsync(stage, "k");
        stage.Time.Advance(TimeSpan.FromSeconds(1));

        var again = await CallAsync(stage, "k");

        kept.Header("Idempotent-Replayed").ShouldBe("true");
        again.Status.ShouldBe(HttpStatusCode.OK);
        again.Header("Idempotent-Replayed").ShouldBeNull();
        stage.Upstream.Count.ShouldBe(2);
        stage.Books.Claims.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("\"open")]
    [InlineData("\"\"")]
    [InlineData("\"a\"b")]
    public async Task Key_ThatIsNone_IsRefused(string key)
    {
        await using var stage = await CallStage.StartAsync();

        var reply = await CallAsync(stage, key);

        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe("Idempotency-Key");
        stage.Upstream.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Key_GivenTwice_IsRefused()
    {
        await using var stage = await CallStage.StartAsync();

        var reply = await stage.CallAsync(CallStage.Ask, null, ("Idempotency-Key", "a"), ("Idempotency-Key", "a"));

        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe("Idempotency-Key");
    }

    [Fact]
    public async Task Body_ThatIsNoJson_IsRefusedBeforeTheKey()
    {
        await using var stage = await CallStage.StartAsync();

        var reply = await CallAsync(stage, "two words", """{"model":""");

        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBeNull();
        reply.Error.GetProperty("message").GetString().ShouldStartWith("The body is not valid JSON");
    }

    [Fact]
    public async Task Request_WithoutAKey_NeverTouchesTheStore()
    {
        await using var stage = await CallStage.StartAsync();

        await stage.CallAsync(CallStage.Ask);
        await stage.CallAsync(CallStage.Ask);

        stage.Upstream.Count.ShouldBe(2);
        stage.Books.Claims.Reads.ShouldBe(0);
        stage.Books.Claims.Count.ShouldBe(0);
    }

    private static Task<Reply> CallAsync(CallStage stage, string key, string body = CallStage.Ask) =>
        stage.CallAsync(body, null, ("Idempotency-Key", key));
}
