using Tollgate.EdgeTests.Chat;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.EdgeTests.Embeddings;

/// <summary>Google's embedContent and batchEmbedContents, and calls whose model is served in the other dialect: what goes out and what comes back,
/// byte for byte.</summary>
public sealed class EmbeddingTranslationTests
{
    private const string One = """{ "content": {"parts":[{"text":"Hello"}]}, "taskType":"RETRIEVAL_QUERY" }""";
    private const string Batch = """{"requests":[{"model":"models/gem-m","content":{"parts":[{"text":"Hel\u006co"}]},"outputDimensionality":2},{"model":"models/gem-m","content":{"parts":[{"text":"y"},{"text":"ou"}]},"output_dimensionality":2}]}""";
    private const string SaidOne = """{"embedding":{"values":[0.5,-1e-3]}}""";
    private const string SaidBatch = """{"embeddings":[{"values":[1,2.5]},{"values":[-0.25,0]}],"usageMetadata":{"promptTokenCount":6}}""";
    private const string SaidOpenAi = """{"object":"list","data":[{"object":"embedding","index":1,"embedding":[3,4]},{"object":"embedding","index":0,"embedding":[1.5, 2]}],"model":"m-1","usage":{"prompt_tokens":8,"total_tokens":8}}""";

    [Theory]
    [InlineData("/v1beta/models/gem-m:embedContent")]
    [InlineData("/v1/models/gem-m:embedContent")]
    [InlineData("/models/google%2Fgem-m:embedContent")]
    public async Task EmbedContent_OfGoogles_PassesBytesAndIsChargedAtTheBoundWhereNothingIsReported(string path)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Google.ReplyPlain(SaidOne);

        var reply = await stage.Stage.CallAsync(One, null, path);

        var sent = stage.Google.Requests.ShouldHaveSingleItem();
        sent.Head.ShouldStartWith("POST /v1beta/models/gem-m:embedContent HTTP/1.1\r\n");
        sent.BodyText.ShouldBe(One);
        reply.Body.ShouldBe(SaidOne);
        reply.Header("X-Tollgate-Model").ShouldBe("gem-m");
        reply.Header("X-Tollgate-Cost-Usd").ShouldBe("0.000021");
        var row = await stage.RowAsync();
        (row.Route, row.CostNanoUsd, row.Flags).ShouldBe(("embedContent", 21_000L, CallFlags.ChargedAtBound));
    }

    [Fact]
    public async Task EmbedContent_WithImages_FillsTheWindow()
    {
        await using var stage = await DialectStage.StartAsync();
        Price(stage, imageNano: 1_000_000_000, audioNano: null);
        stage.Google.ReplyPlain("""{"embedding":{"values":[1]},"usageMetadata":{"promptTokenCount":260,"promptTokenDetails":[{"modality":"IMAGE","tokenCount":258},{"modality":"TEXT","tokenCount":2}]}}""");

        var reply = await stage.Stage.CallAsync(
            """{"content":{"parts":[{"text":"a"},{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}}""", null, "/v1beta/models/gem-m:embedContent");

        ((int)reply.Status).ShouldBe(200);
        var row = await stage.RowAsync();
        (row.BoundNanoUsd, row.CostNanoUsd, row.Usage.ImageInputTokens).ShouldBe((100_000_000L, 260_000L, 258L));
    }

    [Theory]
    [InlineData("""{"inlineData":{"mimeType":"image/png","data":"AAAA"}}""", false, false, false)]
    [InlineData("""{"inlineData":{"mimeType":"image/png","data":"AAAA"}}""", true, false, true)]
    [InlineData("""{"inline_data":{"mime_type":"application/pdf","data":"AAAA"}}""", false, true, false)]
    [InlineData("""{"inline_data":{"mime_type":"application/pdf","data":"AAAA"}}""", true, false, true)]
    [InlineData("""{"inlineData":{"data":"AAAA","mimeType":"audio/wav"}}""", true, false, false)]
    [InlineData("""{"inlineData":{"data":"AAAA","mimeType":"audio/wav"}}""", false, true, true)]
    [InlineData("""{"inlineData":{"mimeType":"image/png","mimeType":"audio/wav","data":"AAAA"}}""", false, true, false)]
    [InlineData("""{"fileData":{"mimeType":"image/png","fileUri":"https://e.x/a"}}""", true, false, false)]
    [InlineData("""{"fileData":{"mimeType":"image/png","fileUri":"https://e.x/a"}}""", true, true, true)]
    public async Task Parts_ThatAreNoTexts_AreTakenOnlyAtAPriceOfTheirOwn(string part, bool images, bool sound, bool taken)
    {
        await using var stage = await DialectStage.StartAsync();
        Price(stage, images ? 4_000_000_000 : null, sound ? 4_000_000_000 : null);
        stage.Google.ReplyPlain("""{"embeddings":[{"values":[1]}],"usageMetadata":{"promptTokenCount":2}}""");

        var one = await stage.Stage.CallAsync($$$"""{"content":{"parts":[{{{part}}}]}}""", null, "/v1beta/models/gem-m:embedContent");
        var batch = await stage.Stage.CallAsync(
            $$$"""{"requests":[{"content":{"parts":[{"text":"a"}]}},{"content":{"parts":[{{{part}}}]}}]}""", null, "/v1beta/models/gem-m:batchEmbedContents");

        ((int)one.Status, (int)batch.Status).ShouldBe(taken ? (200, 200) : (400, 400));
        stage.Google.Count.ShouldBe(taken ? 2 : 0);
        if (!taken)
        {
            one.Body.ShouldContain("is not known, so the cost has no bound");
        }
    }

    [Fact]
    public async Task BatchEmbedContents_OfGoogles_NamesTheModelOfThePathInEachRequest()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Google.ReplyPlain(SaidBatch);
        var asked = Batch.Replace("models/gem-m", "models/google/gem-m", StringComparison.Ordinal);

        var reply = await stage.Stage.CallAsync(
            asked[..^1] + ""","metadata":{"step":"s"}}""", null, "/v1beta/models/google/gem-m:batchEmbedContents");

        var sent = stage.Google.Requests.ShouldHaveSingleItem();
        sent.Head.ShouldStartWith("POST /v1beta/models/gem-m:batchEmbedContents HTTP/1.1\r\n");
        sent.BodyText.ShouldBe(Batch);
        reply.Body.ShouldBe(SaidBatch);
        reply.Header("X-Tollgate-Tokens").ShouldBe("prompt=6, completion=0, total=6, cached=0, reasoning=0");
        var row = await stage.RowAsync();
        (row.Route, row.CostNanoUsd, row.Flags, row.Step).ShouldBe(("batchEmbedContents", 6_000L, CallFlags.None, "s"));
    }

    [Fact]
    public async Task Embeddings_OfAGoogleModel_AreTranslatedBothWays()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Google.ReplyPlain(SaidBatch);

        var reply = await stage.Stage.CallAsync(
            """{"model":"gem-m","input":["Hel\u006co","you"],"dimensions":2,"user":"u","encoding_format":"float"}""", null, "/v1/embeddings");

        var sent = stage.Google.Requests.ShouldHaveSingleItem();
        sent.Head.ShouldStartWith("POST /v1beta/models/gem-m:batchEmbedContents HTTP/1.1\r\n");
        sent.BodyText.ShouldBe(
            """{"requests":[{"model":"models/gem-m","content":{"parts":[{"text":"Hel\u006co"}]},"outputDimensionality":2},{"model":"models/gem-m","content":{"parts":[{"text":"you"}]},"outputDimensionality":2}]}""");
        DialectStage.Steady(reply).ShouldBe(
            """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,2.5]},{"object":"embedding","index":1,"embedding":[-0.25,0]}],"model":"gem-m","usage":{"prompt_tokens":6,"total_tokens":6},"tollgate":{"request_id":"req_X","cost_usd":0.000006,"model":"gem-m","provider":"google","latency_ms":0,"tokens":{"prompt":6,"completion":0,"total":6,"cached":0,"reasoning":0}}}""");
        reply.Header("X-Tollgate-Warning").ShouldBe("dropped:user");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(6_000);
    }

    [Fact]
    public async Task Embeddings_OfAGoogleModelInBase64_AreFourBytesEach()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Google.ReplyPlain("""{"embeddings":[{"values":[1, 2.5,-0.25]}]}""");

        var reply = await stage.Stage.CallAsync("""{"model":"gem-m","input":"a","encoding_format":"base64"}""", null, "/v1/embeddings");

        var bytes = reply.Json.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        bytes.Chunk(4).Select(four => BitConverter.ToSingle(four)).ShouldBe([1f, 2.5f, -0.25f]);
        (await stage.RowAsync()).Flags.ShouldBe(CallFlags.ChargedAtBound);
    }

    [Fact]
    public async Task BatchEmbedContents_OfAnOpenAiModel_AreTranslatedBothWays()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain(SaidOpenAi);

        var reply = await stage.Stage.CallAsync(
            Batch.Replace("\"model\":\"models/gem-m\",", "\"taskType\":\"CLUSTERING\",", StringComparison.Ordinal), null, "/v1beta/models/m:batchEmbedContents");

        var sent = stage.OpenAi.Requests.ShouldHaveSingleItem();
        sent.Head.ShouldStartWith("POST /v1/embeddings HTTP/1.1\r\n");
        sent.BodyText.ShouldBe("""{"model":"m","input":["Hel\u006co","you"],"dimensions":2}""");
        reply.Body.ShouldBe("""{"embeddings":[{"values":[1.5, 2]},{"values":[3,4]}],"usageMetadata":{"promptTokenCount":8}}""");
        reply.Header("X-Tollgate-Warning").ShouldBe("dropped:taskType");
        reply.Header("X-Tollgate-Cost-Usd").ShouldBe("0.000008");
        (await stage.RowAsync()).Route.ShouldBe("batchEmbedContents");
    }

    [Fact]
    public async Task EmbedContent_OfAnOpenAiModel_IsOneVector()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyPlain("""{"data":[{"embedding":[1,2]}],"usage":{"prompt_tokens":3}}""");

        var reply = await stage.Stage.CallAsync(One, null, "/v1beta/models/m:embedContent");

        stage.OpenAi.Requests.ShouldHaveSingleItem().BodyText.ShouldBe("""{"model":"m","input":["Hello"]}""");
        reply.Body.ShouldBe("""{"embedding":{"values":[1,2]},"usageMetadata":{"promptTokenCount":3}}""");
    }

    [Theory]
    [InlineData("/v1/embeddings", """{"model":"gem-m","input":[1,2]}""", "input")]
    [InlineData("/v1/embeddings", """{"model":"gem-m","input":"a","encoding_format":"int8"}""", "encoding_format")]
    [InlineData("/v1beta/models/m:embedContent", """{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}}""", "content.parts")]
    [InlineData("/v1beta/models/m:embedContent", """{"content":{"parts":[{"text":"a"}]},"embedContentConfig":{"outputDimensionality":2}}""", "embedContentConfig")]
    [InlineData("/v1beta/models/m:batchEmbedContents", """{"requests":[{"content":{"parts":[{"text":"a"}]}},{"content":{"parts":[{"text":"b"}]},"outputDimensionality":2}]}""", "requests.outputDimensionality")]
    [InlineData("/v1beta/models/gem-m:embedContent", """{"content":{"parts":[{"fileData":{"mimeType":"video/mp4","fileUri":"u"}}]}}""", "content.parts")]
    [InlineData("/v1beta/models/gem-m:embedContent", """{"content":{"parts":[{"fileData":{"fileUri":"u"}}]}}""", "content.parts")]
    [InlineData("/v1beta/models/gem-m:embedContent", """{"content":{"parts":[]}}""", "content.parts")]
    [InlineData("/v1beta/models/gem-m:embedContent", """{"title":"t"}""", "content")]
    [InlineData("/v1beta/models/gem-m:embedContent", """{"content":{"parts":[{"text":"a"}]},"taskType":"X","task_type":"Y","outputDimensionality":1,"output_dimensionality":2}""", "output_dimensionality")]
    [InlineData("/v1beta/models/gem-m:batchEmbedContents", """{"requests":[]}""", "requests")]
    [InlineData("/v1beta/models/gem-m:batchEmbedContents", """{"requests":[{"title":"t"}]}""", "requests.content")]
    public async Task Call_ThatHasNoWordsThere_IsRefused(string path, string body, string param)
    {
        await using var stage = await DialectStage.StartAsync();

        var reply = await stage.Stage.CallAsync(body, null, path);

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", param));
        (stage.Google.Count + stage.OpenAi.Count).ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"embeddings":[]}""")]
    [InlineData("""{"embeddings":[{"values":["a"]}]}""")]
    [InlineData("""{"embedding":{"values":[1]}}""")]
    public async Task Reply_ThatIsNoAnswer_IsAProviderErrorAtTheBound(string said)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Google.ReplyPlain(said);

        var reply = await stage.Stage.CallAsync("""{"model":"gem-m","input":"a","encoding_format":"base64"}""", null, "/v1/embeddings");

        reply.Code.ShouldBe("PROVIDER_ERROR");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(17_000);
    }

    [Fact]
    public async Task Error_OfGoogles_IsToldInItsWords()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Google.ReplyPlain("""{"error":{"code":400,"message":"at most 100 requests can be in one batch","status":"INVALID_ARGUMENT"}}""", 400);

        var reply = await stage.Stage.CallAsync("""{"model":"gem-m","input":"a"}""", null, "/v1/embeddings");

        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Body.ShouldContain("at most 100 requests can be in one batch");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(0);
    }

    private static void Price(DialectStage stage, long? imageNano, long? audioNano) => stage.Stage.Customers.Put(stage.Stage.Tenant, "google", "gem-m", new ModelPrice
    {
        Version = "",
        Base = new PriceSheet
        {
            Input = new(1_000_000_000),
            Output = new(2_000_000_000),
            ImageInput = imageNano is { } image ? new(image) : null,
            AudioInput = audioNano is { } audio ? new(audio) : null,
        },
        ContextWindow = 100_000,
        MaxOutputTokens = 100,
    });
}
