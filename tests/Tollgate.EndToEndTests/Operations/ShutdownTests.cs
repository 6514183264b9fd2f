using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Operations;

/// <summary>SIGTERM: nothing new is taken, what runs may end, the books are whole.</summary>
public sealed class ShutdownTests
{
    [Fact]
    public async Task Sigterm_WhileACallRuns_LetsItEndAndKeepsItsCharge()
    {
        await using var scene = await Scene.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Upstream.Gate = gate.Task;
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1}""");
        var call = scene.ChatAsync(secret, Scene.Body(100));
        await Tollgate.Testing.Running.Eventually.GetAsync(() => Task.FromResult(scene.Upstream.Calls), calls => calls == 1);

        scene.Gateway.Terminate();
        gate.SetResult();
        using var answer = await call;

        answer.IsSuccessStatusCode.ShouldBeTrue();
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Good day");
        (await scene.Gateway.ExitAsync()).ShouldBe(0, scene.Gateway.Errors);
        await scene.StartGatewayAsync();
        var row = await scene.BudgetAsync("key", id);
        row["spent_usd"]!.GetValue<decimal>().ShouldBe(0.001m);
        row["reserved_usd"]!.GetValue<decimal>().ShouldBe(0);
    }

    [Fact]
    public async Task Sigterm_WhileAStreamDoesNotEnd_EndsItAfterTheGraceTimeAndChargesWhatCame()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Gateway.StopAsync();
        await scene.StartGatewayAsync(new Dictionary<string, string> { ["TOLLGATE_SERVER__GRACE_SECONDS"] = "1" });
        scene.Upstream.StallsAfter = 2;
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1}""");
        using var answer = await scene.ChatAsync(secret, Scene.Body(100, stream: true));
        answer.IsSuccessStatusCode.ShouldBeTrue();

        (await scene.Gateway.StopAsync()).ShouldBe(0, scene.Gateway.Errors);

        await scene.StartGatewayAsync();
        var row = await scene.BudgetAsync("key", id);
        row["reserved_usd"]!.GetValue<decimal>().ShouldBe(0);
        row["spent_usd"]!.GetValue<decimal>().ShouldBe(3 * 0.00001m);
        (await scene.CommandAsync("doctor")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Sigterm_WhileAPlainCallDoesNotEnd_CountsItsBoundUntilItsOutcomeIsKnown()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Gateway.StopAsync();
        await scene.StartGatewayAsync(new Dictionary<string, string> { ["TOLLGATE_SERVER__GRACE_SECONDS"] = "1" });
        scene.Upstream.Gate = new TaskCompletionSource().Task;
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1}""");
        var call = scene.ChatAsync(secret, Scene.Body(100));
        await Tollgate.Testing.Running.Eventually.GetAsync(() => Task.FromResult(scene.Upstream.Calls), calls => calls == 1);

        (await scene.Gateway.StopAsync()).ShouldBe(0, scene.Gateway.Errors);

        await Should.ThrowAsync<HttpRequestException>(() => call);
        await scene.StartGatewayAsync();
        var row = await scene.BudgetAsync("key", id);
        row["reserved_usd"]!.GetValue<decimal>().ShouldBe(0);
        row["spent_usd"]!.GetValue<decimal>().ShouldBe(0.001m);
        (await scene.CommandAsync("doctor")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Sigterm_AfterManyCalls_LeavesEveryChargeInTheStore()
    {
        await using var scene = await Scene.StartAsync();
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1}""");
        var calls = await Task.WhenAll(Enumerable.Range(0, 500).Select(async _ =>
        {
            using var answer = await scene.ChatAsync(secret, Scene.Body(100));
            return answer.IsSuccessStatusCode;
        }));
        calls.ShouldAllBe(ok => ok);

        (await scene.Gateway.StopAsync()).ShouldBe(0, scene.Gateway.Errors);

        await scene.StartGatewayAsync();
        (await scene.BudgetAsync("key", id))["spent_usd"]!.GetValue<decimal>().ShouldBe(0.5m);
    }
}
