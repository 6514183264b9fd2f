using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Sdks;

/// <summary>Google's official SDK in JavaScript, unchanged but for its base URL and key: what it has beside the stories that every client tells.</summary>
public sealed class GenerateSdkTests
{
    private const string Claude = "claude-1";
    private const string Metered = "metered-1";

    [Fact]
    public async Task Count_OfTheSdk_IsAskedOfAVendorThatCounts()
    {
        await using var messages = await MessagesUpstream.StartAsync();
        await using var scene = await Scene.StartAsync();
        await scene.Manage.PutAsync(
            $"workspaces/{scene.Workspace}/providers/anthropic", $$"""{"api_key":"{{MessagesUpstream.Key}}","base_url":"{{messages.BaseUrl}}"}""");
        await scene.Manage.PutAsync(
            $"workspaces/{scene.Workspace}/prices/anthropic/{Claude}",
            """{"input_per_mtok":0,"output_per_mtok":10,"context_window":128000,"max_output_tokens":16384}""");

        var asked = await TellAsync(scene, "count", Claude);
        var estimated = await TellAsync(scene, "count", Metered);

        asked["tokens"]!.GetValue<int>().ShouldBe(3);
        estimated["tokens"]!.GetValue<int>().ShouldBeInRange(3, 10);
        (messages.Calls, scene.Upstream.Calls).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Chat_OfTheSdk_RemembersWhatWasSaid()
    {
        await using var scene = await Scene.StartAsync();

        var told = await TellAsync(scene, "chat", Metered);

        (told["first"]!.GetValue<string>(), told["second"]!.GetValue<string>()).ShouldBe(("Good day", "Good day to you"));
        told["turns"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task Facts_OfACall_StandInTheHeadersThatTheSdkShows()
    {
        await using var scene = await Scene.StartAsync();

        var headers = (await TellAsync(scene, "headers", Metered))["headers"]!;

        headers["x-tollgate-cost-usd"]!.GetValue<string>().ShouldBe("0.00016");
        headers["x-tollgate-model"]!.GetValue<string>().ShouldBe(Metered);
        headers["x-tollgate-tokens"]!.GetValue<string>().ShouldContain("completion=16");
    }

    [Fact]
    public async Task BadKey_SeenByTheSdk_IsItsOwnError()
    {
        await using var scene = await Scene.StartAsync();

        var told = await TellAsync(scene, "badKey", Metered);

        told["own"]!.GetValue<bool>().ShouldBeTrue();
        (told["status"]!.GetValue<int>(), told["code"]!.GetValue<string>()).ShouldBe((401, "INVALID_API_KEY"));
    }

    private static async Task<JsonNode> TellAsync(Scene scene, string story, string model)
    {
        var (_, secret) = await scene.KeyAsync();
        return await NodeScripts.TellGenerateAsync(story, scene.Gateway.Address, secret, model);
    }
}
