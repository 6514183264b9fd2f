using System.Text.Json;
using Tollgate.EdgeTests.Relay;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Failover;

/// <summary>What calls find when a key is out of order or was told to rest.</summary>
public sealed class BreakerTests
{
    [Fact]
    public async Task Open_NothingElseLeft_RefusesAtOnceWithTheLastFailure()
    {
        await using var stage = await OpenAsync(fallback: false);

        var reply = await stage.Stage.CallAsync(CallStage.Ask);

        stage.First.Count.ShouldBe(10);
        ((int)reply.Status).ShouldBe(502);
        reply.Code.ShouldBe("PROVIDER_ERROR");
        reply.Error.GetProperty("provider_status").GetInt32().ShouldBe(503);
        reply.Error.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        reply.Header("Retry-After").ShouldBe("1");
        stage.Stage.Budget().ShouldBe((0, 0));
        var last = (await stage.Stage.LogAsync())[^1];
        (last.Attempts, last.Provider, last.ErrorCode).ShouldBe((null, "openai", "PROVIDER_ERROR"));
    }

    [Fact]
    public async Task Open_AfterTimeouts_RefusesAsATimeout()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: false, retries: 0);
        stage.First.Default = e => e.ClientClosed;
        var calls = Enumerable.Range(0, 10).Select(_ => stage.Stage.CallAsync(CallStage.Ask)).ToList();
        foreach (var _ in calls)
        {
            await stage.First.NextAsync();
        }

        // Their time begins once each is sent, a moment after it has come in here. Past the first limit the clock goes on only when nothing
        // has happened for long: what has opened must not be due to close again.
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        for (var tick = 0; !calls.TrueForAll(c => c.IsCompleted); tick++)
        {
            await ticks.WaitForNextTickAsync();
            if (tick < 13 || tick % 500 == 0)
            {
                stage.Stage.Time.Advance(TimeSpan.FromSeconds(10));
            }
        }

        var reply = await stage.Stage.CallAsync(CallStage.Ask);

        reply.Code.ShouldBe("PROVIDER_TIMEOUT");
        reply.Error.GetProperty("timeout_seconds").GetInt32().ShouldBe(120);
        stage.First.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Open_WithAFallback_GoesThereAtOnce()
    {
        await using var stage = await OpenAsync(fallback: true);
        var before = stage.Second.Count;

        var reply = await stage.Stage.CallAsync(CallStage.Ask);

        ((int)reply.Status).ShouldBe(200);
        reply.Headers.ShouldNotContainKey("X-Tollgate-Attempts");
        (stage.First.Count, stage.Second.Count).ShouldBe((10, before + 1));
        (await stage.Stage.LogAsync())[^1].Flags.ShouldBe(Metering.Usage.CallFlags.FellBack);
    }

    [Fact]
    public async Task Open_TimeIsOver_OneCallTriesAndCloses()
    {
        await using var stage = await OpenAsync(fallback: false);
        stage.Stage.Time.Advance(TimeSpan.FromSeconds(1));
        stage.First.Default = e => e.SendPlainAsync(FakeReplies.Completion(1, 1));

        ((int)(await stage.Stage.CallAsync(CallStage.Ask)).Status).ShouldBe(200);
        ((int)(await stage.Stage.CallAsync(CallStage.Ask)).Status).ShouldBe(200);
    }

    [Fact]
    public async Task Open_AndClosedAgain_IsToldOnceEach()
    {
        await using var stage = await OpenAsync(fallback: false);
        stage.Stage.Time.Advance(TimeSpan.FromSeconds(1));
        stage.First.Default = e => e.SendPlainAsync(FakeReplies.Completion(1, 1));
        await stage.Stage.CallAsync(CallStage.Ask);

        stage.Stage.Breakers.Select(b => (b.Provider, b.IsOpen)).ShouldBe([("openai", true), ("openai", false)]);
    }

    [Fact]
    public async Task Refusals_OfTheCallItself_OpenNothing()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: false, retries: 0);
        foreach (var status in new[] { 400, 401, 404, 422, 429 })
        {
            stage.First.Default = e => e.SendPlainAsync("{}", status);
            for (var i = 0; i < 10; i++)
            {
                await stage.Stage.CallAsync(CallStage.Ask);
            }
        }

        stage.First.Count.ShouldBe(50);
        stage.Stage.Breakers.ShouldBeEmpty();
    }

    [Fact]
    public async Task TwoKeys_OneLimited_TheOtherTakesOverAndTheFirstRests()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: false, retries: 0);
        stage.Account("openai", stage.First, ("sk-first-upstream-key-aaaa", 1), ("sk-other-upstream-key-bbbb", 1));
        stage.First.Default = e => e.Request.Head.Contains("aaaa", StringComparison.Ordinal)
            ? e.SendPlainAsync("{}", 429, "Retry-After: 60\r\n")
            : e.SendPlainAsync(FakeReplies.Completion(1, 1));

        for (var i = 0; i < 6; i++)
        {
            ((int)(await stage.Stage.CallAsync(CallStage.Ask)).Status).ShouldBe(200);
        }

        stage.First.Requests.Count(r => r.Head.Contains("aaaa", StringComparison.Ordinal)).ShouldBe(1);
        var hints = (await stage.Stage.LogAsync()).Single(r => r.Attempts is not null).Attempts!.Select(a => (a.KeyHint, a.Status));
        hints.ShouldBe([("aaaa", 429), ("bbbb", 200)]);
    }

    [Fact]
    public async Task OnlyKey_ToldToRest_IsTriedAllTheSame()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: false, retries: 0);
        stage.First.ReplyPlain("{}", 429, "Retry-After: 60\r\n");
        await stage.Stage.CallAsync(CallStage.Ask);

        ((int)(await stage.Stage.CallAsync(CallStage.Ask)).Status).ShouldBe(200);
    }

    [Fact]
    public async Task Providers_KeyIsOpen_ShowHowItIs()
    {
        await using var stage = await OpenAsync(fallback: false);

        var account = await stage.Stage.ManageAsync($"/workspaces/{stage.Stage.Tenant.Workspace.Id}/providers/openai");

        account.GetProperty("keys").GetRawText().ShouldBe(
            """[{"hint":"","weight":1,"state":"open","retry_at":"2026-01-15T12:00:01Z","consecutive_failures":10,"last_error":"status 503"}]""");
    }

    [Fact]
    public async Task Call_TriedTwice_ShowsEachAttempt()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true, retries: 0);
        stage.First.ReplyPlain("<html>", 200);
        await stage.CallAsync(CallStage.Ask);
        var row = await stage.RowAsync();

        var call = await stage.Stage.ManageAsync($"/workspaces/{row.Workspace}/calls/{row.RequestId}");

        call.GetProperty("attempts").EnumerateArray().Select(Brief).ShouldBe(
            ["openai m 200 PROVIDER_ERROR 0.000285", "other n 200  0.000007"]);
        call.GetProperty("flags").EnumerateArray().Select(f => f.GetString()).ShouldBe(["charged_at_bound", "fell_back"]);
    }

    [Fact]
    public async Task Call_ThatWentWellAtOnce_ShowsItsOneAttempt()
    {
        await using var stage = await FailoverStage.StartAsync(fallback: true);
        await stage.CallAsync(CallStage.Ask);
        var row = await stage.RowAsync();

        var call = await stage.Stage.ManageAsync($"/workspaces/{row.Workspace}/calls/{row.RequestId}");

        row.Attempts.ShouldBeNull();
        call.GetProperty("attempts").EnumerateArray().Select(Brief).ShouldBe(["openai m 200  0.000003"]);
    }

    private static string Brief(JsonElement attempt) => string.Join(' ',
        attempt.GetProperty("provider").GetString(), attempt.GetProperty("model").GetString(), attempt.GetProperty("provider_status").GetRawText(),
        attempt.GetProperty("error_code").GetString(), attempt.GetProperty("cost_usd").GetRawText());

    private static async Task<FailoverStage> OpenAsync(bool fallback)
    {
        var stage = await FailoverStage.StartAsync(fallback, retries: 0);
        stage.First.Default = e => e.SendPlainAsync("{}", 503);
        for (var i = 0; i < 10; i++)
        {
            await stage.Stage.CallAsync(CallStage.Ask);
        }

        return stage;
    }
}
