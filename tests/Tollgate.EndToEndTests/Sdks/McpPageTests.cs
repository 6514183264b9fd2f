using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Wallet;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Sdks;

/// <summary>What the page on MCP says of clients is taken from it and run; only the gateway's address and the key are put in.</summary>
public sealed class McpPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.At("docs", "using", "mcp.md"));

    [Theory]
    [InlineData("claude-code", "command")]
    [InlineData("claude-code-file", "file")]
    [InlineData("claude-desktop", "program")]
    [InlineData("cursor", "file")]
    [InlineData("vs-code", "file")]
    public async Task Configuration_OfTheClient_ConnectsListsAndCalls(string client, string way)
    {
        await using var scene = await WalletScene.StartAsync();
        var block = Block(client, scene);
        if (way == "command")
        {
            var words = await scene.RunAsync("claude() { printf '%s\\n' \"$@\"; }\nTOLLGATE_KEY=$KEY\n" + block);
            words.ExitCode.ShouldBe(0, words.ToString());
            block = words.Output;
        }

        var told = await NodeScripts.TellConfiguredAsync(way, block, scene.Key);

        told["names"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldContain("buy_tokens");
        told["balance"]!.GetValue<int>().ShouldBe(100);
    }

    [Fact]
    public async Task Code_OfTheAgentsSdk_ConnectsListsAndCalls()
    {
        await using var scene = await WalletScene.StartAsync();
        var script = Path.Combine(NodeScripts.Folder, $"page-{Guid.NewGuid():N}.mjs");
        await File.WriteAllTextAsync(script, Block("openai-agents", scene) + """

            const tools = await agent.getMcpTools();
            const content = await tollgate.callTool("get_token_balance", {});
            await tollgate.close();
            console.log(JSON.stringify({ names: tools.map((tool) => tool.name), content }));
            """);
        try
        {
            var told = await NodeScripts.TellPageAsync(Path.GetFileName(script), scene.Key);

            told["names"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldContain("buy_tokens");
            told["content"]!.ToJsonString().ShouldContain("balance");
        }
        finally
        {
            File.Delete(script);
        }
    }

    [Fact]
    public void Code_OfTheAgentsSdkInPython_NamesTheSameAddressAndHeader()
    {
        var code = Block("openai-agents-python", null);

        code.ShouldContain("\"url\": \"https://gateway.example.com/mcp\"");
        code.ShouldContain("\"headers\": {\"Authorization\": f\"Bearer {os.environ['TOLLGATE_KEY']}\"}");
    }

    [Fact]
    public void Blocks_OfThePage_AreEachRunByATest() =>
        Page.Split("<!-- client: ").Skip(1).Select(part => part[..part.IndexOf(' ', StringComparison.Ordinal)]).ShouldBe(
            ["claude-code", "claude-code-file", "claude-desktop", "cursor", "vs-code", "openai-agents", "openai-agents-python"]);

    private static string Block(string client, WalletScene? scene)
    {
        var text = Page.Split($"<!-- client: {client} -->\n```")[1];
        var block = text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..text.IndexOf("\n```", StringComparison.Ordinal)];
        return scene is null ? block : block
            .Replace("https://gateway.example.com", scene.Url, StringComparison.Ordinal)
            .Replace("tg_live_...", scene.Key, StringComparison.Ordinal);
    }
}
