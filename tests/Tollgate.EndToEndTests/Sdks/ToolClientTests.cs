using System.Net;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Tollgate.EndToEndTests.Wallet;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Sdks;

/// <summary>The official clients of the Model Context Protocol, unchanged but for address and key.</summary>
public sealed class ToolClientTests
{
    [Fact]
    public async Task Tools_ByTheTypeScriptSdk_AreListedCalledAndRefused()
    {
        await using var scene = await WalletScene.StartAsync();

        var told = await NodeScripts.TellToolsAsync("tools", new Uri(scene.Url + "/mcp"), scene.Key);

        told["server"]!["name"]!.GetValue<string>().ShouldBe("tollgate");
        told["names"]!.AsArray().Select(n => n!.GetValue<string>()).ShouldContain("buy_tokens");
        told["cost"]!.GetValue<int>().ShouldBe(0);
        told["pong"]!.GetValue<string>().ShouldBe("pong");
        told["balance"]!.GetValue<int>().ShouldBe(100);
        told["unknown"]!.GetValue<int>().ShouldBe(-32602);
        told["refused"]!["isError"]!.GetValue<bool>().ShouldBeTrue();
        told["refused"]!["error"]!["code"]!.GetValue<string>().ShouldBe("INVALID_REQUEST");
        told["refused"]!["error"]!["param"]!.GetValue<string>().ShouldBe("amount_usd");
    }

    [Fact]
    public async Task NoKey_ByTheTypeScriptSdk_ListsCallsWhatIsOpenAndIsToldOfTheRest()
    {
        await using var scene = await WalletScene.StartAsync();

        var told = await NodeScripts.TellToolsAsync("noKey", new Uri(scene.Url + "/mcp"), "");

        told["session"].ShouldBeNull();
        told["names"]!.AsArray().Select(n => n!.GetValue<string>()).ShouldContain("get_api_key");
        told["pong"]!.GetValue<string>().ShouldBe("pong");
        told["refused"]!["status"]!.GetValue<int>().ShouldBe(401);
        told["refused"]!["message"]!.GetValue<string>().ShouldContain("INVALID_API_KEY");
        told["again"]!.GetValue<string>().ShouldBe("pong");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2025-06-18")]
    public async Task NoKey_ByTheDotNetSdk_ListsCallsWhatIsOpenAndIsToldOfTheRest(string? revision)
    {
        await using var scene = await WalletScene.StartAsync();
        await using var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(scene.Url + "/mcp"), TransportMode = HttpTransportMode.StreamableHttp,
        });
        await using var client = await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = revision });

        var tools = await client.ListToolsAsync();
        var refused = await Should.ThrowAsync<HttpRequestException>(async () => await client.CallToolAsync("get_token_balance"));
        var pong = await client.CallToolAsync("ping");

        tools.Select(t => t.Name).ShouldContain("get_api_key");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        pong.StructuredContent!.Value.GetProperty("result").GetString().ShouldBe("pong");
    }

    [Fact]
    public async Task Tool_DeclaredMeanwhile_IsToldToTheTypeScriptSdkWithWhatItAnswers()
    {
        using var files = new TempDirectory();
        await using var scene = await WalletScene.StartAsync(new Dictionary<string, string> { ["TOLLGATE_TOOLS__DIRECTORY"] = files.Path });

        // Its address leads inward, so that it fails: a refusal must fit what the tool says it answers.
        var told = await NodeScripts.TellToolsAsync("changed", new Uri(scene.Url + "/mcp"), scene.Key, files.At("weather.json"), """
            {"tools":[{"name":"get_weather","server":"data","description":"The weather of a place.","cost":2,
              "input":{"properties":{"place":{"type":"string","description":"The place."}},"required":["place"]},
              "output":{"$schema":"https://json-schema.org/draft/2020-12/schema","$defs":{"degrees":{"type":"number"}},
                        "properties":{"celsius":{"$ref":"#/$defs/degrees"}},"required":["celsius"]},
              "http":{"url":"http://127.0.0.1:9/weather","query":{"q":"{place}"}}}]}
            """);

        told["before"]!.GetValue<bool>().ShouldBeFalse();
        told["after"]!.GetValue<bool>().ShouldBeTrue();
        told["schema"]!["type"]!.GetValue<string>().ShouldBe("object");
        told["refused"]!["isError"]!.GetValue<bool>().ShouldBeTrue();
        told["refused"]!["code"]!.GetValue<string>().ShouldBe("PROVIDER_ERROR");
        (await scene.CallAsync("get_token_balance", null)).Json.GetProperty("balance").GetInt32().ShouldBe(100);
    }

    [Fact]
    public async Task BadKey_ByTheTypeScriptSdk_DoesNotConnect()
    {
        await using var scene = await WalletScene.StartAsync();

        var told = await NodeScripts.TellToolsAsync("badKey", new Uri(scene.Url + "/mcp"), "tg_live_wrong");

        told["connected"]!.GetValue<bool>().ShouldBeFalse();
        told["message"]!.GetValue<string>().ShouldContain("INVALID_API_KEY");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2025-06-18")]
    public async Task Tools_ByTheDotNetSdk_AreListedAndCalled(string? revision)
    {
        await using var scene = await WalletScene.StartAsync();
        await using var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(scene.Url + "/tools/admin/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = "Bearer " + scene.Key },
        });
        await using var client = await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = revision });

        var tools = await client.ListToolsAsync();
        var pong = await client.CallToolAsync("ping");
        var refused = await client.CallToolAsync("buy_tokens", new Dictionary<string, object?> { ["amount_usd"] = 1 });

        client.ServerInfo!.Name.ShouldBe("tollgate-admin");
        tools.Select(t => t.Name).ShouldContain("get_token_balance");
        pong.StructuredContent!.Value.GetProperty("result").GetString().ShouldBe("pong");
        refused.IsError.ShouldBe(true);
        refused.Content.OfType<TextContentBlock>().Single().Text.ShouldStartWith("INVALID_REQUEST: ");
    }
}
