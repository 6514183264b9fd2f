using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Operations;

/// <summary>The commands as a person or a script meets them.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("backup", "x.tar")]
    [InlineData("restore", "x.tar")]
    [InlineData("policies", "put")]
    [InlineData("prices", "export", "x.json")]
    [InlineData("frobnicate")]
    public async Task Command_ThatThisVersionLacks_IsSaidPlainly(params string[] words)
    {
        using var data = new TempDirectory();

        var run = await RunProgram.TollgateAsync(data, null, words);

        run.ExitCode.ShouldBe(2, run.ToString());
        run.Errors.ShouldContain("this version has no command");
        Directory.EnumerateFileSystemEntries(data.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Store_OfPostgres_IsSaidToBeAbsentWithoutRepeatingItsPassword()
    {
        using var data = new TempDirectory();

        var run = await RunProgram.TollgateAsync(data, null, "serve", "--store", "Host=db;Username=u;Password=hunter2");

        run.ExitCode.ShouldBe(2, run.ToString());
        run.Errors.ShouldContain("this version has no PostgreSQL store");
        run.Errors.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Settings_WithSeveralErrors_AreAllNamedAtOnce()
    {
        using var data = new TempDirectory();
        await File.WriteAllTextAsync(data.At("tollgate.json"), """{"server":{"max_body_bytes":1,"no_such":2}}""");
        var environment = new Dictionary<string, string>
        {
            ["TOLLGATE_URLS"] = "nonsense", ["TOLLGATE_MASTER_KEY"] = " ", ["TOLLGATE_SERVER__GRACE_SECONDS"] = "-1",
        };

        var run = await RunProgram.TollgateAsync(data, environment, "serve");

        run.ExitCode.ShouldBe(2, run.ToString());
        foreach (var word in new[] { "server.max_body_bytes", "server.no_such", "urls", "master_key", "server.grace_seconds" })
        {
            run.Errors.ShouldContain(word);
        }
    }

    [Fact]
    public async Task Serve_OnADirectoryInUse_Refuses()
    {
        using var data = new TempDirectory();
        await using var gateway = await TollgateProcess.StartAsync(data);

        var second = await RunProgram.TollgateAsync(data, null, "serve", "--urls", "http://127.0.0.1:0");

        second.ExitCode.ShouldBe(1, second.ToString());
        second.Errors.ShouldContain("in use");
        using var http = new HttpClient();
        (await http.GetAsync(new Uri(gateway.Address, "/health/ready"))).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task Serve_OnAnAddressInUse_SaysSo()
    {
        using var data = new TempDirectory();
        using var other = new TempDirectory();
        await using var gateway = await TollgateProcess.StartAsync(data);

        var second = await RunProgram.TollgateAsync(other, null, "serve", "--urls", gateway.Address.ToString());

        second.ExitCode.ShouldBe(1, second.ToString());
        second.Errors.ShouldContain(gateway.Address.Port.ToString());
        second.Errors.ShouldNotContain("   at ");

        // Nothing was made that nobody has seen: the next start is still a first one.
        await using var next = await TollgateProcess.StartAsync(other);
        File.ReadAllText(other.At("first-run.txt")).ShouldContain("tg_live_");
    }

    [Fact]
    public async Task Doctor_WhereThereIsNoStore_SaysSoAndMakesNone()
    {
        using var data = new TempDirectory();

        var run = await RunProgram.ToEndAsync("dotnet", [Repository.Tollgate, "doctor", "--data", data.At("nothing")]);

        run.ExitCode.ShouldBe(1, run.ToString());
        run.Errors.ShouldContain("no store");
        Directory.Exists(data.At("nothing")).ShouldBeFalse();
    }

    [Fact]
    public async Task KeysCreate_WhileServing_PrintsAKeyAloneThatWorksAtOnce()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Manage.PostAsync($"workspaces/{scene.Workspace}/projects", """{"name":"Web","slug":"web"}""");

        var run = await scene.CommandAsync("keys", "create", "--workspace", "scene", "--project", "web", "--budget-usd", "0.5");

        run.ExitCode.ShouldBe(0, run.ToString());
        run.Output.ShouldMatch(@"^tg_live_[0-9A-Za-z]+\n$");
        using var answer = await scene.ChatAsync(run.Output.Trim(), Scene.Body(10));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        var keys = (await scene.Manage.GetAsync($"workspaces/{scene.Workspace}/keys"))["data"]!.AsArray();
        keys.ShouldHaveSingleItem()!["budget_usd"]!.GetValue<decimal>().ShouldBe(0.5m);
    }

    [Fact]
    public async Task KeysCreate_AtRest_PrintsATestKeyThatWorksAfterTheNextStart()
    {
        using var data = new TempDirectory();
        await using (var first = await TollgateProcess.StartAsync(data))
        {
            (await first.StopAsync()).ShouldBe(0, first.Errors);
        }

        var run = await RunProgram.TollgateAsync(data, null, "keys", "create", "--workspace", "default", "--test");

        run.ExitCode.ShouldBe(0, run.ToString());
        run.Output.ShouldMatch(@"^tg_test_[0-9A-Za-z]+\n$");
        await using var gateway = await TollgateProcess.StartAsync(data);
        using var http = new HttpClient { BaseAddress = gateway.Address };
        http.DefaultRequestHeaders.Add("Authorization", "Bearer " + run.Output.Trim());
        (await http.GetAsync("/v1/models")).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task KeysCreate_ForAnUnknownWorkspace_SaysSo()
    {
        await using var scene = await Scene.StartAsync();

        var run = await scene.CommandAsync("keys", "create", "--workspace", "nobody");

        run.ExitCode.ShouldBe(1, run.ToString());
        run.Output.ShouldBeEmpty();
        run.Errors.ShouldContain("nobody");
    }

    [Fact]
    public async Task Doctor_LiveAndAtRest_FindsNothing()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1}""");
        using (await scene.ChatAsync(secret, Scene.Body(10)))
        {
        }

        var live = await scene.CommandAsync("doctor");
        (await scene.Gateway.StopAsync()).ShouldBe(0, scene.Gateway.Errors);
        var atRest = await scene.CommandAsync("doctor");

        live.ExitCode.ShouldBe(0, live.ToString());
        live.Output.ShouldContain("All holds.");
        atRest.ExitCode.ShouldBe(0, atRest.ToString());
    }

    [Fact]
    public async Task Doctor_WithAnotherMasterKey_FindsTheProviderKeysThatItCannotOpen()
    {
        await using var scene = await Scene.StartAsync();
        (await scene.Gateway.StopAsync()).ShouldBe(0, scene.Gateway.Errors);
        var other = new Dictionary<string, string> { ["TOLLGATE_MASTER_KEY"] = Convert.ToBase64String(new byte[32]) };

        var run = await RunProgram.TollgateAsync(scene.Gateway.Data, other, "doctor");

        run.ExitCode.ShouldBe(1, run.ToString());
        run.Output.ShouldContain("openai");
    }

    [Fact]
    public async Task PoliciesTest_LiveAndAtRest_SaysWhichRuleMetWhyAndWhatItCouldCost()
    {
        await using var scene = await Scene.StartAsync();
        var put = await scene.Manage.PutAsync($"workspaces/{scene.Workspace}/policies", """
            {"policies":[
              {"name":"night only","match":{"hours":{"from":"22:00","to":"06:00"}},"action":{"block":true}},
              {"name":"short answers","match":{"model":"metered-*"},"action":{"cap_max_tokens":50,"fallback":["practice/echo"]}}]}
            """);
        string[] words = ["policies", "test", "--workspace", "scene", "--model", "metered-1", "--max-tokens", "100", "--at", "2026-01-15T12:00:00Z"];

        var live = await scene.CommandAsync(words);
        var raw = await scene.CommandAsync([.. words, "--json"]);
        var blocked = await scene.CommandAsync("policies", "test", "--workspace", "scene", "--model", "metered-1", "--at", "2026-01-15T23:00:00Z");
        var wrong = await scene.CommandAsync("policies", "test", "--workspace", "scene", "--model", "metered-1", "--key", "nobody");
        (await scene.Gateway.StopAsync()).ShouldBe(0, scene.Gateway.Errors);
        var atRest = await scene.CommandAsync(words);

        live.ExitCode.ShouldBe(0, live.ToString());
        live.Output.ShouldContain("not met     1  night only: hours wants 22:00-06:00, is Thu 12:00 (UTC)");
        live.Output.ShouldContain("met         2  short answers: model wants metered-*, is metered-1");
        live.Output.ShouldContain($"Policy 2 decides: short answers ({put["policies"]![1]!["id"]})");
        live.Output.ShouldContain("metered-1, at most 0.0005 USD");
        live.Output.ShouldContain("attempt 2: practice/echo");
        live.Output.ShouldContain("It would go out.");
        atRest.Output.ShouldBe(live.Output);
        JsonNode.Parse(raw.Output)!["policy"]!["position"]!.GetValue<int>().ShouldBe(2);
        blocked.Output.ShouldContain("It would be refused: 403 POLICY_BLOCKED.");
        wrong.ExitCode.ShouldBe(1, wrong.ToString());
        wrong.Errors.ShouldContain("key");
    }

    [Fact]
    public async Task PricesShow_OfAKnownModel_PrintsItsPrice()
    {
        using var data = new TempDirectory();

        var known = await RunProgram.TollgateAsync(data, null, "prices", "show", "practice/echo");
        var unknown = await RunProgram.TollgateAsync(data, null, "prices", "show", "no-such-model");

        known.ExitCode.ShouldBe(0, known.ToString());
        known.Output.ShouldContain("practice");
        unknown.ExitCode.ShouldBe(1, unknown.ToString());
        unknown.Errors.ShouldContain("no-such-model");
    }

    [Fact]
    public async Task Migrate_OnAnEmptyDirectory_MakesAStoreThatServes()
    {
        using var data = new TempDirectory();

        var run = await RunProgram.TollgateAsync(data, null, "migrate");

        run.ExitCode.ShouldBe(0, run.ToString());
        await using var gateway = await TollgateProcess.StartAsync(data);
        using var http = new HttpClient();
        var answer = await http.GetAsync(new Uri(gateway.Address, "/health/ready"));
        answer.IsSuccessStatusCode.ShouldBeTrue();
        answer.Headers.Contains("Server").ShouldBeFalse();
        JsonNode.Parse(await answer.Content.ReadAsStringAsync()).ShouldNotBeNull();
    }
}
