using System.Net;
using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Idempotency;

/// <summary>Ten thousand requests under one idempotency key.</summary>
public sealed class OneKeyTests
{
    private const int Requests = 10_000;
    private const int MaxTokens = 100;
    private const decimal Cost = 0.001m;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_WhileTheFirstHangs_AllConflictAndThenAllReplay(bool stream)
    {
        await using var scene = await Scene.StartAsync();
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1}""");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Upstream.Gate = gate.Task;
        var first = AnswerAsync(scene, secret, stream);
        while (scene.Upstream.Calls == 0)
        {
            await Task.Yield();
        }

        var others = await Task.WhenAll(Enumerable.Range(1, Requests - 1).Select(_ => AnswerAsync(scene, secret, stream)));
        gate.SetResult();
        var reply = await first;
        var later = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => AnswerAsync(scene, secret, stream)));

        others.ShouldAllBe(o => o.Status == HttpStatusCode.Conflict);
        others.Select(o => Code(o.Body)).Distinct(StringComparer.Ordinal).ShouldBe(["IDEMPOTENCY_CONFLICT"]);
        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Replayed.ShouldBeFalse();

        // Those who look the key up at the same moment may still meet each other, never another reply.
        later.ShouldAllBe(l => l.Replayed && l.Body == reply.Body && l.Type == reply.Type);
        scene.Upstream.Calls.ShouldBe(1);
        await ShouldHaveCostOnceAsync(scene, id);
    }

    [Fact]
    public async Task Requests_AllAtOnce_RunOnceAndTheRestConflictOrGetTheSameReply()
    {
        await using var scene = await Scene.StartAsync();
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1}""");

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => AnswerAsync(scene, secret, stream: false)));

        var ran = answers.Where(a => a.Status == HttpStatusCode.OK && !a.Replayed).ShouldHaveSingleItem();
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK ? a.Body == ran.Body : Code(a.Body) == "IDEMPOTENCY_CONFLICT");
        scene.Upstream.Calls.ShouldBe(1);
        await ShouldHaveCostOnceAsync(scene, id);
    }

    private static async Task ShouldHaveCostOnceAsync(Scene scene, string key)
    {
        var row = await scene.BudgetAsync("key", key);
        row["spent_usd"]!.GetValue<decimal>().ShouldBe(Cost);
        row["reserved_usd"]!.GetValue<decimal>().ShouldBe(0);
    }

    private static string Code(string body) => JsonNode.Parse(body)!["error"]!["code"]!.GetValue<string>();

    private static async Task<(HttpStatusCode Status, bool Replayed, string? Type, string Body)> AnswerAsync(Scene scene, string secret, bool stream)
    {
        using var answer = await scene.ChatAsync(secret, Scene.Body(MaxTokens, stream: stream), "the-one-key");
        return (
            answer.StatusCode,
            answer.Headers.Contains("Idempotent-Replayed"),
            answer.Content.Headers.ContentType?.MediaType,
            await answer.Content.ReadAsStringAsync());
    }
}
