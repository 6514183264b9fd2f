using System.Globalization;
using Tollgate.EndToEndTests.Sdks;
using Tollgate.EndToEndTests.Wallet;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Tools;

/// <summary>What others made, with a price by a file alone: the samples print what stands beside them.</summary>
public sealed class PricedSamplesTests
{
    [Fact]
    public async Task McpServer_FromNpm_IsPublishedWithAPriceByItsFileAlone()
    {
        var script = Path.Combine(NodeScripts.Folder, "node_modules", "@modelcontextprotocol", "server-everything", "dist", "index.js");
        using var server = await SampleServer.StartAsync("node", script, "streamableHttp");

        await RunAsync("mcp-server", ":3001/", server, "everything_echo");
    }

    [Fact]
    public async Task RestApi_OfASmallShop_HasAPriceByItsFileAlone()
    {
        using var server = await SampleServer.StartAsync("python3", Repository.At("samples", "rest-api", "shop.py"));

        await RunAsync("rest-api", ":3002/", server, "get_item");
    }

    private static async Task RunAsync(string sample, string port, SampleServer server, string awaited)
    {
        var folder = Repository.At("samples", sample);
        using var files = new TempDirectory();
        var declared = await File.ReadAllTextAsync(Path.Combine(folder, "tools.json"));
        await File.WriteAllTextAsync(
            files.At("tools.json"), declared.Replace(port, string.Create(CultureInfo.InvariantCulture, $":{server.Port}/"), StringComparison.Ordinal));
        await using var scene = await WalletScene.StartAsync(new Dictionary<string, string>
        {
            ["TOLLGATE_TOOLS__DIRECTORY"] = files.Path,
            ["TOLLGATE_TOOLS__ALLOW_PRIVATE_ADDRESSES"] = "true",
            ["TOLLGATE_TOOL_SECRET_SHOP_KEY"] = "open-sesame",
        });
        var there = await Eventually.GetAsync(
            async () => (await scene.ListAsync()).TryGetProperty(awaited, out _), found => found);
        there.ShouldBeTrue(scene.Gateway.Errors);

        var run = await RunProgram.ToEndAsync("bash", ["call.sh"], new Dictionary<string, string>
        {
            ["TOLLGATE_URL"] = scene.Url, ["TOLLGATE_API_KEY"] = scene.Key,
        }, folder);

        run.ExitCode.ShouldBe(0, run.ToString());
        run.Output.ShouldBe(await File.ReadAllTextAsync(Path.Combine(folder, "expected.txt")), run.ToString());
    }
}
