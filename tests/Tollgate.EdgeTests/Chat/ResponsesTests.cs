using System.Text;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Chat;

/// <summary>What is particular to callers of responses: nothing is stored, thoughts come back sealed, and OpenAI is asked in their own words where it
/// takes them.</summary>
public sealed class ResponsesTests
{
    [Fact]
    public async Task Request_WithEverythingUnknown_PassesByteForByteAndSoDoesItsReply()
    {
        await using var stage = await DialectStage.StartAsync(new() { ReplyBlock = false });
        const string Ask = """{ "zeta" : [1, {"b":2,"a":1}],"model":"m" ,"store": false,"input": "Gr\u00fc\u00df","a_new_one":{"x":null}, "max_output_tokens":100}""";
        var answer = ResponsesCells.Text.Replace("\"error\":null", "\"zz_new\":{\"b\": 1 ,\"a\":[ ]},\"error\":null", StringComparison.Ordinal);
        stage.OpenAi.ReplyPlain(answer);

        var reply = await stage.SendAsync(Callers.Responses, Ask);

        stage.OpenAi.Requests.Single().BodyText.ShouldBe(Ask);
        reply.Body.ShouldBe(answer);
        reply.Header("X-Tollgate-Cost-Usd").ShouldBe("0.000017");
        (await stage.RowAsync()).Route.ShouldBe("responses");
    }

    [Fact]
    public async Task Stream_WithUnknownEvents_PassesByteForByte()
    {
        await using var stage = await DialectStage.StartAsync(new() { ReplyBlock = false });
        string[] events =
        [
            .. ResponsesCells.TextEvents[..4],
            "event: response.brand_new\ndata: {\"zz\": {\"b\":1, \"a\":2},\"type\":\"response.brand_new\"}\n\n",
            ": a comment\n\n",
            .. ResponsesCells.TextEvents[4..],
        ];
        stage.OpenAi.ReplyStream([.. events, "data: [DONE]\n\n"]);

        var reply = await stage.AskAsync(Callers.Responses, "m", stream: true);

        reply.Body.ShouldBe(string.Concat(events));
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(17_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"store\":null")]
    public async Task Store_LeftToTheProvider_IsSentAsFalse(string store)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(ResponsesCells.Text);

        await stage.SendAsync(Callers.Responses, "{\"model\":\"m\",\"input\":\"q\"" + store + "}");

        stage.OpenAi.Requests.Single().BodyText.ShouldContain("\"store\":false}");
    }

    [Theory]
    [InlineData("\"store\":true", "store")]
    [InlineData("\"previous_response_id\":\"resp_1\"", "previous_response_id")]
    [InlineData("\"conversation\":\"conv_1\"", "conversation")]
    [InlineData("\"prompt\":{\"id\":\"pmpt_1\"}", "prompt")]
    [InlineData("\"background\":true", "background")]
    [InlineData("\"context_management\":[{\"type\":\"compaction\"}]", "context_management")]
    [InlineData("\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}]", "input")]
    [InlineData("\"max_output_tokens\":0", "max_output_tokens")]
    [InlineData("\"tools\":[{\"type\":\"web_search\"}]", "tools")]
    public async Task Field_OfWhatWouldBeStoredOrHasNoBound_IsRefusedByItsName(string field, string param)
    {
        await using var stage = await DialectStage.StartAsync();
        var input = field.StartsWith("\"input\"", StringComparison.Ordinal) ? "" : "\"input\":\"q\",";

        foreach (var model in (string[])["m", "claude-m"])
        {
            var reply = await stage.SendAsync(Callers.Responses, $$"""{"model":"{{model}}",{{input}}{{field}}}""");

            reply.Code.ShouldBe("INVALID_REQUEST");
            reply.Param.ShouldBe(param);
        }

        (stage.OpenAi.Count + stage.Anthropic.Count).ShouldBe(0);
        stage.Stage.Budget().ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("gpt-5-mini", "", "\"store\":false,\"include\":[\"reasoning.encrypted_content\"]}")]
    [InlineData("gpt-5-mini", ",\"include\":[\"message.output_text.logprobs\"]", "\"include\":[\"message.output_text.logprobs\"],\"store\":false}")]
    [InlineData("gpt-5-mini", ",\"store\":false", "\"store\":false}")]
    [InlineData("gpt-4.1", "", "\"input\":\"q\",\"store\":false}")]
    public async Task Thoughts_OfAModelThatThinks_AreHandedOutWhereTheCallerLeftThemToTheProvider(string model, string fields, string end)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(ResponsesCells.Text);

        var reply = await stage.SendAsync(Callers.Responses, $$"""{"model":"{{model}}","input":"q"{{fields}}}""");

        ((int)reply.Status).ShouldBe(200);
        stage.OpenAi.Requests.Single().BodyText.ShouldEndWith(end);
    }

    [Theory]
    [InlineData("gpt-5-pro", "/v1/responses")]
    [InlineData("gpt-4", "/v1/chat/completions")]
    [InlineData("gpt-5-mini", "/v1/responses")]
    public async Task Model_OfOpenAi_IsAskedWhereItIsServed(string model, string path)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(path == "/v1/responses" ? ResponsesCells.Text : Cells.OpenAiText);

        var reply = await stage.AskAsync(Callers.Responses, model, stream: false);

        ((int)reply.Status).ShouldBe(200);
        stage.OpenAi.Requests.Single().Head.ShouldStartWith($"POST {path} ");
        reply.Json.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("Grüß \"Gott\"");
    }

    [Theory]
    [InlineData(Callers.Chat)]
    [InlineData(Callers.Messages)]
    public async Task Model_ServedAsResponsesOnly_IsAskedSoForCallersOfOtherDialects(string caller)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(ResponsesCells.Text).ReplyStream(ResponsesCells.ToolEvents);

        var plain = await stage.AskAsync(caller, "gpt-5-pro", stream: false);
        var streamed = await stage.SendAsync(caller, Callers.Ask(caller, "gpt-5-pro", stream: true, usage: true, tools: true));

        ((int)plain.Status).ShouldBe(200);
        plain.Body.ShouldContain("Grüß \\\"Gott\\\"");
        streamed.Body.ShouldContain(Callers.EndOf(caller));
        streamed.Body.ShouldContain("look");
        System.Text.RegularExpressions.Regex.Count(streamed.Body, "cost_usd").ShouldBe(1);
        stage.OpenAi.Requests.ShouldAllBe(r => r.Head.StartsWith("POST /v1/responses "));
        stage.OpenAi.Requests.First().BodyText.ShouldContain("\"store\":false");
        var rows = await stage.Stage.LogAsync();
        rows.ShouldAllBe(r => r.CostNanoUsd == (9 * 15_000) + (4 * 120_000));
    }

    [Fact]
    public async Task Limit_UnderTheLeastThatOpenAiTakes_BecomesTheLeastWithAWarning()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(ResponsesCells.Text);

        var reply = await stage.ChatAsync("""{"model":"gpt-5-pro","max_completion_tokens":5,"messages":[{"role":"user","content":"q"}]}""");

        reply.Header("X-Tollgate-Warning").ShouldBe("changed:max_completion_tokens");
        stage.OpenAi.Requests.Single().BodyText.ShouldContain("\"max_output_tokens\":16");
    }

    [Theory]
    [InlineData("\"instructions\":\"Be kind\",")]
    [InlineData("\"metadata\":{\"workflow_tag\":\"w\",\"source\":\"s\",\"tag\":\"t\"},")]
    public async Task Attribution_OfResponses_IsReadAndNotForwarded(string field)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(ResponsesCells.Text);

        await stage.SendAsync(Callers.Responses, "{\"model\":\"m\"," + field + "\"input\":\"q\"}", ("X-Tollgate-Step", "s1"));

        var sent = stage.OpenAi.Requests.Single().BodyText;
        sent.ShouldNotContain("workflow_tag");
        var row = await stage.RowAsync();
        row.Step.ShouldBe("s1");
        if (field.Contains("tag", StringComparison.Ordinal))
        {
            sent.ShouldContain("\"metadata\":{\"tag\":\"t\"}");
            row.WorkflowTag.ShouldBe("w");
        }
    }

    [Fact]
    public async Task Response_CutOffByItsLimit_IsWholeAndCharged()
    {
        await using var stage = await DialectStage.StartAsync();
        var last = ResponsesCells.TextEvents[^1].Replace("response.completed", "response.incomplete", StringComparison.Ordinal)
            .Replace("\"status\":\"completed\",\"error\":null,\"incomplete_details\":null", "\"status\":\"incomplete\",\"error\":null,\"incomplete_details\":{\"reason\":\"max_output_tokens\"}", StringComparison.Ordinal);
        stage.OpenAi.ReplyStream([.. ResponsesCells.TextEvents[..^1], last]);

        var reply = await stage.AskAsync(Callers.Responses, "m", stream: true);

        reply.Body.ShouldContain("\"reason\":\"max_output_tokens\"");
        reply.Body.ShouldContain("\"user\":null,\"tollgate\":{\"request_id\":");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(17_000);
    }

    [Fact]
    public async Task LastEvent_SpreadOverLines_IsPrecededByAComment()
    {
        await using var stage = await DialectStage.StartAsync();
        var last = ResponsesCells.TextEvents[^1].Replace("\"output\":[", "\ndata: \"output\":[", StringComparison.Ordinal);
        stage.OpenAi.ReplyStream([.. ResponsesCells.TextEvents[..^1], last]);

        var reply = await stage.AskAsync(Callers.Responses, "m", stream: true);

        reply.Body.ShouldEndWith(last);
        reply.Body.ShouldContain("\n\n: tollgate {\"request_id\":");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(17_000);
    }

    [Theory]
    [InlineData("m")]
    [InlineData("claude-m")]
    [InlineData("local-m")]
    public async Task Stream_ArrivingInTwoPiecesCutAtAnyByte_IsTheSame(string model)
    {
        await using var stage = await DialectStage.StartAsync(new() { ReplyBlock = false });
        var whole = Encoding.UTF8.GetBytes(string.Concat(Vendors.Events(Vendors.Of(Callers.Responses, model))));
        stage.Of(model).Default = Whole(whole, 0);
        var expected = (await stage.AskAsync(Callers.Responses, model, stream: true)).Body;
        expected.ShouldContain("Grüß ");

        for (var cut = 1; cut < whole.Length; cut++)
        {
            stage.Of(model).Default = Whole(whole, cut);

            (await stage.AskAsync(Callers.Responses, model, stream: true)).Body.ShouldBe(expected, $"cut at {cut}");
        }

        stage.Stage.Budget().ShouldBe((17_000L * whole.Length, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Searches_ThatTheRequestBounds_AreHeldAndChargedAsReported(bool stream)
    {
        await using var stage = await DialectStage.StartAsync(new() { HostedTools = true });
        var tenant = stage.Stage.Tenant;
        _ = stage.Stage.Customers.Put(tenant, "openai", "m", tenant.Prices[("openai", "m")] with { SearchFee = new NanoPerSearch(5_000_000) });
        const string Search = """{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q"}},""";
        string Searched(string text) => text.Replace("\"output\":[{", "\"output\":[" + Search + Search + "{", StringComparison.Ordinal);
        _ = stream ? stage.OpenAi.ReplyStream([.. ResponsesCells.TextEvents.Select(Searched)]) : stage.OpenAi.ReplyPlain(Searched(ResponsesCells.Text));

        var reply = await stage.SendAsync(
            Callers.Responses, ResponsesCells.Ask("m", stream).Replace("{\"model\"", "{\"tools\":[{\"type\":\"web_search\"}],\"max_tool_calls\":3,\"model\"", StringComparison.Ordinal));

        ((int)reply.Status).ShouldBe(200);
        var row = await stage.RowAsync();
        row.CostNanoUsd.ShouldBe(17_000 + (2 * 5_000_000));
        row.BoundNanoUsd.ShouldBeGreaterThan(3 * 5_000_000);
    }

    [Fact]
    public async Task Response_ThatFailed_IsAnErrorOfTheProviderAndFree()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain("""{"id":"resp_1","object":"response","status":"failed","error":{"code":"server_error","message":"org-1"},"output":[],"usage":null}""");

        var reply = await stage.AskAsync(Callers.Responses, "m", stream: false);

        reply.Code.ShouldBe("PROVIDER_ERROR");
        reply.Body.ShouldNotContain("org-1");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(0);
    }

    [Fact]
    public async Task Responses_OfATestKey_AreAnsweredByPractice()
    {
        await using var stage = await DialectStage.StartAsync();
        var key = stage.Stage.Customers.Create(stage.Stage.Tenant, CallStage.Draft() with { Mode = KeyMode.Test });

        var plain = await stage.Stage.CallAsync(ResponsesCells.Ask("gpt-5-mini", stream: false), key.Secret, "/responses");
        var streamed = await stage.Stage.CallAsync(ResponsesCells.Ask("gpt-5-mini", stream: true), key.Secret, "/responses");

        plain.Json.GetProperty("object").GetString().ShouldBe("response");
        plain.Json.GetProperty("tollgate").GetProperty("provider").GetString().ShouldBe("practice");
        streamed.Body.ShouldContain("event: response.completed\n");
        streamed.Body.ShouldNotContain("[DONE]");
        stage.OpenAi.Count.ShouldBe(0);
    }

    private static Func<FakeExchange, Task> Whole(byte[] stream, int cut) => async exchange =>
    {
        await exchange.SendStreamHeadAsync();
        if (cut > 0)
        {
            await exchange.SendChunkBytesAsync(stream[..cut]);
        }

        await exchange.SendChunkBytesAsync(stream[cut..]);
        await exchange.EndChunksAsync();
    };
}
