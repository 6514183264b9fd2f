using Tollgate.EdgeTests.Relay;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;

namespace Tollgate.EdgeTests.Chat;

/// <summary>Callers of generateContent, as far as they differ from all others.</summary>
public sealed class GeminiCallTests
{
    private const string Path = "/v1beta/models/gem-m:generateContent";

    [Fact]
    public async Task UnknownFields_ToGoogle_SurviveByteForByteInTheirOrder()
    {
        await using var stage = await DialectStage.StartAsync();
        const string ask = """{ "zeta" : [1, 2.50, "\u00e9ü"], "contents":[{"parts":[{"text":"Hi","newThing":{"b":1,"a":2}}],"role":"user"}] , "alpha":{"y":null}, "generationConfig":{"later":true,"maxOutputTokens":9} }""";
        const string answer = """{ "newField": {"b":1,"a":[2,3]}, "candidates":[{"index":0,"novel":1.50,"finishReason":"STOP","content":{"role":"model","parts":[{"text":"é\u00fc"}]}}], "usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":4,"odd":1} }""";
        stage.Google.ReplyPlain(answer);

        var reply = await stage.Stage.CallAsync(ask, null, Path);

        stage.Google.Requests.Single().BodyText.ShouldBe(ask);
        reply.Body.ShouldBe(answer);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(17_000);
    }

    [Fact]
    public async Task UnknownFields_InAStreamOfGoogle_SurviveByteForByte()
    {
        await using var stage = await DialectStage.StartAsync();
        string[] events =
        [
            "data:{ \"extra\" : 1, \"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}] }\r\n\r\n",
            "data: {\"candidates\":[{\"finishReason\":\"STOP\",\"zz\":{}}],\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":4}}\r\n\r\n",
        ];
        stage.Google.ReplyStream(events);

        var reply = await stage.AskAsync(Callers.Gemini, "gem-m", stream: true);

        reply.Body.ShouldBe(string.Concat(events));
        (reply.Header("X-Tollgate-Model"), reply.Header("X-Tollgate-Provider")).ShouldBe(("gem-m", "google"));
        reply.Header("X-Tollgate-Cost-Usd").ShouldBeNull();
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(17_000);
    }

    [Theory]
    [InlineData("google/gem-m", """{"model":"models/gem-m",""")]
    [InlineData("gem-m", """{"model":"models/gem-m",""")]
    public async Task Model_InTheBody_FollowsThePath(string model, string sent)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Google.ReplyPlain(GeminiCells.Text);

        await stage.Stage.CallAsync("""{"model":"models/other",""" + GeminiCells.Ask()[1..], null, $"/v1beta/models/{model}:generateContent");

        var request = stage.Google.Requests.Single();
        request.Head.ShouldStartWith("POST /v1beta/models/gem-m:generateContent HTTP/1.1\r\n");
        request.BodyText.ShouldBe(sent + GeminiCells.Ask()[1..]);
    }

    [Fact]
    public async Task Thoughts_OfGoogle_AreOutputThatWasPaid()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Google.ReplyPlain(
            """{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"Hi"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":4,"thoughtsTokenCount":6,"totalTokenCount":19}}""");

        var reply = await stage.Stage.CallAsync(GeminiCells.Ask(), null, Path);

        reply.Header("X-Tollgate-Tokens").ShouldBe("prompt=9, completion=10, total=19, cached=0, reasoning=6");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(9_000 + 20_000);
    }

    [Fact]
    public async Task PlainCall_SentTwiceUnderOneKey_IsReplayedWithItsFacts()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Google.ReplyPlain(GeminiCells.Text);

        var first = await stage.AskAsync(Callers.Gemini, "gem-m", stream: false, ("Idempotency-Key", "once"));
        var second = await stage.AskAsync(Callers.Gemini, "gem-m", stream: false, ("Idempotency-Key", "once"));
        var other = await stage.AskAsync(Callers.Gemini, "m", stream: false, ("Idempotency-Key", "once"));

        second.Body.ShouldBe(first.Body);
        (second.Header("Idempotent-Replayed"), second.Header("X-Tollgate-Cost-Usd"), second.Header("X-Tollgate-Tokens"))
            .ShouldBe(("true", "0.000017", first.Header("X-Tollgate-Tokens")));
        other.Code.ShouldBe("IDEMPOTENCY_KEY_REUSED");
        stage.Stage.Budget().ShouldBe((17_000, 0));
    }

    [Fact]
    public async Task Refusal_BeforeACall_IsTheContractsEnvelope()
    {
        await using var stage = await DialectStage.StartAsync();
        var key = stage.Stage.Customers.Create(stage.Stage.Tenant, CallStage.Draft() with { Budget = NanoUsd.Zero });

        var reply = await stage.Stage.CallAsync(GeminiCells.Ask(), key.Secret, Path);

        ((int)reply.Status).ShouldBe(402);
        reply.Body.ShouldStartWith("""{"error":{"code":"KEY_BUDGET_EXCEEDED","message":""");
        reply.Header("Content-Type").ShouldBe("application/json");
    }

    [Fact]
    public async Task Error_InMidStream_IsAnEventAndThenStandsAlone()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Google.ReplyStream(GeminiCells.TextEvents[0], Vendors.ErrorEvent(Vendors.Gemini));

        var reply = await stage.AskAsync(Callers.Gemini, "gem-m", stream: true);

        var told = reply.Body[GeminiCells.TextEvents[0].Length..].Split("\n\n");
        told.Length.ShouldBe(3);
        told[0].ShouldBe("data: " + told[1]);
        told[1].ShouldStartWith("""{"error":{"code":502,"status":"UNAVAILABLE","message":""");
        told[1].ShouldContain(""","details":[{"error":{"code":"PROVIDER_ERROR",""");
        told[2].ShouldBeEmpty();
    }

    [Theory]
    [InlineData("gem-m")]
    [InlineData("gemini-2.5-flash")]
    public async Task TestKey_OfAnyModel_IsAnsweredByPractice(string model)
    {
        await using var stage = await DialectStage.StartAsync();
        var key = stage.Stage.Customers.Create(stage.Stage.Tenant, CallStage.Draft() with { Mode = KeyMode.Test });

        var reply = await stage.Stage.CallAsync(GeminiCells.Ask(), key.Secret, Callers.PathOf(Callers.Gemini, model, stream: true));

        ((int)reply.Status).ShouldBe(200, reply.Body);
        reply.Body.ShouldContain("\"finishReason\":\"STOP\"");
        reply.Header("X-Tollgate-Provider").ShouldBe("practice");
        stage.Google.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(Callers.Gemini)]
    [InlineData(Callers.Chat)]
    [InlineData(Callers.Messages)]
    [InlineData(Callers.Responses)]
    public async Task Model_OfTheCatalog_IsCalledOnEveryRouteAtItsPrice(string caller)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Google.ReplyPlain(GeminiCells.Text);

        var reply = await stage.AskAsync(caller, "gemini-2.5-flash", stream: false);

        ((int)reply.Status).ShouldBe(200, reply.Body);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe((9 * 300) + (4 * 2_500));
    }
}
