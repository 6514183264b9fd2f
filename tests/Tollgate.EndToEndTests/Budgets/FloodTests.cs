using System.Net;
using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Budgets;

/// <summary>Ten thousand calls at once on a budget with room for exactly so many.</summary>
public sealed class FloodTests
{
    private const int Calls = 10_000;
    private const int Room = 100;
    private const int MaxTokens = 100;
    private const decimal Bound = 0.001m;

    // Room for a hundred bounds and not quite one more.
    private const decimal Budget = Room * Bound + 0.000999999m;

    [Fact]
    public async Task Flood_OnKeyWithRoomForK_LetsExactlyKThrough()
    {
        await using var scene = await Scene.StartAsync();
        var (id, secret) = await scene.KeyAsync($$"""{"name":"k","budget_usd":{{Budget}}}""");

        var refusals = await FloodAsync(scene, secret);

        await ShouldHoldAsync(scene, "key", id);
        ShouldTell(refusals, "KEY_BUDGET_EXCEEDED", "key", ("key_id", id));
    }

    [Fact]
    public async Task Flood_OnProjectWithRoomForK_LetsExactlyKThrough()
    {
        await using var scene = await Scene.StartAsync();
        var project = await scene.Manage.PostAsync($"workspaces/{scene.Workspace}/projects", $$"""{"name":"p","budget_usd":{{Budget}}}""");
        var id = project["id"]!.GetValue<string>();
        var (_, secret) = await scene.KeyAsync($$"""{"name":"k","project_id":"{{id}}"}""");

        var refusals = await FloodAsync(scene, secret);

        await ShouldHoldAsync(scene, "project", id);
        ShouldTell(refusals, "PROJECT_BUDGET_EXCEEDED", "project", ("project_id", id));
    }

    [Fact]
    public async Task Flood_OnWorkspaceWithRoomForK_LetsExactlyKThrough()
    {
        await using var scene = await Scene.StartAsync($$"""{"name":"w","requests_per_minute":null,"budget_usd":{{Budget}}}""");
        var (_, secret) = await scene.KeyAsync();

        var refusals = await FloodAsync(scene, secret);

        await ShouldHoldAsync(scene, "workspace", scene.Workspace);
        ShouldTell(refusals, "BUDGET_EXCEEDED", "workspace", null);
    }

    [Fact]
    public async Task Calls_ThatCostLessThanTheirBound_GoOnUntilLessThanOneBoundIsLeft()
    {
        await using var scene = await Scene.StartAsync();
        scene.Upstream.Uses = most => (most * 2) / 5;
        const decimal budget = 0.05m;
        var (id, secret) = await scene.KeyAsync($$"""{"name":"k","budget_usd":{{budget}}}""");

        var served = (await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => CallUntilRefusedAsync(scene, secret)))).Sum();

        var row = await scene.BudgetAsync("key", id);
        var spent = row["spent_usd"]!.GetValue<decimal>();
        spent.ShouldBe(scene.Upstream.CompletionTokens * 0.00001m);
        spent.ShouldBe(served * 0.0004m);
        spent.ShouldBeLessThanOrEqualTo(budget);
        (budget - spent).ShouldBeLessThan(Bound);
        row["reserved_usd"]!.GetValue<decimal>().ShouldBe(0);
    }

    // Holds that stand in the way end soon: such a refusal says that it may be tried again.
    private static async Task<int> CallUntilRefusedAsync(Scene scene, string secret)
    {
        var served = 0;
        while (true)
        {
            using var answer = await scene.ChatAsync(secret, Scene.Body(MaxTokens));
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                served++;
            }
            else
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired, body.ToJsonString());
                if (!body["error"]!["retryable"]!.GetValue<bool>())
                {
                    return served;
                }
            }
        }
    }

    private static async Task<List<JsonNode>> FloodAsync(Scene scene, string secret)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => AnswerAsync(scene, secret)));
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(Room);
        answers.Count(a => a.Status == HttpStatusCode.PaymentRequired).ShouldBe(Calls - Room);
        scene.Upstream.Calls.ShouldBe(Room);
        return answers.Where(a => a.Status == HttpStatusCode.PaymentRequired).Select(a => a.Body["error"]!).ToList();
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> AnswerAsync(Scene scene, string secret)
    {
        using var answer = await scene.ChatAsync(secret, Scene.Body(MaxTokens));
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private static async Task ShouldHoldAsync(Scene scene, string scope, string id)
    {
        var row = await scene.BudgetAsync(scope, id);
        row["budget_usd"]!.GetValue<decimal>().ShouldBe(Budget);
        row["spent_usd"]!.GetValue<decimal>().ShouldBe(Room * Bound);
        row["reserved_usd"]!.GetValue<decimal>().ShouldBe(0);
    }

    private static void ShouldTell(List<JsonNode> refusals, string code, string scope, (string Name, string Value)? owner)
    {
        foreach (var error in refusals)
        {
            error["code"]!.GetValue<string>().ShouldBe(code);
            error["scope"]!.GetValue<string>().ShouldBe(scope);
            error["budget_usd"]!.GetValue<decimal>().ShouldBe(Budget);
            (error["spent_usd"]!.GetValue<decimal>() + error["reserved_usd"]!.GetValue<decimal>()).ShouldBe(Room * Bound);
            error["resets_at"]!.GetValue<DateTimeOffset>().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow());
            if (owner is { } named)
            {
                error[named.Name]!.GetValue<string>().ShouldBe(named.Value);
            }
        }

        var last = refusals[^1];
        last["type"]!.GetValue<string>().ShouldBe("billing_error");
    }
}
