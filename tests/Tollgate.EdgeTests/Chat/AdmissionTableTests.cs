using Microsoft.AspNetCore.Routing;
using Tollgate.EdgeTests.Audio;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;

namespace Tollgate.EdgeTests.Chat;

/// <summary>No route by which a model is called escapes what every call must pass.</summary>
public sealed class AdmissionTableTests
{
    private static readonly string[] NoCalls = ["/keys", "/v1/keys"];

    // Every route and what a caller sends there; the free ones need no money.
    private static readonly (string Path, string Body, bool Free)[] Routes =
    [
        ("/v1/chat/completions", Cells.AskChat("m", false), false),
        ("/chat/completions", Cells.AskChat("m", false), false),
        ("/v1/responses", ResponsesCells.Ask("m", false), false),
        ("/responses", ResponsesCells.Ask("m", false), false),
        ("/v1/messages", Cells.AskMessages("m", false), false),
        ("/messages", Cells.AskMessages("m", false), false),
        ("/v1/images/generations", ImageAsk, false),
        ("/images/generations", ImageAsk, false),
        ("/v1/audio/speech", SpeechAsk, false),
        ("/audio/speech", SpeechAsk, false),
        ("/v1/audio/transcriptions", TranscriptionAsk, false),
        ("/audio/transcriptions", TranscriptionAsk, false),
        ("/v1/messages/count_tokens", """{"model":"m","messages":[{"role":"user","content":"Hello"}]}""", true),
        ("/messages/count_tokens", """{"model":"m","messages":[{"role":"user","content":"Hello"}]}""", true),
        ("/v1/embeddings", EmbeddingAsk, false),
        ("/embeddings", EmbeddingAsk, false),
        ("/v1beta/models/m:embedContent", EmbedContentAsk, false),
        ("/v1/models/m:embedContent", EmbedContentAsk, false),
        ("/models/m:embedContent", EmbedContentAsk, false),
        ("/v1beta/models/m:batchEmbedContents", $$"""{"requests":[{{EmbedContentAsk}}]}""", false),
        ("/v1/models/m:batchEmbedContents", $$"""{"requests":[{{EmbedContentAsk}}]}""", false),
        ("/models/m:batchEmbedContents", $$"""{"requests":[{{EmbedContentAsk}}]}""", false),
        ("/v1beta/models/m:generateContent", GeminiAsk, false),
        ("/v1/models/m:generateContent", GeminiAsk, false),
        ("/models/m:generateContent", GeminiAsk, false),
        ("/v1beta/models/m:countTokens", GeminiAsk, true),
        ("/models/m:countTokens", GeminiAsk, true),
        ("/v1beta/models/m:streamGenerateContent?alt=sse", GeminiAsk, false),
        ("/v1/models/m:streamGenerateContent?alt=sse", GeminiAsk, false),
        ("/models/m:streamGenerateContent?alt=sse", GeminiAsk, false),
    ];

    private const string EmbeddingAsk = """{"model":"m","input":"Hello"}""";
    private const string EmbedContentAsk = """{"content":{"parts":[{"text":"Hello"}]}}""";
    private const string EmbeddingReply = """{"data":[{"index":0,"embedding":[1]}],"usage":{"prompt_tokens":1,"total_tokens":1}}""";
    private const string SpeechAsk = """{"model":"m","input":"Hello"}""";
    private const string TranscriptionAsk = "--XX\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n"
        + "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nsound\r\n--XX--\r\n";
    private const string ImageAsk = """{"model":"m","prompt":"Hello"}""";

    private const string GeminiAsk = """{"contents":[{"parts":[{"text":"Hello"}]}]}""";

    public static TheoryData<string> Paths() => [.. Routes.Select(r => r.Path)];

    [Fact]
    public async Task Routes_ThatTakeAPost_AreAllInTheTable()
    {
        IEndpointRouteBuilder? routes = null;
        await using var server = await EdgeServer.StartAsync(app => routes = app);

        var posts = routes!.DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") == true)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => !path.StartsWith("/manage/", StringComparison.Ordinal) && !NoCalls.Contains(path));

        posts.Order(StringComparer.Ordinal).ShouldBe(Routes.Select(r => PatternOf(r.Path)).Distinct().Order(StringComparer.Ordinal));
    }

    // What is asked of a model stands in the same part of the path as its name.
    private static string PatternOf(string path) =>
        path.IndexOf("models/", StringComparison.Ordinal) is >= 0 and var at ? path[..(at + "models/".Length)] + "{**ask}" : path;

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Route_ThatCallsAModel_AsksWhatEveryCallIsAsked(string path)
    {
        await using var stage = await DialectStage.StartAsync();
        var (_, body, free) = Routes.Single(r => r.Path == path);
        var calls = stage.Stage;
        var draft = CallStage.Draft();
        var good = calls.Customers.Create(calls.Tenant, draft).Secret;

        (await calls.CallAsync(body, "tg_live_wrong", path)).Code.ShouldBe("INVALID_API_KEY");
        await RefusesAsync(stage, path, body, draft with { ExpiresAt = DateTimeOffset.UnixEpoch }, "API_KEY_EXPIRED");
        await RefusesAsync(stage, path, body, draft with { Scopes = KeyScopes.Tools }, "PERMISSION_DENIED");
        await RefusesAsync(stage, path, body, draft with { Models = ["other"] }, "PERMISSION_DENIED");
        var gone = path.Replace("/m:", "/gone:", StringComparison.Ordinal);
        (await calls.CallAsync(Gone(body), good, gone)).Code.ShouldBe("MODEL_NOT_FOUND");
        (await calls.CallAsync(body == TranscriptionAsk ? "--XX" : "[]", good, path)).Code.ShouldBe("INVALID_REQUEST");
        (await calls.CallAsync(body, good, path, ("Idempotency-Key", "two words"))).Param.ShouldBe("Idempotency-Key");
        (await calls.CallAsync(body, good, path, ("X-Tollgate-Project", "unknown"))).Code.ShouldBe("INVALID_REQUEST");
        if (!free)
        {
            await RefusesAsync(stage, path, body, draft with { Budget = NanoUsd.Zero }, "KEY_BUDGET_EXCEEDED");
        }

        if (path.Contains("alt=sse", StringComparison.Ordinal))
        {
            stage.OpenAi.ReplyStream(Cells.OpenAiTextEvents);
        }

        if (path.Contains("embed", StringComparison.OrdinalIgnoreCase))
        {
            stage.OpenAi.ReplyPlain(EmbeddingReply);
        }

        if (path.Contains("speech", StringComparison.Ordinal))
        {
            stage.OpenAi.ReplyStream(AudioStage.Delta([1]), AudioStage.Done(1, 1));
        }

        var rate = await calls.CallAsync(body, good, path);
        ((int)rate.Status).ShouldBe(200);
        rate.Header("X-RateLimit-Limit").ShouldNotBeNull();
        calls.Customers.SetPolicies(calls.Tenant, [Block]);
        (await calls.CallAsync(body, good, path)).Code.ShouldBe("POLICY_BLOCKED");
        _ = calls.Customers.Change(calls.Tenant, w => w with { RequestsPerMinute = 1 });
        (await calls.CallAsync(body, good, path)).Code.ShouldBe("RATE_LIMITED");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Route_CalledWithATestKey_AnswersOfflineAndSimulates(string path)
    {
        await using var stage = await DialectStage.StartAsync();
        var (_, body, free) = Routes.Single(r => r.Path == path);
        var calls = stage.Stage;
        var key = calls.Customers.Create(calls.Tenant, CallStage.Draft() with { Mode = KeyMode.Test }).Secret;

        var simulated = await calls.CallAsync(body, key, path, ("X-Tollgate-Simulate", "BUDGET_EXCEEDED"));
        var played = await calls.CallAsync(body, key, path);

        simulated.Code.ShouldBe("BUDGET_EXCEEDED");
        ((int)played.Status).ShouldBe(200);
        played.Header("X-Tollgate-Provider").ShouldBe("practice");
        (stage.OpenAi.Count, calls.Budget()).ShouldBe((0, (0L, 0L)));
        var row = await calls.RowAsync();
        row.Mode.ShouldBe(KeyMode.Test);
        (row.CostNanoUsd > 0).ShouldBe(!free);
    }

    private static string Gone(string body) => body
        .Replace("\"m\"", "\"gone\"", StringComparison.Ordinal)
        .Replace("\r\n\r\nm\r\n", "\r\n\r\ngone\r\n", StringComparison.Ordinal);

    private static RoutingPolicy Block { get; } = new()
    {
        Id = default, Name = "p", Enabled = true, Match = new PolicyMatch(), Action = new PolicyAction { Block = true },
    };

    private static async Task RefusesAsync(DialectStage stage, string path, string body, ApiKey draft, string code)
    {
        var key = stage.Stage.Customers.Create(stage.Stage.Tenant, draft);
        var reply = await stage.Stage.CallAsync(body, key.Secret, path);
        reply.Code.ShouldBe(code);
        reply.Json.TryGetProperty("type", out _).ShouldBe(path.Contains("messages", StringComparison.Ordinal));
    }
}
