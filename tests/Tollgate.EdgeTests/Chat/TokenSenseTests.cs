using System.Text.RegularExpressions;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Chat;

/// <summary>Clients made for TokenSense find what the gateway adds under the names that they read: <c>tokensense</c> in bodies, and three headers.</summary>
public sealed partial class TokenSenseTests
{
    private const string Block = """{"request_id":"req_X","cost_usd":0.000017,"model":"m","provider":"openai","latency_ms":0,"tokens":{"prompt":9,"completion":4,"total":13,"cached":0,"reasoning":0}}""";
    private const string Client = "{\"metadata\":{\"source\":\"n8n-nodes-tokensense\",\"workflow_tag\":\"w\",\"step\":\"s\",\"execution_id\":\"7\"},";

    [Theory]
    [InlineData(Callers.Chat)]
    [InlineData(Callers.Messages)]
    [InlineData(Callers.Responses)]
    public async Task PlainReply_ToItsKeyHeader_HasBlockAndHeadersUnderBothNames(string caller)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(Vendors.Plain(Vendors.Of(caller, "m")));

        var reply = await stage.AskAsync(caller, "m", stream: false, ("x-tokensense-key", stage.Stage.Key.Secret));

        DialectStage.Steady(reply).ShouldEndWith(",\"tollgate\":" + Block + ",\"tokensense\":" + Block + "}");
        ShouldHaveHeaders(reply, cost: "0.000017");
    }

    [Theory]
    [InlineData(Callers.Chat)]
    [InlineData(Callers.Messages)]
    [InlineData(Callers.Responses)]
    public async Task PlainReply_ToItsSource_HasBlockAndHeadersUnderBothNames(string caller)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(Vendors.Plain(Vendors.Of(caller, "m")));

        var reply = await stage.SendAsync(caller, Client + Callers.Ask(caller, "m", stream: false)[1..]);

        DialectStage.Steady(reply).ShouldEndWith(",\"tollgate\":" + Block + ",\"tokensense\":" + Block + "}");
        ShouldHaveHeaders(reply, cost: "0.000017");
        stage.OpenAi.Requests.Single().BodyText.ShouldNotContain("metadata");
    }

    [Theory]
    [InlineData("n8n-nodes-tokensense@0.6.0", true)]
    [InlineData("n8n-nodes", false)]
    [InlineData("my-n8n-nodes-tokensense", false)]
    public async Task Source_ThatBeginsWithTheClientsName_IsThatClient(string source, bool known)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(Cells.OpenAiText);

        var reply = await stage.ChatAsync("{\"metadata\":{\"source\":\"" + source + "\"}," + Cells.AskChat("m", false)[1..]);

        reply.Json.TryGetProperty("tollgate", out _).ShouldBeTrue();
        reply.Json.TryGetProperty("tokensense", out _).ShouldBe(known);
        (reply.Header("x-tokensense-cost") is not null).ShouldBe(known);
    }

    [Fact]
    public async Task Stream_WithUsage_CarriesBothInTheUsageChunk()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyStream(Cells.OpenAiTextEvents);

        var reply = await stage.ChatAsync(Client + Cells.AskChat("m", stream: true, usage: true)[1..]);

        DialectStage.Steady(reply).ShouldEndWith(
            "\"total_tokens\":13},\"tollgate\":" + Block + ",\"tokensense\":" + Block + "}\n\ndata: [DONE]\n\n");
        ShouldHaveHeaders(reply, cost: null);
    }

    [Theory]
    [InlineData(Callers.Chat, "data: [DONE]\n\n")]
    [InlineData(Callers.Messages, "event: content_block_stop\n")]
    public async Task Stream_WithoutUsage_CarriesBothInComments(string caller, string next)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyStream(Cells.OpenAiTextEvents);

        var reply = await stage.SendAsync(caller, Client + Callers.Ask(caller, "m", stream: true)[1..]);

        DialectStage.Steady(reply).ShouldContain("\n\n: tollgate " + Block + "\n\n: tokensense " + Block + "\n\n" + next);
        ShouldHaveHeaders(reply, cost: null);
    }

    [Fact]
    public async Task Stream_OfResponses_CarriesBothInItsLastEvent()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyStream(ResponsesCells.TextEvents);

        var reply = await stage.SendAsync(Callers.Responses, Client + ResponsesCells.Ask("m", stream: true)[1..]);

        DialectStage.Steady(reply).ShouldEndWith(",\"user\":null,\"tollgate\":" + Block + ",\"tokensense\":" + Block + "}}\n\n");
        ShouldHaveHeaders(reply, cost: null);
    }

    [Theory]
    [InlineData(false, "0.000017")]
    [InlineData(true, null)]
    public async Task Reply_OfGenerateContent_HasTheHeadersAlone(bool stream, string? cost)
    {
        await using var stage = await DialectStage.StartAsync();
        _ = stream ? stage.OpenAi.ReplyStream(Cells.OpenAiTextEvents) : stage.OpenAi.ReplyPlain(Cells.OpenAiText);

        var reply = await stage.AskAsync(Callers.Gemini, "m", stream, ("x-tokensense-key", stage.Stage.Key.Secret));

        reply.Body.ShouldContain("Gr");
        reply.Body.ShouldNotContain("tollgate");
        reply.Body.ShouldNotContain("tokensense");
        ShouldHaveHeaders(reply, cost);
    }

    [Fact]
    public async Task Refusal_BeforeAnythingIsSent_CarriesTheRequestsId()
    {
        await using var stage = await DialectStage.StartAsync();

        var known = await stage.ChatAsync(Client + Cells.AskChat("nope", false)[1..]);
        var unread = await stage.Stage.CallAsync("{", null, "/v1/responses", ("x-tokensense-key", stage.Stage.Key.Secret));
        var nobody = await stage.Stage.CallAsync(Cells.AskChat("m", false), "wrong", "/v1/chat/completions", ("x-tokensense-key", "wrong"));
        var other = await stage.ChatAsync(Cells.AskChat("nope", false));

        foreach (var (reply, code) in ((Reply, string)[])[(known, "MODEL_NOT_FOUND"), (unread, "INVALID_REQUEST"), (nobody, "INVALID_API_KEY")])
        {
            reply.Code.ShouldBe(code);
            reply.Header("x-tokensense-request-id").ShouldBe(reply.Header("X-Tollgate-Request-Id"));
            reply.Header("x-tokensense-request-id").ShouldBe(reply.Error.GetProperty("request_id").GetString());
        }

        other.Header("x-tokensense-request-id").ShouldBeNull();
    }

    [Fact]
    public async Task List_OfModels_IsReadByItsKeyHeaderAlone()
    {
        await using var stage = await CallStage.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Add("x-tokensense-key", stage.Key.Secret);

        using var response = await stage.Http.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(200);
        response.Headers.GetValues("x-tokensense-request-id").Single().ShouldStartWith("req_");
    }

    [Fact]
    public async Task Count_OfTokens_HasTheBlockUnderBothNames()
    {
        await using var stage = await DialectStage.StartAsync();

        var reply = await stage.Stage.CallAsync(
            """{"model":"m","messages":[{"role":"user","content":"Hello"}]}""", null, "/v1/messages/count_tokens", ("x-tokensense-key", stage.Stage.Key.Secret));

        reply.Json.GetProperty("tokensense").GetRawText().ShouldBe(reply.Json.GetProperty("tollgate").GetRawText());
        ShouldHaveHeaders(reply, cost: "0");
    }

    [Fact]
    public async Task Block_SwitchedOff_LeavesBodiesAsTheyAre()
    {
        await using var stage = await DialectStage.StartAsync(new() { ReplyBlock = false });
        stage.OpenAi.ReplyPlain(Cells.OpenAiText);

        var reply = await stage.ChatAsync(Client + Cells.AskChat("m", false)[1..]);

        reply.Body.ShouldBe(Cells.OpenAiText);
        ShouldHaveHeaders(reply, cost: "0.000017");
    }

    [Fact]
    public async Task Replay_OfAReplyToIt_KeepsTheHeadersAndHasAnIdOfItsOwn()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(Cells.OpenAiText);
        var ask = Client + Cells.AskChat("m", false)[1..];

        var first = await stage.ChatAsync(ask, ("Idempotency-Key", "once"));
        var second = await stage.ChatAsync(ask, ("Idempotency-Key", "once"));

        second.Header("Idempotent-Replayed").ShouldBe("true");
        second.Body.ShouldBe(first.Body);
        ShouldHaveHeaders(second, cost: "0.000017");
        second.Header("x-tokensense-request-id").ShouldNotBe(first.Header("x-tokensense-request-id"));
        second.Header("X-Tollgate-Original-Request-Id").ShouldBe(first.Header("x-tokensense-request-id"));
    }

    private static void ShouldHaveHeaders(Reply reply, string? cost)
    {
        ((int)reply.Status).ShouldBe(200);
        RequestId().IsMatch(reply.Header("x-tokensense-request-id")!).ShouldBeTrue();
        reply.Header("x-tokensense-request-id").ShouldBe(reply.Header("X-Tollgate-Request-Id"));
        reply.Header("x-tokensense-model").ShouldBe("m");
        reply.Header("x-tokensense-cost").ShouldBe(cost);
        reply.Header("X-Tollgate-Cost-Usd").ShouldBe(cost);
    }

    [GeneratedRegex("^req_[0-9A-Za-z]+$")]
    private static partial Regex RequestId();
}
