using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Sdks;

/// <summary>Anthropic's official SDK in JavaScript, unchanged but for its base URL and key: with a model of Anthropic's, whose bytes pass, and with one
/// of an OpenAI-format provider, which is translated. And OpenAI's SDK with a model of Anthropic's.</summary>
public sealed class MessagesSdkTests
{
    private const string Claude = "claude-1";
    private const string Translated = "metered-1";

    [Theory]
    [InlineData(Claude)]
    [InlineData(Translated)]
    public async Task PlainCall_OfTheSdk_IsAnsweredWithUsageAndCost(string model)
    {
        await using var both = await BothAsync();

        var told = await TellAsync(both, "plain", model);

        told["text"]!.GetValue<string>().ShouldBe("Good day");
        told["stop"]!.GetValue<string>().ShouldBe("end_turn");
        told["usage"]!["output_tokens"]!.GetValue<int>().ShouldBe(20);
        told["cost"]!.GetValue<decimal>().ShouldBe(0.0002m);
    }

    [Theory]
    [InlineData(Claude)]
    [InlineData(Translated)]
    public async Task Stream_OfTheSdk_IsGatheredIntoAWholeMessage(string model)
    {
        await using var both = await BothAsync();

        var told = await TellAsync(both, "stream", model);

        told["text"]!.GetValue<string>().ShouldBe("Good day to you");
        told["pieces"]!.GetValue<int>().ShouldBe(4);
        told["stop"]!.GetValue<string>().ShouldBe("end_turn");
        told["usage"]!["output_tokens"]!.GetValue<int>().ShouldBe(20);
    }

    [Theory]
    [InlineData(Claude)]
    [InlineData(Translated)]
    public async Task ToolRoundTrip_OfTheSdk_EndsWithTheAnswer(string model)
    {
        await using var both = await BothAsync();
        both.Scene.Upstream.CallsTools = true;

        var told = await TellAsync(both, "tools", model);

        told["stop"]!.GetValue<string>().ShouldBe("tool_use");
        told["name"]!.GetValue<string>().ShouldBe("look");
        told["input"]!["q"]!.GetValue<string>().ShouldBe("weather");
        told["text"]!.GetValue<string>().ShouldBe("Good day");
    }

    [Theory]
    [InlineData(Claude)]
    [InlineData(Translated)]
    public async Task Count_OfTheSdk_IsANumberAndFree(string model)
    {
        await using var both = await BothAsync();

        var told = await TellAsync(both, "count", model);

        told["input_tokens"]!.GetValue<int>().ShouldBeInRange(3, 10);
        told["tollgate"]!["cost_usd"]!.GetValue<decimal>().ShouldBe(0);
    }

    [Theory]
    [InlineData(Claude)]
    [InlineData(Translated)]
    public async Task BudgetRefusal_SeenByTheSdk_IsItsOwnErrorAndNotRepeated(string model)
    {
        await using var both = await BothAsync();

        var told = await TellAsync(both, "refused", model, """{"name":"k","budget_usd":0.000001}""");

        told["isApiError"]!.GetValue<bool>().ShouldBeTrue();
        told["status"]!.GetValue<int>().ShouldBe(402);
        told["code"]!.GetValue<string>().ShouldBe("KEY_BUDGET_EXCEEDED");
        told["type"]!.GetValue<string>().ShouldBe("billing_error");
        told["sent"]!.GetValue<int>().ShouldBe(1);
        (both.Scene.Upstream.Calls + both.Messages.Calls).ShouldBe(0);
    }

    [Fact]
    public async Task BadKey_SeenByTheSdk_IsItsAuthenticationError()
    {
        await using var both = await BothAsync();

        var told = await NodeScripts.TellMessagesAsync("refused", both.Scene.Gateway.Address, "tg_live_wrong", Claude);

        told["kind"]!.GetValue<string>().ShouldBe("AuthenticationError");
        told["code"]!.GetValue<string>().ShouldBe("INVALID_API_KEY");
    }

    [Theory]
    [InlineData(Claude)]
    [InlineData(Translated)]
    public async Task Stream_RunsOutOfMoney_IsRaisedByTheSdkAfterTheTextThatWasPaid(string model)
    {
        await using var both = await BothAsync();
        both.Scene.Upstream.Rounds = both.Messages.Rounds = 1_000;

        var told = await TellAsync(both, "streamCutShort", model, """{"name":"k","budget_usd":0.02}""");

        told["isApiError"]!.GetValue<bool>().ShouldBeTrue();
        told["code"]!.GetValue<string>().ShouldBe("KEY_BUDGET_EXCEEDED");
        told["retryable"]!.GetValue<bool>().ShouldBeFalse();
        told["sent"]!.GetValue<int>().ShouldBe(1);
        told["text"]!.GetValue<string>().Length.ShouldBeInRange(1_400, 2_000);
    }

    [Theory]
    [InlineData("plain", "Good day")]
    [InlineData("streamWithUsage", "Good day to you")]
    [InlineData("tools", "Good day")]
    public async Task OpenAiSdk_WithAModelOfAnthropics_IsAnswered(string story, string text)
    {
        await using var both = await BothAsync();
        var (_, secret) = await both.Scene.KeyAsync();

        var told = await NodeScripts.TellAsync(story, both.Scene.BaseUrl, secret, Claude);

        told["text"]!.GetValue<string>().ShouldBe(text);
        if (story == "tools")
        {
            told["finish"]!.GetValue<string>().ShouldBe("tool_calls");
            JsonNode.Parse(told["arguments"]!.GetValue<string>())!["q"]!.GetValue<string>().ShouldBe("weather");
        }
        else
        {
            told["usage"]!["completion_tokens"]!.GetValue<int>().ShouldBe(20);
        }

        both.Messages.Calls.ShouldBe(story == "tools" ? 2 : 1);
    }

    [Fact]
    public async Task OpenAiSdk_StreamOfAnthropicsRunsOutOfMoney_RaisesItsOwnError()
    {
        await using var both = await BothAsync();
        var (_, secret) = await both.Scene.KeyAsync("""{"name":"k","budget_usd":0.02}""");
        both.Messages.Rounds = 1_000;

        var told = await NodeScripts.TellAsync("streamCutShort", both.Scene.BaseUrl, secret, Claude);

        told["isApiError"]!.GetValue<bool>().ShouldBeTrue();
        told["code"]!.GetValue<string>().ShouldBe("KEY_BUDGET_EXCEEDED");
    }

    [Fact]
    public async Task Provider_OfAnthropics_IsTriedByManagement()
    {
        await using var both = await BothAsync();

        var told = await both.Scene.Manage.PostAsync($"workspaces/{both.Scene.Workspace}/providers/anthropic/test", "{}");

        told["ok"]!.GetValue<bool>().ShouldBeTrue();
    }

    private static async Task<JsonNode> TellAsync(Both both, string story, string model, string key = """{"name":"k"}""")
    {
        var (_, secret) = await both.Scene.KeyAsync(key);
        return await NodeScripts.TellMessagesAsync(story, both.Scene.Gateway.Address, secret, model);
    }

    private static async Task<Both> BothAsync()
    {
        var both = new Both(await Scene.StartAsync(), await MessagesUpstream.StartAsync());
        var workspace = $"workspaces/{both.Scene.Workspace}";
        await both.Scene.Manage.PutAsync(
            workspace + "/providers/anthropic", $$"""{"api_key":"{{MessagesUpstream.Key}}","base_url":"{{both.Messages.BaseUrl}}"}""");
        await both.Scene.Manage.PutAsync(
            workspace + "/prices/anthropic/" + Claude,
            """{"input_per_mtok":0,"output_per_mtok":10,"context_window":128000,"max_output_tokens":16384}""");
        return both;
    }

    private sealed record Both(Scene Scene, MessagesUpstream Messages) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Scene.DisposeAsync();
            await Messages.DisposeAsync();
        }
    }
}
