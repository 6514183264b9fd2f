using System.Text.Json;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.EdgeTests.Images;

/// <summary>Calls for images through the whole pipeline: what is sent where, what comes back, what it costs.</summary>
public sealed class ImageCallTests
{
    private const string Two = """{"created":1,"data":[{"url":"https://x/1"},{"url":"https://x/2"}]}""";

    [Fact]
    public async Task Call_PricedByTheImage_PassesAndCostsWhatCame()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain(Two);

        var reply = await stage.AskAsync("""{"model":"pic","prompt":"a cat","n":2,"quality":"hd"}""");

        ((int)reply.Status).ShouldBe(200);
        reply.Body.ShouldStartWith(Two[..^1] + ",\"tollgate\":{");
        reply.Header("X-Tollgate-Cost-Usd").ShouldBe("0.16");
        (reply.Header("X-Tollgate-Model"), reply.Header("X-Tollgate-Provider")).ShouldBe(("pic", "openai"));
        var sent = stage.Upstream.Requests.Single();
        sent.Head.ShouldStartWith("POST /v1/images/generations HTTP/1.1");
        sent.BodyText.ShouldBe("""{"model":"pic","prompt":"a cat","n":2,"quality":"hd"}""");
        var row = await stage.RowAsync();
        (row.Route, row.CostNanoUsd, row.BoundNanoUsd, row.Usage.Images).ShouldBe(("images.generations", 160_000_000, 160_000_000, 2));
        (row.ImageQuality, row.Flags).ShouldBe(("hd", CallFlags.None));
    }

    [Fact]
    public async Task Call_WithFewerImagesThanAsked_CostsThoseThatCame()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain(Two);

        await stage.AskAsync("""{"model":"pic","prompt":"a cat","n":10}""");

        (await stage.RowAsync()).CostNanoUsd.ShouldBe(80_000_000);
    }

    [Fact]
    public async Task Call_WithMoreImagesThanAsked_CostsThoseThatWereAsked()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain(Two);

        await stage.AskAsync("""{"model":"pic","prompt":"a cat"}""");

        var row = await stage.RowAsync();
        (row.CostNanoUsd, row.Flags).ShouldBe((40_000_000, CallFlags.None));
    }

    [Fact]
    public async Task Call_ThatIsFree_CostsNothingAndIsNotFlagged()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain(Two);

        await stage.AskAsync("""{"model":"free","prompt":"a cat","n":2}""");

        var row = await stage.RowAsync();
        (row.CostNanoUsd, row.Usage.Images, row.Flags).ShouldBe((0, 2, CallFlags.None));
    }

    [Fact]
    public async Task Call_PricedByTokens_CostsItsUsage()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain("""
            {"created":1,"data":[{"b64_json":"AAAA"}],"usage":{"input_tokens":10,"input_tokens_details":{"text_tokens":10,"image_tokens":0},"output_tokens":372,"output_tokens_details":{"image_tokens":272,"text_tokens":100},"total_tokens":382}}
            """);

        var reply = await stage.AskAsync("""{"model":"draw","prompt":"a cat","quality":"low","metadata":{"workflow_tag":"w","team":"blue"}}""");

        // 10 at 5,000 nano-USD, 272 at 40,000, 100 at 10,000.
        reply.Json.GetProperty("tollgate").GetProperty("cost_usd").GetRawText().ShouldBe("0.01193");
        var row = await stage.RowAsync();
        (row.CostNanoUsd, row.Usage.ImageOutputTokens, row.WorkflowTag).ShouldBe((11_930_000, 272, "w"));

        // 5 bytes and 80 around them at 5,000, 272 of the image at 40,000, 2,000 of text at 10,000.
        row.BoundNanoUsd.ShouldBe(425_000 + 10_880_000 + 20_000_000);
        stage.Upstream.Requests.Single().BodyText.ShouldBe("""{"model":"draw","prompt":"a cat","quality":"low"}""");
    }

    [Theory]
    [InlineData("""{"model":"draw","prompt":"p","quality":"low"}""", """{"data":[{"b64_json":"AAAA"}]}""")]
    [InlineData("""{"model":"draw","prompt":"p"}""", """{"data":[{"b64_json":"AAAA"}],"usage":{"input_tokens":-4,"output_tokens":2}}""")]
    [InlineData("""{"model":"draw","prompt":"p"}""", """{"data":[{"b64_json":"AAAA"}],"usage":{"input_tokens":1,"output_tokens":900000000}}""")]
    [InlineData("""{"model":"draw","prompt":"p"}""", """{"data":[{"b64_json":"AAAA"}],"usage":{"input_tokens":4,"output_tokens":0}}""")]
    [InlineData("""{"model":"pic","prompt":"p"}""", """{"created":1}""")]
    public async Task Call_WhoseCostIsNotTold_IsChargedAtTheBound(string asked, string answer)
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain(answer);

        var reply = await stage.AskAsync(asked);

        ((int)reply.Status).ShouldBe(200);
        var row = await stage.RowAsync();
        row.CostNanoUsd.ShouldBe(row.BoundNanoUsd);
        row.Flags.ShouldBe(CallFlags.ChargedAtBound);
    }

    [Theory]
    [InlineData("""{"model":"grok-pic","prompt":"p","resolution":"2k"}""", "/v1/images/generations", "Authorization: Bearer xai-upstream",
        """{"data":[{"url":"u","revised_prompt":""}]}""", 70_000_000)]
    [InlineData("""{"model":"grok-pic","prompt":"p"}""", "/v1/images/generations", "Authorization: Bearer xai-upstream", """{"data":[{"url":"u"}]}""", 20_000_000)]
    [InlineData("""{"model":"imagen-4","prompt":"p","n":2}""", "/v1beta/models/imagen-4:predict", "x-goog-api-key: AIza-upstream",
        """{"predictions":[{"bytesBase64Encoded":"AA","mimeType":"image/png"},{"bytesBase64Encoded":"BB"}]}""", 80_000_000)]
    [InlineData("""{"model":"gemini-draw","prompt":"p"}""", "/v1beta/models/gemini-draw:generateContent", "x-goog-api-key: AIza-upstream",
        """{"candidates":[{"content":{"parts":[{"inlineData":{"data":"AA"}}]}}],"usageMetadata":{"promptTokenCount":2,"candidatesTokenCount":1290,"totalTokenCount":1292}}""", 51_610_000)]
    [InlineData("""{"model":"fal/fal-ai/flux/dev","prompt":"p","size":"1920x1080"}""", "/fal-ai/flux/dev", "Authorization: Key fal-upstream",
        """{"images":[{"url":"u"}]}""", 50_000_000)]
    public async Task Call_OfAnyProvider_GoesToItsPlaceAndCostsItsPrice(string asked, string path, string header, string answer, long cost)
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain(answer);

        var reply = await stage.AskAsync(asked);

        ((int)reply.Status).ShouldBe(200);
        reply.Json.GetProperty("data").GetArrayLength().ShouldBeGreaterThan(0);
        reply.Json.GetProperty("tollgate").GetProperty("request_id").GetString().ShouldBe(reply.Header("X-Tollgate-Request-Id"));
        var sent = stage.Upstream.Requests.Single();
        sent.Head.ShouldStartWith($"POST {path} HTTP/1.1");
        sent.Head.ShouldContain(header);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(cost);
    }

    [Theory]
    [InlineData("pic", 400, """{"error":{"message":"Your request was rejected by the safety system","type":"image_generation_user_error","param":null,"code":"moderation_blocked"}}""", "INVALID_REQUEST")]
    [InlineData("pic", 401, """{"error":{"message":"Bad key"}}""", "PROVIDER_ERROR")]
    [InlineData("pic", 429, """{"error":{"message":"Slow down"}}""", "PROVIDER_ERROR")]
    [InlineData("imagen-4", 404, """{"error":{"code":404,"message":"models/imagen-4 is not found","status":"NOT_FOUND"}}""", "PROVIDER_ERROR")]
    [InlineData("gemini-draw", 503, """{"error":{"code":503,"message":"Overloaded","status":"UNAVAILABLE"}}""", "PROVIDER_ERROR")]
    [InlineData("fal/fal-ai/flux/dev", 422, """{"detail":[{"loc":["body","prompt"],"msg":"Flagged","type":"content_policy_violation"}]}""", "INVALID_REQUEST")]
    [InlineData("fal/fal-ai/flux/dev", 500, """{"detail":"boom"}""", "PROVIDER_ERROR")]
    public async Task Error_OfAProvider_IsTheContractsAndCostsNothing(string model, int status, string body, string code)
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain(body, status);

        var reply = await stage.AskAsync($$"""{"model":"{{model}}","prompt":"p"}""");

        reply.Code.ShouldBe(code);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(0);
    }

    [Fact]
    public async Task Field_ThatIsLeftOut_IsNamedInAWarning()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain("""{"data":[{"url":"u"}]}""");

        var reply = await stage.AskAsync("""{"model":"grok-pic","prompt":"p","style":"vivid","size":"1024x1024"}""");

        reply.Header("X-Tollgate-Warning").ShouldBe("changed:size, dropped:style");
    }

    [Fact]
    public async Task Call_ThatFails_GoesOnToAModelOfAnotherProviderInItsWords()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain("""{"error":{"message":"Overloaded"}}""", 503).ReplyPlain("""{"images":[{"url":"u"}]}""");
        stage.Calls.Customers.SetPolicies(stage.Calls.Tenant,
        [
            new RoutingPolicy
            {
                Id = default, Name = "p", Enabled = true, Match = new PolicyMatch(), Action = new PolicyAction { Fallback = ["fal/fal-ai/flux/dev"] },
            },
        ]);

        var reply = await stage.AskAsync("""{"model":"pic","prompt":"p","size":"1024x1024"}""");

        reply.Body.ShouldStartWith("""{"created":""");
        reply.Json.GetProperty("data")[0].GetProperty("url").GetString().ShouldBe("u");
        reply.Header("X-Tollgate-Attempts").ShouldBe("2");
        stage.Upstream.Requests.Last().BodyText.ShouldBe("""{"prompt":"p","image_size":{"width":1024,"height":1024},"num_images":1}""");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(25_000_000);
    }

    [Fact]
    public async Task Images_ThatTheProviderHoldsBack_AreAnInvalidRequestAtNoCost()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain("""{"predictions":[{"raiFilteredReason":"It may show a person."}]}""");

        var reply = await stage.AskAsync("""{"model":"imagen-4","prompt":"p"}""");

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", "prompt"));
        reply.Error.GetProperty("message").GetString()!.ShouldContain("It may show a person.");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(0);
    }

    [Fact]
    public async Task Images_HeldBackByAModelThatReportsTokens_CostThese()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain("""{"candidates":[{"finishReason":"IMAGE_SAFETY"}],"usageMetadata":{"promptTokenCount":20,"totalTokenCount":20}}""");

        var reply = await stage.AskAsync("""{"model":"gemini-draw","prompt":"p"}""");

        reply.Code.ShouldBe("INVALID_REQUEST");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(100_000);
    }

    [Theory]
    [InlineData("""{"model":"claude-m","prompt":"p"}""", "model")]
    [InlineData("""{"model":"fal/other-model","prompt":"p"}""", null)]
    [InlineData("""{"model":"fal/fal-ai/flux/dev","prompt":"p","size":"huge"}""", "size")]
    [InlineData("""{"model":"imagen-4","prompt":"p","stream":true}""", "stream")]
    [InlineData("""{"model":"pic","prompt":"p","loras":[]}""", "loras")]
    public async Task Call_ThatCannotBeMade_IsRefusedBeforeAnythingIsSent(string asked, string? param)
    {
        await using var stage = await ImageStage.StartAsync();

        var reply = await stage.AskAsync(asked);

        ((int)reply.Status).ShouldBeInRange(400, 404);
        if (param is not null)
        {
            (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", param));
        }

        stage.Upstream.Count.ShouldBe(0);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(0);
    }

    [Theory]
    [InlineData("fal/fal-ai/flux/dev", 50_000_000)]
    [InlineData("pic", 80_000_000)]
    public async Task Call_WithATestKey_IsDrawnByPracticeAtTheModelsPrice(string model, long cost)
    {
        await using var stage = await ImageStage.StartAsync();
        var key = stage.Calls.Customers.Create(
            stage.Calls.Tenant, Tollgate.EdgeTests.Relay.CallStage.Draft() with { Mode = Tollgate.Metering.Identity.KeyMode.Test });

        var reply = await stage.Calls.CallAsync($$"""{"model":"{{model}}","prompt":"p","n":2}""", key.Secret, "/v1/images/generations");

        reply.Json.GetProperty("data")[1].GetProperty("b64_json").GetBytesFromBase64().Length.ShouldBeGreaterThan(60);
        stage.Upstream.Count.ShouldBe(0);
        (await stage.Calls.RowAsync()).CostNanoUsd.ShouldBe(cost);
    }

    [Fact]
    public async Task Chat_WithAModelOfAProviderThatOnlyDraws_IsRefused()
    {
        await using var stage = await ImageStage.StartAsync();

        var reply = await stage.Calls.CallAsync("""{"model":"fal/fal-ai/flux/dev","messages":[{"role":"user","content":"q"}]}""");

        (reply.Code, reply.Param, stage.Upstream.Count).ShouldBe(("INVALID_REQUEST", "model", 0));
    }

    [Fact]
    public async Task Call_ThatDoesNotFitItsBudget_IsRefusedThoughItMayBeClamped()
    {
        await using var stage = await ImageStage.StartAsync();
        var key = stage.Calls.Customers.Create(stage.Calls.Tenant, Tollgate.EdgeTests.Relay.CallStage.Draft() with { Budget = new NanoUsd(30_000_000) });
        foreach (var model in (string[])["pic", "draw"])
        {
            var reply = await stage.Calls.CallAsync(
                $$"""{"model":"{{model}}","prompt":"p"}""", key.Secret, "/v1/images/generations", ("X-Tollgate-Clamp-To-Budget", "true"));

            reply.Code.ShouldBe("KEY_BUDGET_EXCEEDED");
        }

        stage.Upstream.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Reply_OfManyMegabytes_PassesWhole()
    {
        await using var stage = await ImageStage.StartAsync();
        var image = new string('A', 5_000_000);
        var items = string.Join(',', Enumerable.Repeat($$"""{"b64_json":"{{image}}"}""", 9));
        stage.Upstream.ReplyPlain($$"""{"created":1,"data":[{{items}}]}""");

        var reply = await stage.AskAsync("""{"model":"pic","prompt":"p","n":9}""");

        reply.Json.GetProperty("data").EnumerateArray().Select(i => i.GetProperty("b64_json").GetString()!.Length).ShouldAllBe(length => length == image.Length);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(360_000_000);
    }

    [Fact]
    public async Task Call_WithAnIdempotencyKey_IsReplayedByteForByte()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyPlain(Two);

        var first = await stage.AskAsync("""{"model":"pic","prompt":"p","n":2}""", ("Idempotency-Key", "one"));
        var again = await stage.AskAsync("""{"model":"pic","prompt":"p","n":2}""", ("Idempotency-Key", "one"));

        again.Body.ShouldBe(first.Body);
        again.Header("Idempotent-Replayed").ShouldBe("true");
        stage.Upstream.Count.ShouldBe(1);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(80_000_000);
    }

    [Fact]
    public async Task Reply_ThatBreaksOff_IsChargedAtTheBound()
    {
        await using var stage = await ImageStage.StartAsync();
        stage.Upstream.ReplyRaw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"created\":1,\"data\":[");

        var reply = await stage.AskAsync("""{"model":"pic","prompt":"p"}""");

        reply.Code.ShouldBe("PROVIDER_ERROR");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(40_000_000);
    }
}
