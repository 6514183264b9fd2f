using System.Net.Sockets;
using System.Text;
using Tollgate.EdgeTests.Relay;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Chat;

/// <summary>What is true of every call holds for one that is translated: refusals, limits, failover, replay.</summary>
public sealed class TranslatedCallTests
{
    [Theory]
    [InlineData(Callers.Chat, "m", 400, "INVALID_REQUEST", 400)]
    [InlineData(Callers.Chat, "claude-m", 400, "INVALID_REQUEST", 400)]
    [InlineData(Callers.Messages, "m", 400, "INVALID_REQUEST", 400)]
    [InlineData(Callers.Messages, "claude-m", 400, "INVALID_REQUEST", 400)]
    [InlineData(Callers.Responses, "m", 400, "INVALID_REQUEST", 400)]
    [InlineData(Callers.Responses, "claude-m", 400, "INVALID_REQUEST", 400)]
    [InlineData(Callers.Responses, "local-m", 400, "INVALID_REQUEST", 400)]
    [InlineData(Callers.Chat, "claude-m", 529, "PROVIDER_ERROR", 502)]
    [InlineData(Callers.Messages, "m", 401, "PROVIDER_ERROR", 502)]
    [InlineData(Callers.Responses, "m", 429, "PROVIDER_ERROR", 502)]
    [InlineData(Callers.Messages, "claude-m", 413, "PAYLOAD_TOO_LARGE", 413)]
    [InlineData(Callers.Gemini, "gem-m", 400, "INVALID_REQUEST", 400)]
    [InlineData(Callers.Gemini, "m", 400, "INVALID_REQUEST", 400)]
    [InlineData(Callers.Gemini, "claude-m", 529, "PROVIDER_ERROR", 502)]
    [InlineData(Callers.Chat, "gem-m", 400, "INVALID_REQUEST", 400)]
    [InlineData(Callers.Messages, "gem-m", 429, "PROVIDER_ERROR", 502)]
    public async Task Error_OfTheProvider_IsTheContractsInTheCallersDialect(string caller, string model, int status, string code, int told)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Of(model).ReplyPlain(Vendors.Error(Vendors.Of(caller, model)), status);

        var reply = await stage.AskAsync(caller, model, stream: false);

        ((int)reply.Status).ShouldBe(told);
        reply.Code.ShouldBe(code);
        reply.Json.TryGetProperty("type", out var type).ShouldBe(caller == Callers.Messages);
        (caller == Callers.Messages ? type.GetString() : "error").ShouldBe("error");
        if (status == 400)
        {
            reply.Param.ShouldBe("temperature");
            reply.Error.GetProperty("message").GetString()!.ShouldContain("Bad temperature");
        }

        (await stage.RowAsync()).CostNanoUsd.ShouldBe(0);
    }

    [Fact]
    public async Task Field_WithoutCounterpart_IsRefusedByItsNameAndNothingIsSentOrCharged()
    {
        await using var stage = await DialectStage.StartAsync();

        var reply = await stage.ChatAsync("""{"model":"claude-m","max_tokens":9,"n":2,"messages":[{"role":"user","content":"q"}]}""");

        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe("n");
        stage.Anthropic.Count.ShouldBe(0);
        var row = await stage.RowAsync();
        (row.CostNanoUsd, row.ErrorCode, row.Provider).ShouldBe((0, "INVALID_REQUEST", "anthropic"));
    }

    [Fact]
    public async Task Field_ThatCanBeLeftOut_IsNamedInAWarning()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Anthropic.ReplyPlain(Cells.AnthropicText);

        var reply = await stage.ChatAsync("""{"model":"claude-m","max_tokens":9,"seed":3,"messages":[{"role":"user","content":"q"}]}""");

        ((int)reply.Status).ShouldBe(200);
        reply.Header("X-Tollgate-Warning").ShouldBe("dropped:seed");
        stage.Anthropic.Requests.Single().BodyText.ShouldNotContain("seed");
    }

    [Theory]
    [InlineData(Callers.Chat, "claude-m", "\"max_tokens\":50")]
    [InlineData(Callers.Messages, "m", "\"max_completion_tokens\":50")]
    [InlineData(Callers.Messages, "claude-m", "\"max_tokens\":50")]
    [InlineData(Callers.Responses, "m", "\"max_output_tokens\":50")]
    [InlineData(Callers.Responses, "local-m", "\"max_tokens\":50")]
    [InlineData(Callers.Gemini, "gem-m", "\"maxOutputTokens\":50")]
    [InlineData(Callers.Gemini, "claude-m", "\"max_tokens\":50")]
    [InlineData(Callers.Chat, "gem-m", "\"maxOutputTokens\":50")]
    public async Task Cap_OfAPolicy_ReachesTheProviderInItsOwnField(string caller, string model, string field)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Stage.Customers.SetPolicies(stage.Stage.Tenant, [Policy(new PolicyAction { CapMaxTokens = 50 })]);
        stage.Of(model).ReplyPlain(Vendors.Plain(Vendors.Of(caller, model)));

        var reply = await stage.AskAsync(caller, model, stream: false);

        ((int)reply.Status).ShouldBe(200);
        stage.Of(model).Requests.Single().BodyText.ShouldContain(field);
    }

    [Theory]
    [InlineData(Callers.Chat, "m", "claude-m")]
    [InlineData(Callers.Messages, "claude-m", "m")]
    [InlineData(Callers.Messages, "m", "claude-m")]
    [InlineData(Callers.Responses, "m", "claude-m")]
    [InlineData(Callers.Responses, "claude-m", "m")]
    [InlineData(Callers.Responses, "m", "local-m")]
    [InlineData(Callers.Gemini, "gem-m", "claude-m")]
    [InlineData(Callers.Gemini, "m", "gem-m")]
    [InlineData(Callers.Chat, "claude-m", "gem-m")]
    public async Task Failover_ToAProviderOfAnotherDialect_JustWorks(string caller, string first, string second)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Stage.Customers.SetPolicies(stage.Stage.Tenant, [Policy(new PolicyAction { Fallback = [second] })]);
        stage.Of(first).ReplyPlain("{}", 500);
        stage.Of(second).ReplyStream(Vendors.Events(Vendors.Of(caller, second)));

        var reply = await stage.AskAsync(caller, first, stream: true);

        ((int)reply.Status).ShouldBe(200);
        reply.Header("X-Tollgate-Attempts").ShouldBe("2");
        reply.Header("X-Tollgate-Model").ShouldBe(second);
        reply.Body.ShouldContain("Gott");
        reply.Body.ShouldContain(Callers.EndOf(caller));
        var sent = stage.Of(second).Requests.Single();
        (sent.BodyText + sent.Head).ShouldContain(second == "gem-m" ? "/models/gem-m:streamGenerateContent?alt=sse" : $"\"model\":\"{second}\"");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(17_000);
    }

    [Fact]
    public async Task Failover_ToAModelThatCannotBeAskedThis_LeavesTheFirstError()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Stage.Customers.SetPolicies(stage.Stage.Tenant, [Policy(new PolicyAction { Fallback = ["claude-m"] })]);
        stage.OpenAi.ReplyPlain("{}", 500);

        var reply = await stage.ChatAsync("""{"model":"m","max_tokens":9,"n":2,"messages":[{"role":"user","content":"q"}]}""");

        reply.Code.ShouldBe("PROVIDER_ERROR");
        reply.Error.GetProperty("provider").GetString().ShouldBe("openai");
        stage.Anthropic.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(Callers.Messages, "m")]
    [InlineData(Callers.Messages, "claude-m")]
    [InlineData(Callers.Responses, "m")]
    [InlineData(Callers.Responses, "claude-m")]
    [InlineData(Callers.Responses, "local-m")]
    [InlineData(Callers.Gemini, "gem-m")]
    [InlineData(Callers.Gemini, "claude-m")]
    [InlineData(Callers.Messages, "gem-m")]
    public async Task Stream_AskedForTwiceUnderOneKey_IsReplayedByteForByte(string caller, string model)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Of(model).ReplyStream(Vendors.Events(Vendors.Of(caller, model)));

        var first = await stage.AskAsync(caller, model, stream: true, ("Idempotency-Key", "once"));
        var second = await stage.AskAsync(caller, model, stream: true, ("Idempotency-Key", "once"));

        second.Body.ShouldBe(first.Body);
        second.Header("Idempotent-Replayed").ShouldBe("true");
        stage.Of(model).Count.ShouldBe(1);
        stage.Stage.Budget().ShouldBe((17_000, 0));
    }

    [Theory]
    [InlineData(Callers.Messages, "m")]
    [InlineData(Callers.Chat, "claude-m")]
    [InlineData(Callers.Responses, "m")]
    [InlineData(Callers.Responses, "claude-m")]
    [InlineData(Callers.Responses, "local-m")]
    [InlineData(Callers.Gemini, "gem-m")]
    [InlineData(Callers.Gemini, "m")]
    [InlineData(Callers.Gemini, "claude-m")]
    [InlineData(Callers.Chat, "gem-m")]
    [InlineData(Callers.Messages, "gem-m")]
    [InlineData(Callers.Responses, "gem-m")]
    public async Task Stream_WhileItRuns_ArrivesEventByEvent(string caller, string model)
    {
        await using var stage = await DialectStage.StartAsync();
        var seen = new SemaphoreSlim(0);
        stage.Of(model).Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            foreach (var piece in Vendors.Events(Vendors.Of(caller, model)))
            {
                await exchange.SendChunkAsync(piece);
                if (piece.Contains("Grüß", StringComparison.Ordinal) && !piece.Contains("Gott", StringComparison.Ordinal))
                {
                    // Nothing more comes before the caller has this.
                    (await seen.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
                }
            }

            await exchange.EndChunksAsync();
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, Callers.PathOf(caller, model, stream: true))
        {
            Content = new StringContent(Callers.Ask(caller, model, stream: true), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-api-key", stage.Stage.Key.Secret);
        using var response = await stage.Stage.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        var line = "";
        while (!line.Contains("Grüß", StringComparison.Ordinal))
        {
            line = (await reader.ReadLineAsync()).ShouldNotBeNull();
            line.ShouldNotContain("Gott");
        }

        seen.Release();
        (await reader.ReadToEndAsync()).ShouldContain("Gott");
        seen.Dispose();
    }

    [Fact]
    public async Task Bound_OfATranslatedCall_IsThatOfWhatIsSent()
    {
        // Anthropic puts a prompt of its own before tools: it counts, whatever dialect the tools were declared in.
        await using var stage = await DialectStage.StartAsync();
        stage.Anthropic.ReplyPlain(Cells.AnthropicTool).ReplyPlain(Cells.AnthropicTool);

        await stage.ChatAsync(Cells.AskChat("claude-m", false, tools: true));
        await stage.MessagesAsync(Cells.AskMessages("claude-m", false, tools: true));

        var rows = await stage.Stage.LogAsync();
        rows.Select(r => r.BoundNanoUsd).Distinct().ShouldHaveSingleItem().ShouldBeGreaterThan(1_000_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Attribution_OfACallOfMessages_IsReadAndNotForwarded(bool translated)
    {
        await using var stage = await DialectStage.StartAsync();
        var model = translated ? "m" : "claude-m";
        stage.Of(model).ReplyPlain(translated ? Cells.OpenAiText : Cells.AnthropicText);

        await stage.MessagesAsync(
            $$"""{"model":"{{model}}","max_tokens":9,"metadata":{"workflow_tag":"w","user_id":"u-1"},"messages":[{"role":"user","content":"q"}]}""",
            ("anthropic-beta", "new-thing"));

        var sent = stage.Of(model).Requests.Single();
        sent.BodyText.ShouldNotContain("workflow_tag");
        sent.BodyText.ShouldContain("u-1");
        sent.Head.ShouldNotContain("new-thing");
        (await stage.RowAsync()).WorkflowTag.ShouldBe("w");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Model_OfTheCatalogServedAsMessages_IsCalledOnBothRoutesAtItsPrice(bool messages)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Anthropic.ReplyPlain(Cells.AnthropicText);

        var reply = messages
            ? await stage.MessagesAsync(Cells.AskMessages("claude-haiku-4-5", false))
            : await stage.ChatAsync(Cells.AskChat("claude-haiku-4-5", false));

        ((int)reply.Status).ShouldBe(200);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe((9 * 1_000) + (4 * 5_000));
    }

    [Fact]
    public async Task Messages_OfATestKey_AreAnsweredByPractice()
    {
        await using var stage = await DialectStage.StartAsync();
        var key = stage.Stage.Customers.Create(stage.Stage.Tenant, CallStage.Draft() with { Mode = Metering.Identity.KeyMode.Test });

        var reply = await stage.Stage.CallAsync(Cells.AskMessages("claude-m", false), key.Secret, "/v1/messages");

        ((int)reply.Status).ShouldBe(200);
        reply.Json.GetProperty("type").GetString().ShouldBe("message");
        reply.Json.GetProperty("tollgate").GetProperty("provider").GetString().ShouldBe("practice");
        stage.Anthropic.Count.ShouldBe(0);
    }

    private static RoutingPolicy Policy(PolicyAction action) =>
        new() { Id = default, Name = "p", Enabled = true, Match = new PolicyMatch(), Action = action };
}
