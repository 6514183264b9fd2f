using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.EdgeTests.Chat;

/// <summary>Counting is free, and admitted like the call that it counts: asked of a provider that counts, whatever its dialect, and else estimated.</summary>
public sealed class CountTokensTests
{
    private const string Path = "/v1/messages/count_tokens";
    private const string Block = ""","tollgate":{"request_id":"req_X","cost_usd":0,"model":"MODEL","provider":"PROVIDER","latency_ms":0,"tokens":{"prompt":0,"completion":0,"total":0,"cached":0,"reasoning":0}}}""";

    [Fact]
    public async Task Count_OfAModelOfAnthropic_IsAskedOfAnthropic()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Anthropic.ReplyPlain("""{"input_tokens":42}""");

        var reply = await CountAsync(stage, """{"model":"anthropic/claude-m","metadata":{"workflow_tag":"w"},"messages":[{"role":"user","content":"Hello"}]}""");

        var sent = stage.Anthropic.Requests.Single();
        sent.Head.ShouldStartWith("POST /v1/messages/count_tokens HTTP/1.1\r\n");
        sent.Head.ShouldContain("x-api-key: sk-ant-upstream");
        sent.BodyText.ShouldBe("""{"model":"claude-m","messages":[{"role":"user","content":"Hello"}]}""");
        DialectStage.Steady(reply).ShouldBe("{\"input_tokens\":42" + BlockOf("claude-m", "anthropic"));
        var row = await stage.RowAsync();
        (row.Route, row.CostNanoUsd, row.BoundNanoUsd, row.Status, row.WorkflowTag).ShouldBe(("messages.count_tokens", 0, 0, 200, "w"));
        row.Usage.ShouldBe(default(TokenUsage));
    }

    [Fact]
    public async Task Count_OfAModelOfGoogle_IsAskedOfGoogleInItsWords()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Google.ReplyPlain("""{"totalTokens":31,"promptTokensDetails":[{"modality":"TEXT","tokenCount":31}]}""");

        var reply = await CountAsync(
            stage, """{"model":"gem-m","system":"Be kind","messages":[{"role":"user","content":"Hello"}],"tools":[{"name":"look","input_schema":{"type":"object"}}]}""");

        var sent = stage.Google.Requests.Single();
        sent.Head.ShouldStartWith("POST /v1beta/models/gem-m:countTokens HTTP/1.1\r\n");
        sent.BodyText.ShouldBe(
            """{"generateContentRequest":{"model":"models/gem-m","contents":[{"role":"user","parts":[{"text":"Hello"}]}],"systemInstruction":{"parts":[{"text":"Be kind"}]},"tools":[{"functionDeclarations":[{"name":"look","parametersJsonSchema":{"type":"object"}}]}],"generationConfig":{}}}""");
        DialectStage.Steady(reply).ShouldBe("{\"input_tokens\":31" + BlockOf("gem-m", "google"));
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"metadata":{"step":"s"},"contents":[{"parts":[{"text":"Hello"}]}]}""", """{"contents":[{"parts":[{"text":"Hello"}]}]}""")]
    [InlineData("""{ "generateContentRequest": {"model":"models/other","contents":[{"parts":[{"text":"Hello"}]}]} }""", """{ "generateContentRequest": {"model":"models/gem-m","contents":[{"parts":[{"text":"Hello"}]}]} }""")]
    public async Task Count_ByGooglesCallers_PassesAsItIs(string ask, string sent)
    {
        await using var stage = await DialectStage.StartAsync();
        const string answer = """{"totalTokens":31,"promptTokensDetails":[{"modality":"TEXT","tokenCount":31}]}""";
        stage.Google.ReplyPlain(answer);

        var reply = await stage.Stage.CallAsync(ask, null, "/v1beta/models/gem-m:countTokens");

        stage.Google.Requests.Single().BodyText.ShouldBe(sent);
        reply.Body.ShouldBe(answer);
        (reply.Header("X-Tollgate-Cost-Usd"), reply.Header("X-Tollgate-Model"), reply.Header("X-Tollgate-Provider")).ShouldBe(("0", "gem-m", "google"));
        (await stage.RowAsync()).Route.ShouldBe("countTokens");
    }

    [Theory]
    [InlineData("""{"contents":[{"parts":[{"text":"Hello"}]}],"generationConfig":{"temperature":1}}""")]
    [InlineData("""{"generateContentRequest":{"contents":[{"parts":[{"text":"Hello"}]}],"generationConfig":{"temperature":1}}}""")]
    public async Task Count_ByGooglesCallersOfAModelOfAnthropic_IsAskedOfAnthropicInItsWords(string ask)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Anthropic.ReplyPlain("""{"input_tokens":42}""");

        var reply = await stage.Stage.CallAsync(ask, null, "/v1beta/models/claude-m:countTokens");

        stage.Anthropic.Requests.Single().BodyText.ShouldBe("""{"model":"claude-m","messages":[{"role":"user","content":"Hello"}]}""");
        reply.Body.ShouldBe("""{"totalTokens":42}""");
    }

    [Fact]
    public async Task Count_OfARequestThatCouldNotBeMade_IsRefused()
    {
        await using var stage = await DialectStage.StartAsync();

        var reply = await stage.Stage.CallAsync("""{"generateContentRequest":{"contents":"Hello"}}""", null, "/v1beta/models/claude-m:countTokens");

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", "contents"));
        stage.Anthropic.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(Path, """{"model":"m","messages":[{"role":"user","content":"Hello there, you"}]}""", "input_tokens")]
    [InlineData("/v1beta/models/m:countTokens", """{"contents":[{"parts":[{"text":"Hello there, you"}]}]}""", "totalTokens")]
    public async Task Count_OfAnotherModel_IsOurEstimate(string path, string ask, string member)
    {
        await using var stage = await DialectStage.StartAsync();

        var reply = await stage.Stage.CallAsync(ask, null, path);

        reply.Json.GetProperty(member).GetInt64().ShouldBe(7);
        reply.Header("X-Tollgate-Cost-Usd").ShouldBe("0");
        stage.OpenAi.Count.ShouldBe(0);
        (await stage.RowAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Count_WithAnEmptyBudget_StillCounts()
    {
        await using var stage = await DialectStage.StartAsync();
        var key = stage.Stage.Customers.Create(stage.Stage.Tenant, CallStage.Draft() with { Budget = NanoUsd.Zero });

        var reply = await stage.Stage.CallAsync("""{"model":"m","messages":[{"role":"user","content":"Hello"}]}""", key.Secret, Path);

        ((int)reply.Status).ShouldBe(200);
    }

    [Theory]
    [InlineData("claude-m", 400, """{"type":"error","error":{"type":"invalid_request_error","message":"messages: Bad"}}""", "INVALID_REQUEST")]
    [InlineData("claude-m", 529, "{}", "PROVIDER_ERROR")]
    [InlineData("claude-m", 200, "no json", "PROVIDER_ERROR")]
    [InlineData("claude-m", 200, """{"input_tokens":-1}""", "PROVIDER_ERROR")]
    [InlineData("gem-m", 200, """{"totalTokens":"many"}""", "PROVIDER_ERROR")]
    [InlineData("gem-m", 400, """{"error":{"code":400,"message":"Bad"}}""", "INVALID_REQUEST")]
    [InlineData("gem-m", 400, """{"error":{"code":400,"message":"Bad","details":[{"reason":"API_KEY_INVALID"}]}}""", "PROVIDER_ERROR")]
    public async Task Count_ThatTheProviderRefuses_IsTheContractsError(string model, int status, string body, string code)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Of(model).ReplyPlain(body, status);

        var reply = await CountAsync(stage, $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hello"}]}""");

        reply.Code.ShouldBe(code);
        reply.Json.GetProperty("type").GetString().ShouldBe("error");
        (await stage.RowAsync()).ErrorCode.ShouldBe(code);
    }

    private static string BlockOf(string model, string provider) =>
        Block.Replace("MODEL", model, StringComparison.Ordinal).Replace("PROVIDER", provider, StringComparison.Ordinal);

    private static Task<Reply> CountAsync(DialectStage stage, string body) => stage.Stage.CallAsync(body, null, Path);
}
