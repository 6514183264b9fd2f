using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Idempotency;

/// <summary>kill -9 while requests with idempotency keys are under way, and what their retries get.</summary>
public sealed class KilledKeyTests
{
    private const int MaxTokens = 100;
    private const decimal Cost = 0.001m;

    [Fact]
    public async Task Kill_AtEachPhase_AnswersTheRetryAsItMust()
    {
        await using var scene = await Scene.StartAsync();
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":0.001}""");

        // Refused before dispatch, and answered, before the kill.
        var answered = await AnswerAsync(scene, secret, "answered");
        var refused = await AnswerAsync(scene, secret, "refused");
        await SetBudgetAsync(scene, id, 1);

        // A plain call of which nothing came, and a stream of which a part came.
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Upstream.StallsAfter = 2;
        using var stream = await scene.ChatAsync(secret, Body("stream"), "stream");
        await ReadUntilAsync(stream, "Good");
        scene.Upstream.Gate = gate.Task;
        var plain = scene.ChatAsync(secret, Body("plain"), "plain");
        await UntilAsync(() => scene.Upstream.Calls == 3);

        await scene.Gateway.KillAsync();
        await Should.ThrowAsync<HttpRequestException>(plain);
        scene.Upstream.Gate = Task.CompletedTask;
        scene.Upstream.StallsAfter = null;
        gate.SetResult();
        await scene.StartGatewayAsync();

        refused.Status.ShouldBe(HttpStatusCode.PaymentRequired);
        (await AnswerAsync(scene, secret, "answered")).ShouldBe(answered with { Replayed = true });
        (await AnswerAsync(scene, secret, "refused")).Status.ShouldBe(HttpStatusCode.OK);
        ShouldBeUnknown(await AnswerAsync(scene, secret, "plain"));
        ShouldBeUnknown(await AnswerAsync(scene, secret, "stream"));
        scene.Upstream.Users.Order(StringComparer.Ordinal).ShouldBe(["answered", "plain", "refused", "stream"]);
        (await SpentAsync(scene, id)).ShouldBe(4 * Cost);

        await scene.Manage.PatchAsync($"workspaces/{scene.Workspace}", """{"settings":{"unknown_outcome":"run_again"}}""");
        foreach (var key in (string[])["plain", "stream"])
        {
            var again = await AnswerAsync(scene, secret, key);
            again.Status.ShouldBe(HttpStatusCode.OK);
            again.Replayed.ShouldBeFalse();
            (await AnswerAsync(scene, secret, key)).ShouldBe(again with { Replayed = true });
        }

        scene.Upstream.Calls.ShouldBe(6);
        (await SpentAsync(scene, id)).ShouldBe(6 * Cost);
        (await scene.CommandAsync("doctor")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Kill_AgainAndAgainUnderLoad_RunsNoKeyTwiceAndKeepsEveryReplyThatWasSeen()
    {
        await using var scene = await Scene.StartAsync();
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1000000}""");
        var load = new KeyedLoad(scene, secret);

        for (var cycle = 0; cycle < Cycles(); cycle++)
        {
            await load.RunUntilKilledAsync(80 + (cycle * 37 % 100));
            await scene.StartGatewayAsync();
            await load.RetryAllAsync();

            scene.Upstream.Users.GroupBy(u => u, StringComparer.Ordinal).ShouldAllBe(g => g.Count() == 1);
            var charged = await SpentAsync(scene, id) / Cost;
            charged.ShouldBe(decimal.Truncate(charged));
            charged.ShouldBeGreaterThanOrEqualTo(scene.Upstream.Calls, "a call that was served is not charged");
            charged.ShouldBeLessThanOrEqualTo(load.Keys, "a key is charged twice");
            (await scene.CommandAsync("doctor")).ExitCode.ShouldBe(0);
        }

        if (Environment.GetEnvironmentVariable("TOLLGATE_KILL_REPORT") is { } report)
        {
            await File.WriteAllTextAsync(report, load.ToString());
        }
    }

    private static int Cycles() =>
        int.Parse(Environment.GetEnvironmentVariable("TOLLGATE_KILL_CYCLES") ?? "2", CultureInfo.InvariantCulture);

    private static void ShouldBeUnknown(KeyedAnswer answer)
    {
        answer.Status.ShouldBe(HttpStatusCode.Conflict);
        var error = JsonNode.Parse(answer.Body)!["error"]!;
        error["code"]!.GetValue<string>().ShouldBe("IDEMPOTENCY_REPLAY_UNAVAILABLE");
        error["reason"]!.GetValue<string>().ShouldBe("outcome_unknown");
    }

    private static string Body(string key) => Scene.Body(MaxTokens, key, stream: key == "stream");

    private static async Task<KeyedAnswer> AnswerAsync(Scene scene, string secret, string key)
    {
        using var answer = await scene.ChatAsync(secret, Body(key), key);
        return await KeyedAnswer.ReadAsync(answer);
    }

    private static async Task ReadUntilAsync(HttpResponseMessage answer, string text)
    {
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(), leaveOpen: true);
        while (!(await reader.ReadLineAsync()).ShouldNotBeNull().Contains(text, StringComparison.Ordinal))
        {
        }
    }

    private static async Task UntilAsync(Func<bool> done)
    {
        while (!done())
        {
            await Task.Yield();
        }
    }

    private static async Task SetBudgetAsync(Scene scene, string key, decimal usd) =>
        await scene.Manage.PatchAsync($"workspaces/{scene.Workspace}/keys/{key}", $$"""{"budget_usd":{{usd}}}""");

    private static async Task<decimal> SpentAsync(Scene scene, string key) =>
        (await scene.BudgetAsync("key", key))["spent_usd"]!.GetValue<decimal>();
}
