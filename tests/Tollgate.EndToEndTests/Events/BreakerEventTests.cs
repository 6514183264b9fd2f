using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Events;

public sealed class BreakerEventTests
{
    [Fact]
    public async Task Breaker_OfAProviderThatFailsAgainAndAgain_IsToldToTheWorkspacesOwner()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync();
        scene.Upstream.Fails = (500, """{"error":{"message":"boom"}}""");
        for (var i = 0; i < 10; i++)
        {
            using var reply = await scene.ChatAsync(secret, Scene.Body(10));
            ((int)reply.StatusCode).ShouldBe(502);
        }

        var told = (await scene.Manage.GetAsync($"workspaces/{scene.Workspace}/events"))["data"]!.AsArray().ShouldHaveSingleItem()!;
        told["kind"]!.GetValue<string>().ShouldBe("breaker_opened");
        told["data"]!["provider"]!.GetValue<string>().ShouldBe("openai");
        told["data"]!["last_failure"]!.GetValue<string>().ShouldBe("status 500");
        told["data"]!.ToJsonString().ShouldNotContain(Scene.ProviderKey);
    }
}
