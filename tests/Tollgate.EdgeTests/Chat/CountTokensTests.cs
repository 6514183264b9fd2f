using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.EdgeTests.Chat;

/// <summary>Counting is free, and admitted like the call that it counts.</summary>
public sealed class CountTokensTests
{
    private const string Path = "/v1/messages/count_tokens";

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
        DialectStage.Steady(reply).ShouldBe(
            """{"input_tokens":42,"tollgate":{"request_id":"req_X","cost_usd":0,"model":"claude-m","provider":"anthropic","latency_ms":0,"tokens":{"prompt":0,"completion":0,"total":0,"cached":0,"reasoning":0}}}""");
        var row = await stage.RowAsync();
        (row.Route, row.CostNanoUsd, row.BoundNanoUsd, row.Status, row.WorkflowTag).ShouldBe(("messages.count_tokens", 0, 0, 200, "w"));
        row.Usage.ShouldBe(default(TokenUsage));
    }

    [Fact]
    public async Task Count_OfAnotherModel_IsOurEstimate()
    {
        await using var stage = await DialectStage.StartAsync();

        var reply = await CountAsync(stage, """{"model":"m","messages":[{"role":"user","content":"Hello there, you"}]}""");

        reply.Json.GetProperty("input_tokens").GetInt64().ShouldBe(7);
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
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"messages: Bad"}}""", "INVALID_REQUEST")]
    [InlineData(529, "{}", "PROVIDER_ERROR")]
    [InlineData(200, "no json", "PROVIDER_ERROR")]
    public async Task Count_ThatTheProviderRefuses_IsTheContractsError(int status, string body, string code)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Anthropic.ReplyPlain(body, status);

        var reply = await CountAsync(stage, """{"model":"claude-m","messages":[{"role":"user","content":"Hello"}]}""");

        reply.Code.ShouldBe(code);
        reply.Json.GetProperty("type").GetString().ShouldBe("error");
        (await stage.RowAsync()).ErrorCode.ShouldBe(code);
    }

    private static Task<Reply> CountAsync(DialectStage stage, string body) => stage.Stage.CallAsync(body, null, Path);
}
