using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Operations;

public sealed class ToolsCommandTests
{
    private const string Good = """
        {"tools":[{"name":"get_weather","server":"data","description":"The weather of a place.","cost":2,
          "input":{"properties":{"place":{"type":"string","description":"The place."}},"required":["place"]},
          "http":{"url":"https://api.example.com/weather","query":{"q":"{place}"},"headers":{"X-Key":"{secret:weather}"}}}]}
        """;

    [Fact]
    public async Task Files_ThatAreGood_PassAndNothingIsLeftBehind()
    {
        using var data = new TempDirectory();
        using var tools = new TempDirectory();
        await File.WriteAllTextAsync(tools.At("weather.json"), Good);

        var run = await RunProgram.TollgateAsync(
            data, new Dictionary<string, string> { ["TOLLGATE_TOOL_SECRET_WEATHER"] = "s" }, "tools", "check", tools.Path);

        run.ExitCode.ShouldBe(0, run.ToString());
        run.Output.ShouldBe("Tools declared: 1. Nothing is wrong.\n");
        Directory.EnumerateFileSystemEntries(data.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_WhoseSecretsAreElsewhere_PassWhenToldSo()
    {
        using var data = new TempDirectory();
        using var tools = new TempDirectory();
        await File.WriteAllTextAsync(tools.At("weather.json"), Good);

        (await RunProgram.TollgateAsync(data, null, "tools", "check", tools.Path)).ExitCode.ShouldBe(1);
        (await RunProgram.TollgateAsync(data, null, "tools", "check", tools.Path, "--without-secrets")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Files_ThatAreWrong_AreToldOfEachFaultWithItsFileAndPlace()
    {
        using var data = new TempDirectory();
        using var tools = new TempDirectory();
        await File.WriteAllTextAsync(tools.At("a.json"), Good.Replace("get_weather", "buy_tokens", StringComparison.Ordinal));
        await File.WriteAllTextAsync(tools.At("b.json"), Good.Replace("\"type\":\"string\"", "\"type\":\"text\"", StringComparison.Ordinal));

        var run = await RunProgram.TollgateAsync(data, null, "tools", "check", tools.Path, "--without-secrets");

        run.ExitCode.ShouldBe(1);
        run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
        [
            "a.json: tools[0].name 'buy_tokens' is the name of a tool of ours",
            "b.json: tools[0].input.properties.place.type 'text' is none of string, number, integer, boolean, array, object, null",
        ]);
        run.Output.ShouldBe("2 found: a start would be refused.\n");
    }

    [Fact]
    public async Task Directory_ThatIsNotThere_IsAFault()
    {
        using var data = new TempDirectory();

        var run = await RunProgram.TollgateAsync(data, null, "tools", "check", data.At("none"));

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldContain("there is no directory");
    }
}
