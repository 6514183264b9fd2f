using System.Globalization;
using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Crashes;

/// <summary>kill -9 under load, again and again: the books hold.</summary>
public sealed class KillTests
{
    private const int CallsBetweenKills = 300;

    [Theory]
    [InlineData("escrow")]
    [InlineData("strict")]
    public async Task Kill_UnderLoadAgainAndAgain_LosesNothingAndChargesNothingTwice(string durability)
    {
        await using var scene = await Scene.StartAsync(
            $$"""{"name":"w","requests_per_minute":null,"settings":{"durability":"{{durability}}"} }""");
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1000000}""");
        var load = new KillCycle(scene, secret);

        for (var cycle = 0; cycle < Cycles(); cycle++)
        {
            // Of uneven length, so that kills meet commits at different points.
            await load.RunAsync(CallsBetweenKills + (cycle * 37 % 100));
            await scene.StartGatewayAsync();
            await ShouldBeWellAsync(scene, id, load);
        }

        await ShouldListEachAcknowledgedOnceAsync(scene, load);
    }

    [Fact]
    public async Task Kill_WhileABudgetRunsOut_NeverLetsItBePassed()
    {
        await using var scene = await Scene.StartAsync();
        const int room = 2 * CallsBetweenKills;
        var (id, secret) = await scene.KeyAsync($$"""{"name":"k","budget_usd":{{room * KillCycle.Cost}}}""");
        var load = new KillCycle(scene, secret);

        for (var cycle = 0; cycle < 4; cycle++)
        {
            await load.RunAsync(CallsBetweenKills);
            await scene.StartGatewayAsync();
            await ShouldBeWellAsync(scene, id, load);
        }

        load.Refused.ShouldBeGreaterThan(0);
        scene.Upstream.Calls.ShouldBeLessThanOrEqualTo(room);
        (await scene.BudgetAsync("key", id))["spent_usd"]!.GetValue<decimal>().ShouldBe(room * KillCycle.Cost, "room was left and yet refused, or passed");
    }

    private static int Cycles() =>
        int.Parse(Environment.GetEnvironmentVariable("TOLLGATE_KILL_CYCLES") ?? "3", CultureInfo.InvariantCulture);

    private static async Task ShouldBeWellAsync(Scene scene, string key, KillCycle load)
    {
        var doctor = await scene.CommandAsync("doctor");
        doctor.ExitCode.ShouldBe(0, doctor.ToString());

        var row = await scene.BudgetAsync("key", key);
        row["reserved_usd"]!.GetValue<decimal>().ShouldBe(0, "a hold is left");

        // Each call costs the same, known or in suspense, so that the sum tells their number.
        var charged = row["spent_usd"]!.GetValue<decimal>() / KillCycle.Cost;
        charged.ShouldBe(decimal.Truncate(charged));
        charged.ShouldBeGreaterThanOrEqualTo(load.Acknowledged.Count, "an acknowledged call is lost");
        charged.ShouldBeGreaterThanOrEqualTo(scene.Upstream.Calls, "a call that was served is lost");
        charged.ShouldBeLessThanOrEqualTo(load.Sent, "a call is charged twice");
    }

    private static async Task ShouldListEachAcknowledgedOnceAsync(Scene scene, KillCycle load)
    {
        var listed = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        var cursor = "";
        do
        {
            var page = await scene.Manage.GetAsync($"workspaces/{scene.Workspace}/calls?limit=200{cursor}");
            foreach (var call in page["data"]!.AsArray())
            {
                listed.TryAdd(call!["request_id"]!.GetValue<string>(), call).ShouldBeTrue("a call is listed twice");
            }

            cursor = page["next_cursor"]?.GetValue<string>() is { } next ? "&cursor=" + next : "";
        }
        while (cursor.Length > 0);

        foreach (var request in load.Acknowledged)
        {
            listed.ShouldContainKey(request);
            listed[request]["cost_usd"]!.GetValue<decimal>().ShouldBe(KillCycle.Cost);
        }
    }
}
