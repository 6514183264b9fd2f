namespace Tollgate.EdgeTests.Tools.Republished;

/// <summary>Someone else's MCP server in the place of the sample set.</summary>
public sealed class ReplacingToolTests
{
    [Fact]
    public async Task Tool_WithSampleData_GivesWayToOneOfAnotherServer()
    {
        await using var stage = await RepublishedStage.StartAsync(
            """
            {"tools":[{"name":"connect_linkedin","mcp":{"url":"UPSTREAM","tool":"echo","arguments":{"text":"connect"}}},
                      {"name":"get_linkedin_profile","mcp":{"url":"UPSTREAM","tool":"echo","arguments":{"text":"{username}"}}}]}
            """,
            awaited: null);

        var profile = await stage.CallAsync("get_linkedin_profile", """{"username":"ada"}""");
        var connected = await stage.CallAsync("connect_linkedin", "{}");

        profile.Header("X-Tollgate-Cost-Tokens").ShouldBe("2");
        profile.Body.ShouldBe("""{"content":[{"type":"text","text":"done"}]}""");
        connected.Body.ShouldBe(profile.Body);
        stage.Upstream.Calls.Select(call => call.GetProperty("arguments").GetRawText()).ShouldBe(["""{"text":"ada"}""", """{"text":"connect"}"""]);
        stage.Find("get_linkedin_profile")!.Server.ShouldBe("socials");
        stage.Status.Balance.ShouldBe(98);
    }
}
