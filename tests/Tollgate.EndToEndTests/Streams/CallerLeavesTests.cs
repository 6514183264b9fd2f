using Tollgate.EndToEndTests.Kit;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Streams;

/// <summary>A caller that leaves in the middle of a stream pays for what came, and the provider is not kept busy.</summary>
public sealed class CallerLeavesTests
{
    [Fact]
    public async Task Stream_WhoseCallerLeavesAfterTwoEvents_CostsTwoEventsAndClosesTheUpstream()
    {
        await using var scene = await Scene.StartAsync();
        scene.Upstream.StallsAfter = 2;
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1}""");
        await scene.Manage.PutAsync(
            $"workspaces/{scene.Workspace}/prices/openai/metered-1",
            """{"input_per_mtok":1000,"output_per_mtok":10,"context_window":128000,"max_output_tokens":16384}""");

        string requestId;
        using (var answer = await scene.ChatAsync(secret, Scene.Body(100, stream: true)))
        {
            requestId = answer.Headers.GetValues("X-Tollgate-Request-Id").Single();
            (await ReadEventsAsync(answer, 2)).ShouldBe(2);
        }

        await scene.Upstream.Closed.WaitAsync(TimeSpan.FromSeconds(30));
        var row = await Eventually.GetAsync(() => scene.BudgetAsync("key", id), r => r["reserved_usd"]!.GetValue<decimal>() == 0);
        row["reserved_usd"]!.GetValue<decimal>().ShouldBe(0);

        // "Good " and "day " are 9 bytes: three tokens by our count of one for each three bytes.
        var call = await scene.Manage.GetAsync($"workspaces/{scene.Workspace}/calls/{requestId}");
        var tokens = call["tokens"]!;
        tokens["completion"]!.GetValue<int>().ShouldBe(3);
        var input = tokens["prompt"]!.GetValue<int>();
        input.ShouldBeGreaterThan(0);
        row["spent_usd"]!.GetValue<decimal>().ShouldBe((input * 0.001m) + (3 * 0.00001m));
        call["cost_usd"]!.GetValue<decimal>().ShouldBe(row["spent_usd"]!.GetValue<decimal>());
    }

    private static async Task<int> ReadEventsAsync(HttpResponseMessage answer, int wanted)
    {
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var events = 0;
        while (events < wanted && await reader.ReadLineAsync() is { } line)
        {
            events += line.StartsWith("data: ", StringComparison.Ordinal) ? 1 : 0;
        }

        return events;
    }
}
