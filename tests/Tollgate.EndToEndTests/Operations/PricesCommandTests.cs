using Tollgate.EndToEndTests.Kit;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Operations;

/// <summary>Prices of one's own file, from the command line to the calls.</summary>
public sealed class PricesCommandTests
{
    private const string File = """
        { "xai": { "grok-of-ours": { "cost": { "input": 1.25, "output": 2.5 }, "limit": { "context": 1000, "output": 100 },
          "modalities": { "input": ["text"], "output": ["text"] } }, "grok-unpriced": { "limit": { "context": 1000, "output": 100 } } } }
        """;

    [Fact]
    public async Task Import_OfAFile_IsShownAndHoldsAtOnceAndAfterTheNextStart()
    {
        await using var scene = await Scene.StartAsync();
        using var files = new TempDirectory();
        await System.IO.File.WriteAllTextAsync(files.At("prices.json"), File);

        var import = await scene.CommandAsync("prices", "import", files.At("prices.json"));

        import.ExitCode.ShouldBe(0, import.ToString());
        import.Output.ShouldContain("1  taken: xai/grok-of-ours");
        import.Output.ShouldContain("1  it has no price: xai 1");
        (await scene.CommandAsync("prices", "show", "grok-of-ours")).Output.ShouldContain("2.5");
        import.Output.ShouldContain("The running gateway admits calls at them from now on.");
        var row = (await scene.Manage.GetAsync("prices?provider=xai&model=grok-of-ours"))["data"]!.AsArray().ShouldHaveSingleItem()!;
        row["input_per_mtok"]!.GetValue<decimal>().ShouldBe(1.25m);
        row["version"]!.GetValue<string>().ShouldStartWith("import/");
        (await scene.Gateway.StopAsync()).ShouldBe(0, scene.Gateway.Errors);
        await scene.StartGatewayAsync();
        (await scene.Manage.GetAsync("prices?provider=xai&model=grok-of-ours"))["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Import_AsATrial_KeepsNothing()
    {
        using var data = new TempDirectory();
        await System.IO.File.WriteAllTextAsync(data.At("prices.json"), File);

        var import = await RunProgram.TollgateAsync(data, null, "prices", "import", data.At("prices.json"), "--dry-run");

        import.ExitCode.ShouldBe(0, import.ToString());
        import.Output.ShouldContain("Nothing was kept.");
        Directory.Exists(data.At("catalog")).ShouldBeFalse();
    }

    [Fact]
    public async Task Import_OfWhatIsNoPriceFile_SaysSo()
    {
        using var data = new TempDirectory();
        await System.IO.File.WriteAllTextAsync(data.At("x.json"), "{}");

        var import = await RunProgram.TollgateAsync(data, null, "prices", "import", data.At("x.json"));
        var missing = await RunProgram.TollgateAsync(data, null, "prices", "import", data.At("y.json"));

        (import.ExitCode, missing.ExitCode).ShouldBe((1, 1));
        import.Errors.ShouldContain("no file of genai-prices");
        missing.Errors.ShouldContain("cannot be read");
    }

    [Fact]
    public async Task Diff_OfTheCatalogAndAFile_TellsWhatIsNew()
    {
        using var data = new TempDirectory();
        await System.IO.File.WriteAllTextAsync(data.At("prices.json"), File);

        var diff = await RunProgram.TollgateAsync(data, null, "prices", "diff", "catalog", data.At("prices.json"));

        diff.ExitCode.ShouldBe(0, diff.ToString());
        diff.Output.ShouldContain("+ xai/grok-of-ours\n");
        diff.Output.ShouldContain("- xai/grok-4.3\n");
    }

    [Fact]
    public async Task Show_OfAMistypedName_GuessesTheRightOne()
    {
        using var data = new TempDirectory();

        var show = await RunProgram.TollgateAsync(data, null, "prices", "show", "gpt-4o-minu");

        show.ExitCode.ShouldBe(1, show.ToString());
        show.Errors.ShouldContain("Did you mean 'gpt-4o-mini'?");
    }
}
