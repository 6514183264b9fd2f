using System.Text.Json;
using Tollgate.EdgeTests.Running;
using Tollgate.Testing.Mcp;

namespace Tollgate.EdgeTests.Tools.Republished;

/// <summary>As what another server's tools come to callers, over REST and over MCP.</summary>
public sealed class PublishedFormTests
{
    private const string One = """
        {"tools":[{"name":"get_forecast","server":"data","description":"Tomorrow's weather.","cost":3,"charge_not_found":false,
          "input":{"properties":{"city":{"type":"string","description":"Where."},"days":{"type":"integer","description":"How many."}},"required":["city"]},
          "mcp":{"url":"UPSTREAM","tool":"echo","arguments":{"text":"{city}","days":"{days}","units":"metric"},
                 "result":{"city":"{city}","high":"$.forecast.max"}}}]}
        """;

    [Fact]
    public async Task Tool_OfItsOwn_IsAskedAndAnsweredByItsTemplates()
    {
        await using var stage = await RepublishedStage.StartAsync(One, awaited: "get_forecast");
        stage.Upstream.Call = call => call.ResultAsync("""{"content":[{"type":"text","text":"hot"}],"structuredContent":{"forecast":{"max":31}}}""");

        var reply = await stage.CallAsync("get_forecast", """{"city":"Rome"}""");

        reply.Body.ShouldBe("""{"city":"Rome","high":31}""");
        stage.Upstream.Calls.Single().GetProperty("arguments").GetRawText().ShouldBe("""{"text":"Rome","units":"metric"}""");
        stage.Status.Balance.ShouldBe(97);
    }

    [Fact]
    public async Task Tool_OfItsOwn_ReadsTheJsonThatStandsInAText()
    {
        await using var stage = await RepublishedStage.StartAsync(One, awaited: "get_forecast");
        stage.Upstream.Call = call => call.TextAsync("""{"forecast":{"max":12}}""");

        (await stage.CallAsync("get_forecast", """{"city":"Oslo"}""")).Body.ShouldBe("""{"city":"Oslo","high":12}""");
    }

    [Fact]
    public async Task Tool_OfItsOwn_IsRefusedWhenItsServerTakesSomethingElse()
    {
        await using var stage = await RepublishedStage.StartAsync(One, awaited: "get_forecast");
        (await stage.CallAsync("get_forecast", """{"city":"Rome"}""")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        stage.Upstream.Tools = [FakeMcpServer.Echo.Replace("\"text\"", "\"card_number\"", StringComparison.Ordinal)];
        await stage.LookAsync(changes => changes.GetProperty("data").GetArrayLength() == 1);

        (await stage.CallAsync("get_forecast", """{"city":"Rome"}""")).Code.ShouldBe("PROVIDER_ERROR");

        (stage.Status.Balance, stage.Upstream.Calls.Count).ShouldBe((97, 1));
    }

    [Fact]
    public async Task Tool_OverMcp_IsListedByItsServersSchemaAndAnswersInItsBlocks()
    {
        await using var stage = await RepublishedStage.StartAsync();
        stage.Upstream.Call = call => call.ResultAsync("""
            {"_meta":{"tollgate/charged_tokens":0,"theirs":1},"content":[{"type":"image","data":"aGk=","mimeType":"image/png"},{"type":"text","text":"an image"}],"structuredContent":{"n":1}}
            """);

        var listed = await AskAsync(stage, """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""");
        var called = await AskAsync(stage, """{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"their_echo","arguments":{"text":"hi"}}}""");

        var tool = listed.GetProperty("tools").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "their_echo");
        tool.GetProperty("description").GetString().ShouldBe("Repeats a text. Costs 5 tokens.");
        JsonElement.DeepEquals(
            tool.GetProperty("inputSchema"), JsonDocument.Parse(FakeMcpServer.Echo).RootElement.GetProperty("inputSchema")).ShouldBeTrue();
        called.GetProperty("content")[0].GetProperty("type").GetString().ShouldBe("image");
        called.GetProperty("content")[0].GetProperty("data").GetString().ShouldBe("aGk=");
        called.GetProperty("content")[1].GetProperty("text").GetString().ShouldBe("an image");
        called.GetProperty("structuredContent").GetProperty("n").GetInt32().ShouldBe(1);
        called.GetProperty("_meta").GetProperty("tollgate/charged_tokens").GetInt32().ShouldBe(5);
        called.GetProperty("_meta").TryGetProperty("theirs", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Schema_ThatCannotAllBeChecked_IsListedAsItIsAndPassedOn()
    {
        const string odd = """
            {"name":"echo","description":"Odd.","inputSchema":{"type":"object","properties":{"text":{"$ref":"https://example.com/text.json"},"n":{"type":"integer"}},"unevaluatedProperties":false}}
            """;
        await using var stage = await RepublishedStage.StartAsync(upstream: new FakeMcpServer { Tools = [odd] });

        (await stage.CallAsync(json: """{"text":{"any":"thing"},"n":1}""")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        (await stage.CallAsync(json: """{"n":"one"}""")).Param.ShouldBe("n");

        stage.Find("their_echo")!.Input!.Source.GetRawText().ShouldContain("unevaluatedProperties");
    }

    [Fact]
    public async Task Key_OfTheCallersOwn_IsRepeatedWithoutAskingAgain()
    {
        await using var stage = await RepublishedStage.StartAsync();

        var first = await stage.CallAsync("their_echo", """{"text":"hi"}""", ("Idempotency-Key", "k-1"));
        var again = await stage.CallAsync("their_echo", """{"text":"hi"}""", ("Idempotency-Key", "k-1"));

        again.Body.ShouldBe(first.Body);
        (stage.Upstream.Calls.Count, stage.Status.Balance).ShouldBe((1, 95));
    }

    [Fact]
    public async Task Files_ThatAreWrong_AreToldOfEachFault()
    {
        await using var stage = await RepublishedStage.StartAsync(file: null, awaited: null);
        stage.Write("""
            {"mcp_servers":[
               {"name":"A","server":"admin","url":"https://user:pw@example.com/mcp","prefix":"9","cost":-1,"new_tools":"all","only":["a"],"except":["b"],
                "headers":{"Mcp-Session-Id":"x","X-Key":"{secret:none}"},"tools":{"c":{"name":"C","price":1}}},
               {"name":"b","server":"data","url":"https://{secret:upstream_key}.example.com/","cost":1},
               {"name":"c","server":"data","url":"https://example.com/","cost":1},{"name":"c","server":"data","url":"https://example.com/","cost":1}],
             "tools":[{"name":"t","server":"data","description":"d","cost":1,"http":{"url":"https://example.com/"},"mcp":{"url":"ftp://example.com","tool":"x"}}]}
            """);

        var errors = string.Join('\n', stage.Folder.Load());

        foreach (var place in new[]
        {
            "mcp_servers[0].name must be", "mcp_servers[0].server must be one of", "mcp_servers[0].url must be", "mcp_servers[0].prefix must be",
            "mcp_servers[0].cost must be", "mcp_servers[0].new_tools must be", "mcp_servers[0].except stands beside only",
            "mcp_servers[0].headers sets Mcp-Session-Id", "names the secret 'none', which is not set", "mcp_servers[0].tools.c.name must be",
            "mcp_servers[0].tools.c.price is no field", "mcp_servers[1].url must be", "'c' is the name of another server already", "tools[0].mcp stands beside http",
        })
        {
            errors.ShouldContain(place);
        }
    }

    private static async Task<JsonElement> AskAsync(RepublishedStage stage, string message)
    {
        const string initialize = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
            """;
        (string, string)[] headers = [("Accept", "application/json, text/event-stream")];
        var opened = await stage.Server.SendAsync(HttpMethod.Post, "/mcp", stage.Key, initialize, headers);
        var reply = await stage.Server.SendAsync(
            HttpMethod.Post, "/mcp", stage.Key, message, [.. headers, ("Mcp-Session-Id", opened.Header("Mcp-Session-Id")!), ("MCP-Protocol-Version", "2025-11-25")]);
        var data = reply.Body.Split('\n').LastOrDefault(line => line.StartsWith("data:", StringComparison.Ordinal))?[5..] ?? reply.Body;
        return JsonDocument.Parse(data).RootElement.GetProperty("result").Clone();
    }
}
