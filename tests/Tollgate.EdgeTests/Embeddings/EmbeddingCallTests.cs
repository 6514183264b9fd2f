using Tollgate.EdgeTests.Chat;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Usage;

namespace Tollgate.EdgeTests.Embeddings;

/// <summary>Calls of embeddings whose model is served in the caller's own dialect: bytes pass, the walk is that of every call.</summary>
public sealed class EmbeddingCallTests
{
    private const string Ask = """{ "model": "m", "input": ["Hello", "you"],  "encoding_format":"base64" }""";
    private const string Said = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPw=="},{"object":"embedding","index":1,"embedding":"AAAAQA=="}],"model":"m-1","usage":{"prompt_tokens":8,"total_tokens":8}}""";

    [Theory]
    [InlineData("/v1/embeddings")]
    [InlineData("/embeddings")]
    public async Task Call_OfAModelThatSpeaksTheSame_PassesBytesAndIsCharged(string path)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(Said);

        var reply = await stage.Stage.CallAsync(Ask, null, path);

        var sent = stage.OpenAi.Requests.ShouldHaveSingleItem();
        sent.Head.ShouldStartWith("POST /v1/embeddings HTTP/1.1\r\n");
        sent.BodyText.ShouldBe(Ask);
        DialectStage.Steady(reply).ShouldBe(Said[..^1]
            + ""","tollgate":{"request_id":"req_X","cost_usd":0.000008,"model":"m","provider":"openai","latency_ms":0,"tokens":{"prompt":8,"completion":0,"total":8,"cached":0,"reasoning":0}}}""");
        reply.Header("X-Tollgate-Cost-Usd").ShouldBe("0.000008");
        var row = await stage.RowAsync();
        (row.Route, row.CostNanoUsd, row.Flags).ShouldBe(("embeddings", 8_000L, CallFlags.None));
        row.Usage.InputTokens.ShouldBe(8);
    }

    [Fact]
    public async Task Call_WithAProviderAndMetadata_GoesOutWithoutThem()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Local.ReplyPlain(Said);

        _ = await stage.Stage.CallAsync(
            """{"metadata":{"workflow_tag":"index","team":"a"},"model":"local/local-m","input":"Hello","user":"u"}""", null, "/v1/embeddings");

        stage.Local.Requests.ShouldHaveSingleItem().BodyText.ShouldBe("""{"model":"local-m","input":"Hello","user":"u"}""");
        (await stage.RowAsync()).WorkflowTag.ShouldBe("index");
    }

    [Fact]
    public async Task Call_OfTokenIds_HoldsExactlyThem()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain("""{"data":[]}""");

        var reply = await stage.Stage.CallAsync("""{"model":"m","input":[[1,2,3],[4]]}""", null, "/v1/embeddings");

        ((int)reply.Status).ShouldBe(200);
        var row = await stage.RowAsync();
        (row.BoundNanoUsd, row.CostNanoUsd).ShouldBe((4_000L, 4_000L));
        row.Flags.ShouldBe(CallFlags.ChargedAtBound);
    }

    [Fact]
    public async Task Call_OfManyLongTexts_HoldsAWindowForEach()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(Said.Replace("8", "250000", StringComparison.Ordinal));
        var text = new string('a', 150_000);

        _ = await stage.Stage.CallAsync($$"""{"model":"m","input":["{{text}}","{{text}}"]}""", null, "/v1/embeddings");

        // The window of the model is 100,000 tokens.
        var row = await stage.RowAsync();
        (row.BoundNanoUsd, row.CostNanoUsd).ShouldBe((200_000_000L, 250_000_000L));
        row.Flags.ShouldBe(CallFlags.Variance);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":-1,"total_tokens":8}""")]
    [InlineData("""{"prompt_tokens":"8"}""")]
    [InlineData("""{"prompt_tokens":0,"total_tokens":0}""")]
    [InlineData("null")]
    public async Task Reply_WithoutUsableUsage_IsChargedAtTheBound(string usage)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain($$"""{"data":[],"usage":{{usage}}}""");

        _ = await stage.Stage.CallAsync("""{"model":"m","input":"Hello"}""", null, "/v1/embeddings");

        var row = await stage.RowAsync();
        (row.CostNanoUsd, row.Flags).ShouldBe((21_000L, CallFlags.ChargedAtBound));
    }

    [Fact]
    public async Task Call_ThatFails_IsSentToTheEmbeddingModelThatAPolicyNamesAndSaysSo()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Stage.Customers.SetPolicies(stage.Stage.Tenant, [Fallback("claude-m", "local/local-m")]);
        stage.OpenAi.ReplyPlain("{}", 500);
        stage.Local.ReplyPlain(Said);

        var reply = await stage.Stage.CallAsync(Ask, null, "/v1/embeddings");

        ((int)reply.Status).ShouldBe(200);
        reply.Header("X-Tollgate-Warning").ShouldBe("vectors_of_another_model");
        reply.Header("X-Tollgate-Model").ShouldBe("local-m");
        stage.Anthropic.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Call_UnderAnIdempotencyKey_IsAnsweredOnce()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(Said);

        var first = await stage.Stage.CallAsync(Ask, null, "/v1/embeddings", ("Idempotency-Key", "k1"));
        var second = await stage.Stage.CallAsync(Ask, null, "/v1/embeddings", ("Idempotency-Key", "k1"));

        second.Body.ShouldBe(first.Body);
        second.Header("Idempotent-Replayed").ShouldBe("true");
        stage.OpenAi.Count.ShouldBe(1);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(8_000);
    }

    [Fact]
    public async Task Call_OfAModelOfAnotherKind_IsRefused()
    {
        await using var stage = await DialectStage.StartAsync();

        var chat = await stage.Stage.CallAsync("""{"model":"gpt-4o-mini","input":"Hello"}""", null, "/v1/embeddings");
        var vectors = await stage.Stage.CallAsync("{\"model\":\"text-embedding-3-small\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        var claude = await stage.Stage.CallAsync("""{"model":"claude-m","input":"Hello"}""", null, "/v1/embeddings");

        (chat.Code, chat.Param).ShouldBe(("INVALID_REQUEST", "model"));
        chat.Error.GetProperty("message").GetString()!.ShouldStartWith("The model gpt-4o-mini of openai serves no embeddings.");
        (vectors.Code, vectors.Param).ShouldBe(("INVALID_REQUEST", "model"));
        vectors.Error.GetProperty("message").GetString()!.ShouldStartWith("The model text-embedding-3-small of openai serves no chat.");
        (claude.Code, claude.Param).ShouldBe(("INVALID_REQUEST", "model"));
    }

    [Fact]
    public async Task Call_OfAModelWithAPriceOfImagesAlone_IsRefusedRatherThanFree()
    {
        await using var stage = await DialectStage.StartAsync();
        _ = stage.Stage.Customers.Put(stage.Stage.Tenant, "local", "draws", new Tollgate.Metering.Prices.ModelPrice
        {
            Version = "", Base = new Tollgate.Metering.Prices.PriceSheet { Input = new(0), Output = new(0) },
            Images = [new Tollgate.Metering.Prices.ImagePrice { NanoUsd = 40_000_000 }], ContextWindow = 1_000, MaxOutputTokens = 100,
        });

        var vectors = await stage.Stage.CallAsync("""{"model":"local/draws","input":"Hello"}""", null, "/v1/embeddings");
        var chat = await stage.Stage.CallAsync("""{"model":"local/draws","messages":[{"role":"user","content":"Hello"}]}""");

        (vectors.Code, vectors.Param, chat.Code, chat.Param).ShouldBe(("INVALID_REQUEST", "model", "INVALID_REQUEST", "model"));
        stage.Local.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Call_OfAModelOfTheCatalog_CostsWhatTheCatalogSays()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain("""{"data":[{"index":0,"embedding":[1]}],"usage":{"prompt_tokens":1000,"total_tokens":1000}}""");

        _ = await stage.Stage.CallAsync($$"""{"model":"text-embedding-3-small","input":"{{new string('a', 4_000)}}"}""", null, "/v1/embeddings");

        var row = await stage.RowAsync();
        (row.BoundNanoUsd, row.CostNanoUsd).ShouldBe((80_320L, 20_000L));
    }

    [Theory]
    [InlineData("""{"input":"a"}""", "model")]
    [InlineData("""{"model":"m"}""", "input")]
    [InlineData("""{"model":"m","input":[]}""", "input")]
    [InlineData("""{"model":"m","input":7}""", "input")]
    [InlineData("""{"model":"m","input":["a",{}]}""", "input")]
    [InlineData("""{"model":"m","input":[1,"a"]}""", "input")]
    [InlineData("""{"model":"m","input":[[1,-1]]}""", "input")]
    [InlineData("""{"model":"m","input":"a","dimensions":0}""", "dimensions")]
    [InlineData("""{"model":"m","input":"a","Input":"b"}""", "Input")]
    [InlineData("""{"model":"m","input":"a","metadata":7}""", "metadata")]
    public async Task Call_ThatIsNotValid_NamesTheField(string body, string param)
    {
        await using var stage = await DialectStage.StartAsync();

        var reply = await stage.Stage.CallAsync(body, null, "/v1/embeddings");

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", param));
        stage.OpenAi.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Call_WithMoreTextsThanAnyProviderTakes_IsRefused()
    {
        await using var stage = await DialectStage.StartAsync();

        var reply = await stage.Stage.CallAsync($$"""{"model":"m","input":["a"{{string.Concat(Enumerable.Repeat(",\"a\"", 2_048))}}]}""", null, "/v1/embeddings");

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", "input"));
    }

    private static RoutingPolicy Fallback(params string[] models) => new()
    {
        Id = default, Name = "p", Enabled = true, Match = new PolicyMatch(), Action = new PolicyAction { Fallback = models },
    };
}
