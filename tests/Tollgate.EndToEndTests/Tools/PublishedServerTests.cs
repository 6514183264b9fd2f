using Tollgate.EndToEndTests.Wallet;
using Tollgate.Testing.Mcp;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Tools;

/// <summary>Someone else's MCP server with a price, in the real process.</summary>
public sealed class PublishedServerTests
{
    private const string Canary = "canary-of-the-mcp-server";

    [Fact]
    public async Task Call_WhoseGatewayIsKilledUnderway_IsRefundedOnce()
    {
        await using var upstream = new FakeMcpServer();
        using var files = new TempDirectory();
        await using var scene = await StartAsync(files, upstream);
        var arrived = new TaskCompletionSource();
        upstream.Call = call =>
        {
            arrived.TrySetResult();
            return call.Exchange.ClientClosed;
        };

        var call = scene.CallAsync("their_echo", """{"text":"hi"}""");
        await arrived.Task;
        (await scene.CallAsync("get_token_balance", null)).Json.GetProperty("reserved").GetInt64().ShouldBe(5);

        // What was read stays, whenever the process dies.
        (await TypesAsync(scene)).ShouldBe(["reserve", "grant"]);
        await scene.Gateway.KillAsync();
        await Should.ThrowAsync<HttpRequestException>(() => call);
        await scene.StartGatewayAsync(Settings(files));

        var (_, wallet) = await scene.CallAsync("get_token_balance", null);
        (wallet.GetProperty("balance").GetInt64(), wallet.GetProperty("reserved").GetInt64()).ShouldBe((100, 0));
        (await TypesAsync(scene)).ShouldBe(["refund", "reserve", "grant"]);
    }

    [Fact]
    public async Task Change_OfATool_IsShownAndAcceptedFromTheCommandLine()
    {
        await using var upstream = new FakeMcpServer();
        using var files = new TempDirectory();
        await using var scene = await StartAsync(files, upstream);
        upstream.Call = call => TellOfAsync(call, upstream, FakeMcpServer.Echo.Replace("\"required\"", "\"minProperties\":1,\"required\"", StringComparison.Ordinal));
        (await scene.CallAsync("their_echo", """{"text":"hi"}""")).Status.ShouldBe(200);

        var pending = await Eventually.GetAsync(() => TollgateAsync(scene, "tools", "pending"), run => run.Output.Contains("input_schema", StringComparison.Ordinal));
        pending.Output.ShouldContain("theirs/echo  chg_");
        pending.Output.ShouldContain("changed, calls are refused");
        pending.Output.ShouldContain("minProperties");
        (await scene.CallAsync("their_echo", """{"text":"hi"}""")).Status.ShouldBe(502);

        (await TollgateAsync(scene, "tools", "accept", "theirs/nothing")).ExitCode.ShouldBe(1);
        (await TollgateAsync(scene, "tools", "accept", "theirs/echo")).Output.ShouldContain("accepted theirs/echo");
        (await scene.CallAsync("their_echo", """{"text":"hi"}""")).Status.ShouldBe(200);

        await scene.Gateway.KillAsync();
        (await TollgateAsync(scene, "tools", "pending")).Output.ShouldBe("Nothing waits to be accepted.\n");
        (scene.Gateway.Output + scene.Gateway.Errors).ShouldNotContain(Canary);
        (await File.ReadAllTextAsync(scene.Gateway.Data.At("tool-pins.json"))).ShouldNotContain(Canary);
    }

    private static async Task<string?[]> TypesAsync(WalletScene scene) =>
        [.. (await scene.CallAsync("list_token_transactions", null)).Json.GetProperty("transactions").EnumerateArray().Select(t => t.GetProperty("type").GetString())];

    private static async Task<WalletScene> StartAsync(TempDirectory files, FakeMcpServer upstream)
    {
        await File.WriteAllTextAsync(files.At("tools.json"), """
            {"mcp_servers":[{"name":"theirs","server":"data","url":"UPSTREAM","prefix":"their_","cost":5,
              "headers":{"Authorization":"Bearer {secret:their_key}"}}]}
            """.Replace("UPSTREAM", upstream.Url.ToString(), StringComparison.Ordinal));
        var scene = await WalletScene.StartAsync(Settings(files));
        (await Eventually.GetAsync(async () => (await scene.ListAsync()).TryGetProperty("their_echo", out _), found => found)).ShouldBeTrue(scene.Gateway.Errors);
        return scene;
    }

    // A notification within the answer says that the list has changed, so that it is looked at now.
    private static async Task TellOfAsync(FakeMcpCall call, FakeMcpServer upstream, string tool)
    {
        upstream.Tools = [tool];
        await call.Exchange.SendStreamHeadAsync();
        await call.Exchange.SendChunkAsync("event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n");
        await call.Exchange.SendChunkAsync($$$"""data: {"jsonrpc":"2.0","id":{{{call.Id}}},"result":{"content":[{"type":"text","text":"done"}]}}""" + "\n\n");
        await call.Exchange.EndChunksAsync();
    }

    private static Task<Finished> TollgateAsync(WalletScene scene, params string[] arguments) =>
        RunProgram.TollgateAsync(scene.Gateway.Data, null, arguments);

    private static Dictionary<string, string> Settings(TempDirectory files) => new()
    {
        ["TOLLGATE_TOOLS__DIRECTORY"] = files.Path,
        ["TOLLGATE_TOOLS__ALLOW_PRIVATE_ADDRESSES"] = "true",
        ["TOLLGATE_TOOL_SECRET_THEIR_KEY"] = Canary,
    };
}
