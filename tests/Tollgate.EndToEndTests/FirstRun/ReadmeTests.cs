using System.Text.RegularExpressions;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.FirstRun;

/// <summary>What the README tells a reader to paste does what it says.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task BudgetOfTheReadme_Pasted_LetsCallsPassAndThenHolds()
    {
        using var data = new TempDirectory();
        await using var gateway = await TollgateProcess.StartAsync(data);
        var blocks = ShellBlocks();
        var setup = blocks.Single(b => b.Contains("export ADMIN=", StringComparison.Ordinal));
        var budget = blocks.Single(b => b.Contains("budget_usd", StringComparison.Ordinal));
        var script = (setup + budget)
            .Replace("tg_admin_...", TollgateProcess.AdminToken, StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8787", gateway.Address.ToString().TrimEnd('/'), StringComparison.Ordinal);

        var pasted = await RunProgram.ToEndAsync("bash", ["-euc", script]);

        pasted.ExitCode.ShouldBe(0, pasted.ToString());
        Regex.Count(pasted.Output, "\"tollgate\":\\{[^}]*\"cost_usd\":").ShouldBe(5, pasted.Output);
        Regex.Count(pasted.Output, "\"code\":\"KEY_BUDGET_EXCEEDED\"").ShouldBe(1, pasted.Output);
    }

    [Fact]
    public void CommandsOfTheReadme_ThatStartAndTest_AreThereToRun()
    {
        var start = ShellBlocks()[0];

        start.ShouldContain("dotnet run --project src/Tollgate.Host -c Release");
        start.ShouldContain("./test.sh");
        Directory.Exists(Repository.At("src", "Tollgate.Host")).ShouldBeTrue();
        (OperatingSystem.IsWindows() || File.GetUnixFileMode(Repository.At("test.sh")).HasFlag(UnixFileMode.UserExecute)).ShouldBeTrue();
    }

    private static List<string> ShellBlocks() =>
        [.. ShellBlock().Matches(File.ReadAllText(Repository.At("README.md"))).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
