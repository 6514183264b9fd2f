using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Operations;

/// <summary>History priced anew, from the command line to the management API, on a running server and at rest.</summary>
public sealed class RepriceTests
{
    private static readonly string[] Range = ["--from", "2020-01-01", "--to", "2100-01-01T00:00:00Z"];

    [Fact]
    public async Task Reprice_OnARunningServerAndAtRest_AdjustsBesideChargesAndBudgetsOnce()
    {
        await using var scene = await Scene.StartAsync();
        var key = await scene.KeyAsync("""{"name":"k","budget_usd":1}""");
        using (var reply = await scene.ChatAsync(key.Secret, Scene.Body(100)))
        {
            reply.IsSuccessStatusCode.ShouldBeTrue(await reply.Content.ReadAsStringAsync());
        }

        var id = (await scene.Manage.GetAsync($"workspaces/{scene.Workspace}/calls"))["data"]![0]!["request_id"]!.GetValue<string>();
        var charged = (await Call(scene, id))["cost_usd"]!.GetValue<decimal>();
        var spent = (await scene.BudgetAsync("key", key.Id)).ToJsonString();
        await scene.Manage.PutAsync(
            $"workspaces/{scene.Workspace}/prices/openai/metered-1", """{"input_per_mtok":0,"output_per_mtok":30,"context_window":128000,"max_output_tokens":16384}""");

        var trial = await Reprice(scene, "--dry-run");
        trial.ShouldContain("1  would cost something else");
        (await Call(scene, id))["adjustments"]!.AsArray().ShouldBeEmpty();
        (await Reprice(scene, "--model", "metered-*")).ShouldContain("No call fits: --provider and --model take exact names");
        (await Reprice(scene)).ShouldContain("1 adjusting entries were written.");
        (await Reprice(scene)).ShouldContain("0 adjusting entries were written.");

        var call = await Call(scene, id);
        call["cost_usd"]!.GetValue<decimal>().ShouldBe(charged);
        call["adjusted_usd"]!.GetValue<decimal>().ShouldBe(charged * 3);
        var entry = call["adjustments"]!.AsArray().ShouldHaveSingleItem()!;
        (entry["before_usd"]!.GetValue<decimal>(), entry["after_usd"]!.GetValue<decimal>()).ShouldBe((charged, charged * 3));
        entry["to_version"]!.GetValue<string>().ShouldBe("ws/2");
        var usage = (await scene.Manage.GetAsync($"workspaces/{scene.Workspace}/usage"))["data"]![0]!;
        (usage["cost_usd"]!.GetValue<decimal>(), usage["adjusted_usd"]!.GetValue<decimal>()).ShouldBe((charged, charged * 3));
        (await scene.BudgetAsync("key", key.Id)).ToJsonString().ShouldBe(spent);
        var books = await scene.Manage.GetAsync("ledger/verify");
        (books["ok"]!.GetValue<bool>(), books["postings_sum"]!.GetValue<long>()).ShouldBe((true, 0));

        (await scene.Gateway.StopAsync()).ShouldBe(0, scene.Gateway.Errors);
        (await Reprice(scene)).ShouldContain("0 adjusting entries were written.");
        (await scene.CommandAsync("doctor")).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("--workspace", "nobody")]
    [InlineData("--all", "--workspace", "scene")]
    [InlineData()]
    public async Task Reprice_OfNoWorkspaceOrTwoWays_IsRefused(params string[] which)
    {
        await using var scene = await Scene.StartAsync();

        var run = await scene.CommandAsync(["prices", "reprice", .. Range, .. which]);

        run.ExitCode.ShouldNotBe(0, run.ToString());
        run.Errors.ShouldContain("--");
    }

    [Fact]
    public async Task Reprice_ToBeforeFrom_IsRefused()
    {
        await using var scene = await Scene.StartAsync();

        var run = await scene.CommandAsync("prices", "reprice", "--all", "--from", "2026-02-01", "--to", "2026-01-01");

        run.ExitCode.ShouldBe(2, run.ToString());
        run.Errors.ShouldContain("the later one last");
    }

    private static async Task<string> Reprice(Scene scene, params string[] more)
    {
        var run = await scene.CommandAsync(["prices", "reprice", "--workspace", "scene", .. Range, .. more]);
        run.ExitCode.ShouldBe(0, run.ToString());
        return run.Output;
    }

    private static async Task<JsonNode> Call(Scene scene, string id) => await scene.Manage.GetAsync($"workspaces/{scene.Workspace}/calls/{id}");
}
