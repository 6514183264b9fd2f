using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Sdks;

/// <summary>The official OpenAI SDK in JavaScript, unchanged but for its base URL and key.</summary>
public sealed class JavaScriptSdkTests
{
    private const string Model = "metered-1";

    [Fact]
    public async Task PlainCall_OfTheSdk_IsAnsweredWithUsageAndCost()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync();

        var told = await NodeScripts.TellAsync("plain", scene.BaseUrl, secret, Model);

        told["text"]!.GetValue<string>().ShouldBe("Good day");
        told["usage"]!["completion_tokens"]!.GetValue<int>().ShouldBe(20);
        told["cost"]!.GetValue<decimal>().ShouldBe(0.0002m);
    }

    [Fact]
    public async Task Stream_OfTheSdk_ArrivesWholeAndWithoutTheUsageNobodyAskedFor()
    {
        await using var scene = await Scene.StartAsync();
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1}""");

        var told = await NodeScripts.TellAsync("stream", scene.BaseUrl, secret, Model);

        told["text"]!.GetValue<string>().ShouldBe("Good day to you");
        told["withUsage"]!.GetValue<int>().ShouldBe(0);
        (await scene.BudgetAsync("key", id))["spent_usd"]!.GetValue<decimal>().ShouldBe(0.0002m);
    }

    [Fact]
    public async Task Stream_AskedForWithUsage_HasIt()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync();

        var told = await NodeScripts.TellAsync("streamWithUsage", scene.BaseUrl, secret, Model);

        told["text"]!.GetValue<string>().ShouldBe("Good day to you");
        told["usage"]!["completion_tokens"]!.GetValue<int>().ShouldBe(20);
    }

    [Fact]
    public async Task Images_AskedForByTheSdk_AreThereWithTheirCost()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync();

        var told = await NodeScripts.TellAsync("image", scene.BaseUrl, secret, "practice/echo");

        told["images"]!.AsArray().Select(i => i!.GetValue<string>()).ShouldBe(["PNG", "PNG"]);
        told["cost"]!.GetValue<decimal>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task ImageStream_OfTheSdk_ShowsEachEventAndEndsWithUsageAndCost()
    {
        await using var scene = await Scene.StartAsync();
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1}""");

        var told = await NodeScripts.TellAsync("imageStream", scene.BaseUrl, secret, "practice/echo");

        told["types"]!.AsArray().Select(t => t!.GetValue<string>()).ShouldBe(
            ["image_generation.partial_image", "image_generation.partial_image", "image_generation.completed"]);
        told["tokens"]!.GetValue<int>().ShouldBe(16);
        (await scene.BudgetAsync("key", id))["spent_usd"]!.GetValue<decimal>().ShouldBe(told["cost"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task Models_ListedByTheSdk_HoldWhatTheWorkspaceCanCall()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync();

        var told = await NodeScripts.TellAsync("models", scene.BaseUrl, secret, Model);

        told["ids"]!.AsArray().Select(i => i!.GetValue<string>()).ShouldContain(id => id == Model || id == "openai/" + Model);
    }

    [Fact]
    public async Task BudgetRefusal_SeenByTheSdk_HasItsCodeAndIsNotRepeated()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":0.000001}""");

        var told = await NodeScripts.TellAsync("refused", scene.BaseUrl, secret, Model);

        told["isApiError"]!.GetValue<bool>().ShouldBeTrue();
        told["status"]!.GetValue<int>().ShouldBe(402);
        told["code"]!.GetValue<string>().ShouldBe("KEY_BUDGET_EXCEEDED");
        told["type"]!.GetValue<string>().ShouldBe("billing_error");
        told["scope"]!.GetValue<string>().ShouldBe("key");
        told["sent"]!.GetValue<int>().ShouldBe(1);
        scene.Upstream.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Stream_RunsOutOfMoney_IsRaisedByTheSdkAfterTheTextThatWasPaid()
    {
        await using var scene = await Scene.StartAsync();
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":0.02}""");
        scene.Upstream.Rounds = 1_000;

        var told = await NodeScripts.TellAsync("streamCutShort", scene.BaseUrl, secret, Model);

        told["isApiError"]!.GetValue<bool>().ShouldBeTrue();
        told["code"]!.GetValue<string>().ShouldBe("KEY_BUDGET_EXCEEDED");
        told["type"]!.GetValue<string>().ShouldBe("billing_error");
        told["retryable"]!.GetValue<bool>().ShouldBeFalse();
        told["sent"]!.GetValue<int>().ShouldBe(1);
        var text = told["text"]!.GetValue<string>();
        text.Length.ShouldBeInRange(1_400, 2_000);
        var row = await scene.BudgetAsync("key", id);
        row["spent_usd"]!.GetValue<decimal>().ShouldBe((text.Length + 2) / 3 * 0.00001m);
        row["reserved_usd"]!.GetValue<decimal>().ShouldBe(0);
    }

    [Fact]
    public async Task BadKey_SeenByTheSdk_IsItsAuthenticationError()
    {
        await using var scene = await Scene.StartAsync();

        var told = await NodeScripts.TellAsync("refused", scene.BaseUrl, "tg_live_wrong", Model);

        told["kind"]!.GetValue<string>().ShouldBe("AuthenticationError");
        told["code"]!.GetValue<string>().ShouldBe("INVALID_API_KEY");
        told["sent"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task RateRefusal_SeenByTheSdk_IsRepeatedAfterItsTime()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync("""{"name":"k","mode":"test"}""");

        var limited = await NodeScripts.TellAsync("alwaysLimited", scene.BaseUrl, secret, "practice/echo");
        var repeated = await NodeScripts.TellAsync("limited", scene.BaseUrl, secret, "practice/echo");

        limited["status"]!.GetValue<int>().ShouldBe(429);
        limited["code"]!.GetValue<string>().ShouldBe("RATE_LIMITED");
        limited["sent"]!.GetValue<int>().ShouldBe(2);
        var retryAfter = int.Parse(limited["retryAfter"]!.GetValue<string>());
        retryAfter.ShouldBeGreaterThanOrEqualTo(1);
        repeated["sent"]!.GetValue<int>().ShouldBe(2);

        // Timers may fire a little before their time.
        repeated["waitedMs"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo((retryAfter * 1000) - 50);
    }
}
