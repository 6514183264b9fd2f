using System.Net;
using System.Text;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Usage;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Relay;

/// <summary>A call that only waits for the holds of others.</summary>
public sealed class WaitTests
{
    private const long Cost = 13_000;
    private static readonly (string Name, string Value) Wait = ("X-Tollgate-Wait-Ms", "30000");
    private static readonly (string Name, string Value) Clamp = ("X-Tollgate-Clamp-To-Budget", "true");

    [Fact]
    public async Task Wait_HoldOfAnotherCallEnds_IsServedThen()
    {
        await using var stage = await CallStage.StartAsync();
        var first = await OccupyAsync(stage);

        var second = stage.CallAsync(CallStage.Ask, headers: Wait);
        await WaitersAsync(stage, 1);
        stage.Upstream.Count.ShouldBe(2);
        first.Go();

        (await second).Status.ShouldBe(HttpStatusCode.OK);
        (await first.Call).Status.ShouldBe(HttpStatusCode.OK);
        stage.Budget().ShouldBe((3 * Cost, 0));
    }

    [Fact]
    public async Task Wait_TimeIsOver_IsRefusedAndMayBeTriedAgain()
    {
        await using var stage = await CallStage.StartAsync();
        var first = await OccupyAsync(stage);

        var second = stage.CallAsync(CallStage.Ask, headers: Wait);
        await WaitersAsync(stage, 1);
        stage.Time.Advance(TimeSpan.FromSeconds(29));
        second.IsCompleted.ShouldBeFalse();
        stage.Time.Advance(TimeSpan.FromSeconds(2));

        var reply = await second;
        reply.Status.ShouldBe(HttpStatusCode.PaymentRequired);
        reply.Body.ShouldContain("\"retryable\":true");
        reply.Header("Retry-After").ShouldBe("1");
        first.Go();
        await first.Call;
    }

    [Fact]
    public async Task Wait_CanNeverFit_IsRefusedAtOnce()
    {
        await using var stage = await CallStage.StartAsync();
        ClampTests.SetBudget(stage, 1_000);

        var reply = await stage.CallAsync(CallStage.Ask, headers: Wait);

        reply.Status.ShouldBe(HttpStatusCode.PaymentRequired);
        reply.Body.ShouldContain("\"retryable\":false");
        reply.Header("Retry-After").ShouldBeNull();
    }

    [Fact]
    public async Task Wait_CallerLeaves_IsNotSentAndNotCharged()
    {
        await using var stage = await CallStage.StartAsync();
        var first = await OccupyAsync(stage);
        using var leave = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(CallStage.Ask, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + stage.Key.Secret);
        request.Headers.TryAddWithoutValidation(Wait.Name, Wait.Value);

        var second = stage.Http.SendAsync(request, leave.Token);
        await WaitersAsync(stage, 1);
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        await WaitersAsync(stage, 0);
        first.Go();
        await first.Call;

        var rows = await Eventually.GetAsync(stage.LogAsync, log => log.Count == 3);
        var row = rows.Single(r => r.Flags.HasFlag(CallFlags.CallerLeft));
        (row.Status, row.ErrorCode, row.CostNanoUsd).ShouldBe((499, null, 0));
        stage.Upstream.Count.ShouldBe(2);
        stage.Budget().ShouldBe((2 * Cost, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wait_KeyIsRevokedMeanwhile_IsNotSent(bool parent)
    {
        await using var stage = await CallStage.StartAsync();
        var maker = stage.Customers.Create(stage.Tenant, CallStage.Draft());
        var run = stage.Customers.Mint(maker.Key, CallStage.Draft() with { ExpiresAt = stage.Time.GetUtcNow().AddHours(1) }, 1)!;
        var first = await OccupyAsync(stage);

        var second = stage.CallAsync(CallStage.Ask, run.Secret, Wait);
        await WaitersAsync(stage, 1);
        stage.Customers.Revoke(parent ? maker.Key : run.Key);
        first.Go();

        var reply = await second;
        (reply.Status, reply.Code).ShouldBe((HttpStatusCode.Unauthorized, "INVALID_API_KEY"));
        await first.Call;
        stage.Upstream.Count.ShouldBe(2);
        stage.Budget().ShouldBe((2 * Cost, 0));
    }

    [Fact]
    public async Task Wait_MayBeClampedToo_WaitsForTheWholeFirst()
    {
        await using var stage = await CallStage.StartAsync();
        var first = await OccupyAsync(stage, spare: 50 * 2_000);

        var second = stage.CallAsync(CallStage.Ask, headers: [Wait, Clamp]);
        await WaitersAsync(stage, 1);
        first.Go();

        (await second).Header("X-Tollgate-Warning").ShouldBeNull();
    }

    [Theory]
    [InlineData(60, 16)]
    [InlineData(20, 31)]
    public async Task Wait_MayBeClampedToo_AsksForLessAsItsTimeRunsOut(int tokensLeft, int afterSeconds)
    {
        await using var stage = await CallStage.StartAsync();
        var first = await OccupyAsync(stage, withInput: true, spare: tokensLeft * 2_000);

        var second = stage.CallAsync(CallStage.Ask, headers: [Wait, Clamp]);
        await WaitersAsync(stage, 1);
        stage.Time.Advance(TimeSpan.FromSeconds(14));
        second.IsCompleted.ShouldBeFalse();
        stage.Time.Advance(TimeSpan.FromSeconds(afterSeconds - 14));

        (await second).Header("X-Tollgate-Warning").ShouldBe($"max_tokens_clamped_to={tokensLeft}");
        first.Go();
        await first.Call;
    }

    [Theory]
    [InlineData(true, 40)]
    [InlineData(false, 10)]
    public async Task Crowd_HoldsOfFourTimesTheCost_IsServedWholeWhereItMayWait(bool waits, int served)
    {
        const int crowd = 40;
        await using var stage = await CallStage.StartAsync();
        var input = await ClampTests.InputBoundAsync(stage);
        var bound = input + (100 * 2_000);
        var cost = bound / 4;
        ClampTests.SetBudget(stage, stage.Budget().Spent + (crowd * cost) + bound - 1);
        using var gate = new SemaphoreSlim(0);
        stage.Upstream.Default = async exchange =>
        {
            await gate.WaitAsync();
            await exchange.SendPlainAsync(FakeReplies.Completion(cost / 1_000, 0));
        };

        var before = stage.Upstream.Count;
        var calls = Enumerable.Range(0, crowd).Select(_ => stage.CallAsync(CallStage.Ask, headers: waits ? [Wait] : [])).ToList();
        await Eventually.GetAsync(() => Task.FromResult(stage.Upstream.Count - before), sent => sent == 10);
        await Eventually.GetAsync(() => Task.FromResult(Waiting(stage) + calls.Count(c => c.IsCompleted)), others => others == crowd - 10);
        gate.Release(crowd);

        var replies = await Task.WhenAll(calls);
        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(served);
        replies.Count(r => r.Status == HttpStatusCode.PaymentRequired).ShouldBe(crowd - served);
        stage.Budget().Reserved.ShouldBe(0);
    }

    // A budget with room for one call, which is under way until told to go on; beside it room for what calls cost, and what is to spare.
    private static async Task<(Task<Reply> Call, Action Go)> OccupyAsync(CallStage stage, long spare = 0, bool withInput = false)
    {
        var input = await ClampTests.InputBoundAsync(stage);
        ClampTests.SetBudget(stage, stage.Budget().Spent + input + (100 * 2_000) + Math.Max(Cost, (withInput ? input : 0) + spare));
        var go = new TaskCompletionSource();
        stage.Upstream.Script(async exchange =>
        {
            await go.Task;
            await exchange.SendPlainAsync(FakeReplies.Completion(7, 3));
        });
        stage.Upstream.Default = exchange => exchange.SendPlainAsync(FakeReplies.Completion(7, 3));
        var call = stage.CallAsync(CallStage.Ask);
        await Eventually.GetAsync(() => Task.FromResult(stage.Upstream.Count), count => count == 2);
        return (call, go.SetResult);
    }

    private static Task<int> WaitersAsync(CallStage stage, int count) =>
        Eventually.GetAsync(() => Task.FromResult(Waiting(stage)), waiting => waiting == count);

    private static int Waiting(CallStage stage)
    {
        lock (stage.Tenant.Book.Gate)
        {
            return stage.Tenant.Book.Waiting;
        }
    }
}
