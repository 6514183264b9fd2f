using System.Text.Json.Nodes;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.FirstRun;

/// <summary>What a newcomer meets: one command, one line to paste, an answer with its cost.</summary>
public sealed class FirstRunTests
{
    [Fact]
    public async Task CurlLine_PastedAsPrinted_AnswersWithItsCost()
    {
        using var data = new TempDirectory();
        await using var gateway = await TollgateProcess.StartAsync(data);

        var pasted = await RunProgram.ToEndAsync("bash", ["-c", CurlLine(data)]);

        pasted.ExitCode.ShouldBe(0, pasted.ToString());
        var answer = JsonNode.Parse(pasted.Output)!;
        answer["choices"]![0]!["message"]!["content"]!.GetValue<string>().ShouldContain("Hello, gate");
        answer["tollgate"]!["cost_usd"]!.GetValue<decimal>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Secrets_OfFirstStartWithoutTerminal_AreInAFileForTheOwnerAloneWhosePathIsTold()
    {
        using var data = new TempDirectory();
        await using var gateway = await TollgateProcess.StartAsync(data, new Dictionary<string, string> { ["TOLLGATE_ADMIN_TOKEN"] = Absent });

        var file = data.At("first-run.txt");
        gateway.Output.ShouldContain(file);
        gateway.Output.ShouldNotContain("tg_live_");
        data.IsForOwnerAlone("first-run.txt").ShouldBeTrue();
        data.IsForOwnerAlone("master.key").ShouldBeTrue();
        var token = Word(file, "Management token");
        using var manage = new ManageClient(gateway.Address, token);
        var workspaces = (await manage.GetAsync("workspaces"))["data"]!.AsArray();
        workspaces.ShouldHaveSingleItem()!["name"]!.GetValue<string>().ShouldBe("default");
        workspaces[0]!["plan"]!.GetValue<string>().ShouldBe("self_hosted");
        File.ReadAllText(data.At("admin-token.sha256")).ShouldNotContain(token);
    }

    [Fact]
    public async Task Token_OfFirstStart_CountsAfterARestartAndIsNotShownAgain()
    {
        using var data = new TempDirectory();
        var settings = new Dictionary<string, string> { ["TOLLGATE_ADMIN_TOKEN"] = Absent };
        string token;
        await using (var first = await TollgateProcess.StartAsync(data, settings))
        {
            token = Word(data.At("first-run.txt"), "Management token");
            (await first.StopAsync()).ShouldBe(0, first.Errors);
        }

        File.Delete(data.At("first-run.txt"));
        await using var second = await TollgateProcess.StartAsync(data, settings);

        File.Exists(data.At("first-run.txt")).ShouldBeFalse();
        using var manage = new ManageClient(second.Address, token);
        (await manage.GetAsync("workspaces"))["data"]!.AsArray().Count.ShouldBe(1);
    }

    // Leaves the variable out of the process's environment.
    private const string Absent = TollgateProcess.WithoutSetting;

    private static string CurlLine(TempDirectory data) =>
        File.ReadLines(data.At("first-run.txt")).Single(l => l.StartsWith("curl ", StringComparison.Ordinal));

    private static string Word(string file, string label) =>
        File.ReadLines(file).Single(l => l.StartsWith(label, StringComparison.Ordinal))[label.Length..].Trim();
}
