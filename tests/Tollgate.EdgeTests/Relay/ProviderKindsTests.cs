using System.Text;
using System.Text.RegularExpressions;
using Tollgate.Calls.Catalog;
using Tollgate.Dialects.Translation;
using Tollgate.EdgeTests.Running;
using Tollgate.Inference.Providers;
using Tollgate.Providers;
using Tollgate.EdgeTests.Contract;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Relay;

/// <summary>Each provider as docs/operating/providers.md sets it up: what it is sent, byte for byte, and what its usage costs.</summary>
public sealed partial class ProviderKindsTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
    private const string Delta = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"},\"finish_reason\":null}]}\n\n";
    private const string Finish = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private const string Usage = "{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120,\"prompt_tokens_details\":{\"cached_tokens\":40}}";
    private const string Asked = "\"stream_options\":{\"include_usage\":true}";
    private const string Tags = ",\"metadata\":{\"team\":\"a\"}";

    // 60 tokens of input at 1,000 nano-USD, 40 cached at 100, 20 of output at 2,000.
    private const long Cost = 104_000;

    private static readonly Dictionary<string, string> Settings = ReadSettings();

    private static readonly Dictionary<string, Row> Rows = new(StringComparer.Ordinal)
    {
        ["openai"] = new("/v1/chat/completions", "Authorization: Bearer YOUR-KEY", "max_completion_tokens", Tags, Asked, [Finish, Only(Usage)], Cost),
        ["xai"] = new("/v1/chat/completions", "Authorization: Bearer YOUR-KEY", "max_completion_tokens", "", Asked, [With("usage", Thought), With("usage", Thought)], Cost + 20_000),
        ["mistral"] = new("/v1/chat/completions", "Authorization: Bearer YOUR-KEY", "max_tokens", Tags, "\"stream_options\":{}", [With("usage", Usage)], Cost),
        ["deepseek"] = new("/chat/completions", "Authorization: Bearer YOUR-KEY", "max_tokens", Tags, Asked, [": keep-alive\n\n", Finish, Only(Hits)], Cost),
        ["groq"] = new("/openai/v1/chat/completions", "Authorization: Bearer YOUR-KEY", "max_completion_tokens", "", Asked, [With("x_groq", "{\"id\":\"r\",\"usage\":" + Usage + "}")], Cost),
        ["together"] = new("/v1/chat/completions", "Authorization: Bearer YOUR-KEY", "max_tokens", Tags, Asked, [With("usage", Usage)], Cost),
        ["openrouter"] = new("/api/v1/chat/completions", "Authorization: Bearer YOUR-KEY", "max_tokens", Tags, Asked, [": OPENROUTER PROCESSING\n\n", Finish, Only(Usage)], Cost),
        ["fireworks"] = new("/inference/v1/chat/completions", "Authorization: Bearer YOUR-KEY", "max_tokens", Tags, Asked, [With("usage", Usage)], Cost),
        ["ollama"] = new("/v1/chat/completions", "", "max_tokens", Tags, Asked, [Finish, Only(Usage)], Cost),
        ["vllm"] = new("/v1/chat/completions", "", "max_tokens", Tags, Asked, [Finish, Only(Usage)], Cost),
        ["azure"] = new("/openai/v1/chat/completions", "api-key: YOUR-KEY", "max_completion_tokens", Tags, Asked, ["data: {\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}]}\n\n", Finish, Only(Usage)], Cost),
        ["azure-dated"] = new("/openai/deployments/m/chat/completions?api-version=2024-10-21", "api-key: YOUR-KEY", "max_completion_tokens", Tags, Asked, [Finish, Only(Usage)], Cost),
        ["azure-one"] = new("/openai/deployments/DEPLOYMENT/chat/completions?api-version=2024-10-21", "api-key: YOUR-KEY", "max_completion_tokens", Tags, Asked, [Finish, Only(Usage)], Cost),
    };

    // Those that the docs set up under a name of their own.
    private static readonly string[] Named = ["openai_compatible"];

    public static TheoryData<string> Providers() => [.. Names()];

    private static string Thought => "{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":130,\"prompt_tokens_details\":{\"cached_tokens\":40},\"completion_tokens_details\":{\"reasoning_tokens\":10}}";

    private static string Hits => "{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120,\"prompt_cache_hit_tokens\":40,\"prompt_cache_miss_tokens\":60}";

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Stream_ToEachProvider_IsSentAsItTakesItAndPriced(string name)
    {
        var row = RowOf(name);
        await using var stage = await CallStage.StartAsync();
        await SetUpAsync(stage, name);
        stage.Upstream.ReplyStream([Delta, .. row.End, "data: [DONE]\n\n"]);

        var reply = await stage.CallAsync(
            $$"""{"model":"{{name}}/m","stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":50,"metadata":{"step":"s","team":"a"},{{Messages}}}""");

        ((int)reply.Status).ShouldBe(200, reply.Body);
        var request = stage.Upstream.Requests.Single();
        request.Head.ShouldBe(Head(stage, row, request.Body.Length));
        request.BodyText.ShouldBe($$"""{"model":"m","stream":true,{{row.Asking}},"{{row.Limit}}":50{{row.Metadata}},{{Messages}}}""");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(row.Cost);
        reply.Body.ShouldEndWith("data: [DONE]\n\n");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Call_ToEachProvider_IsSentAsItTakesItAndPriced(string name)
    {
        var row = RowOf(name);
        await using var stage = await CallStage.StartAsync();
        await SetUpAsync(stage, name);
        var usage = name switch { "xai" => Thought, "deepseek" => Hits, _ => Usage };
        stage.Upstream.ReplyPlain("\n" + $$"""{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{{usage}}}""");

        var reply = await stage.CallAsync($$"""{"max_completion_tokens":50,"model":"{{name}}/m","metadata":{"team":"a"},{{Messages}}}""");

        ((int)reply.Status).ShouldBe(200, reply.Body);
        var request = stage.Upstream.Requests.Single();
        request.Head.ShouldBe(Head(stage, row, request.Body.Length));
        request.BodyText.ShouldBe($$"""{"{{row.Limit}}":50,"model":"m"{{row.Metadata}},{{Messages}}}""");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(row.Cost);
    }

    [Theory]
    [InlineData("xai")]
    [InlineData("mistral")]
    [InlineData("groq")]
    [InlineData("deepseek")]
    public async Task Provider_PutsAPromptOfItsOwnBefore_IsHeldToo(string kind)
    {
        await using var stage = await CallStage.StartAsync();
        await SetUpAsync(stage, "azure");
        await SetUpAsync(stage, kind);
        foreach (var name in new[] { "azure", kind })
        {
            await stage.CallAsync($$"""{"model":"{{name}}/m","max_tokens":50,{{Messages}}}""");
        }

        var rows = await Eventually.GetAsync(stage.LogAsync, log => log.Count == 2);
        (rows[1].BoundNanoUsd - rows[0].BoundNanoUsd).ShouldBe(1_024 * 1_000);
    }

    [Fact]
    public async Task Mistral_RefusesAField_TheCallerIsToldWhich()
    {
        await using var stage = await CallStage.StartAsync();
        await SetUpAsync(stage, "mistral");
        stage.Upstream.ReplyPlain(
            """{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted","input":1}]},"type":"invalid_request_error","param":null,"code":null}""", 422);

        var reply = await stage.CallAsync($$"""{"model":"mistral/m","seed":1,{{Messages}}}""");

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", "seed"));
        reply.Body.ShouldContain("mistral refused the request: Extra inputs are not permitted");
        stage.Budget().ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(false, "/v1beta/models/m:generateContent")]
    [InlineData(true, "/v1beta/models/m:streamGenerateContent?alt=sse")]
    public async Task Google_AskedForAChat_IsToldModelAndStreamInThePath(bool stream, string path)
    {
        await using var stage = await CallStage.StartAsync();
        await SetUpAsync(stage, "google");
        const string reply = """{"candidates":[{"content":{"parts":[{"text":"hi"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":12,"thoughtsTokenCount":8,"totalTokenCount":120}}""";
        _ = stream ? stage.Upstream.ReplyStream($"data: {reply}\r\n\r\n") : stage.Upstream.ReplyPlain(reply);

        var answer = await stage.CallAsync(
            $$"""{"model":"google/m","stream":{{(stream ? "true" : "false")}},"max_completion_tokens":50,"metadata":{"step":"s","team":"a"},{{Messages}}}""");

        ((int)answer.Status).ShouldBe(200, answer.Body);
        var request = stage.Upstream.Requests.Single();
        request.Head.ShouldBe(Head(stage, new Row(path, "x-goog-api-key: YOUR-KEY", "", "", "", [], 0), request.Body.Length));
        request.BodyText.ShouldBe("""{"contents":[{"role":"user","parts":[{"text":"Hello"}]}],"generationConfig":{"maxOutputTokens":50}}""");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(Cost);
    }

    [Fact]
    public async Task Google_RefusesTheKey_IsNotTheCallersFault()
    {
        await using var stage = await CallStage.StartAsync();
        await SetUpAsync(stage, "google");
        const string refusal = """{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"}]}}""";
        stage.Upstream.ReplyPlain(refusal, 400).ReplyPlain(refusal, 400);

        var reply = await stage.CallAsync($$"""{"model":"google/m",{{Messages}}}""");
        var trial = await stage.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/manage/v1/workspaces/{stage.Tenant.Workspace.Id}/providers/google/test")
        {
            Content = new StringContent("""{"model":"m"}""", Encoding.UTF8, "application/json"),
            Headers = { { "Authorization", "Bearer a" } },
        });

        reply.Code.ShouldBe("PROVIDER_ERROR");
        (reply.Error.GetProperty("provider_status").GetInt32(), reply.Error.GetProperty("retryable").GetBoolean()).ShouldBe((401, false));
        stage.Budget().ShouldBe((0, 0));
        (await trial.Content.ReadAsStringAsync()).ShouldContain("The provider refused the key.");
        stage.Upstream.Requests.Last().BodyText.ShouldBe("""{"contents":[{"role":"user","parts":[{"text":"ping"}]}],"generationConfig":{"maxOutputTokens":1}}""");
    }

    [Fact]
    public async Task Google_AsksToWaitInWords_IsPassedOn()
    {
        await using var stage = await CallStage.StartAsync();
        await SetUpAsync(stage, "google");
        stage.Upstream.ReplyPlain(
            """{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.07s"}]}}""", 429);

        var reply = await stage.CallAsync($$"""{"model":"google/m",{{Messages}}}""");

        (reply.Code, reply.Header("Retry-After")).ShouldBe(("PROVIDER_ERROR", "35"));
        (await stage.ManageAsync($"/workspaces/{stage.Tenant.Workspace.Id}/providers")).GetRawText().ShouldContain("cooling");
    }

    [Theory]
    [InlineData(422, """{"detail":[{"loc":["body","prompt"],"msg":"field required","type":"value_error.missing"}]}""", "\"ok\":true")]
    [InlineData(401, """{"detail":"Cannot access application. Authentication is required."}""", "The provider refused the key.")]
    [InlineData(404, """{"detail":"Application not found"}""", "The provider does not know the model")]
    public async Task Fal_Tried_IsAskedForNoPicture(int status, string body, string says)
    {
        await using var stage = await CallStage.StartAsync();
        await SetUpAsync(stage, "fal");
        stage.Upstream.ReplyPlain(body, status);

        var trial = await stage.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/manage/v1/workspaces/{stage.Tenant.Workspace.Id}/providers/fal/test")
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
            Headers = { { "Authorization", "Bearer a" } },
        });

        (await trial.Content.ReadAsStringAsync()).ShouldContain(says);
        var sent = stage.Upstream.Requests.Single();
        (sent.BodyText, sent.Head.Split("\r\n")[0]).ShouldBe(("{}", "POST /m HTTP/1.1"));
        sent.Head.ShouldContain("Authorization: Key YOUR-KEY");
    }

    // What goes to Anthropic stands in the cells of the matrix of dialects.
    [Fact]
    public void Docs_EveryProvider_HasItsLine() =>
        Settings.Keys.Order().ShouldBe(Names().Append("anthropic").Append("google").Append("fal").Order());

    [Fact]
    public void Docs_TableOfProviders_IsThatOfTheirKinds()
    {
        var catalog = ModelCatalog.Embedded();
        var kinds = ChatKinds.All.Select(kind => (kind.Name, Address: kind.Address))
            .Concat(ProvidersModule.Addresses.Where(a => ChatKinds.Of(a.Key) is null).Select(a => (Name: a.Key, Address: (string?)a.Value.ToString().TrimEnd('/'))))
            .OrderBy(kind => kind.Address is null);

        DocsPart.ShouldBe("operating/providers.md", "providers", "| name | public address | speaks | its models have prices |\n|---|---|---|---|\n" + string.Concat(kinds.Select(kind =>
            $"| `{kind.Name}` | {(kind.Address is null ? "none: yours" : $"`{kind.Address}`")} | {Spoken(kind.Name)} | {(catalog.HasProvider(kind.Name) ? "in the catalog" : "once you set them")} |\n")));
    }

    private static IEnumerable<string> Names() => Rows.Keys.Union(ChatKinds.All.Select(kind => kind.Name).Except(Named));

    // One that has no row of its own: as its kind says.
    private static Row RowOf(string name) => Rows.GetValueOrDefault(name) ?? Usual(ChatKinds.Of(name)!);

    private static Row Usual(ChatKind kind) => new(
        new Uri(kind.Address!).AbsolutePath.TrimEnd('/') + "/chat/completions",
        kind.NeedsNoKey ? "" : "Authorization: Bearer YOUR-KEY",
        kind.TakesCompletionLimit ? "max_completion_tokens" : "max_tokens",
        kind.RefusesMetadata ? "" : Tags,
        kind.ReportsUnasked ? "\"stream_options\":{}" : Asked,
        [Finish, Only(Usage)],
        Cost);

    private static string Spoken(string kind) =>
        kind == FalAddress.Kind ? "images of its own"
        : ChatDialect.Of(kind) == ChatDialect.Anthropic ? "messages"
        : ChatDialect.Of(kind) == ChatDialect.Gemini ? "generateContent"
        : ChatDialect.Of(kind, ChatDialect.Responses, null) == ChatDialect.Responses ? "chat completions, responses"
        : "chat completions";

    private static string With(string member, string value) =>
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}],\"" + member + "\":" + value + "}\n\n";

    private static string Only(string usage) => "data: {\"choices\":[],\"usage\":" + usage + "}\n\n";

    private static string Head(CallStage stage, Row row, int length) => string.Join(
        "\r\n",
        new[]
        {
            $"POST {row.Path} HTTP/1.1", $"Host: {stage.Upstream.BaseUrl.Authority}", row.Key, "Accept-Encoding: identity", "User-Agent: tollgate",
            "Content-Type: application/json", $"Content-Length: {length}",
        }.Where(line => line.Length > 0));

    // The line of the docs, at the upstream's address.
    private static async Task SetUpAsync(CallStage stage, string name)
    {
        var upstream = stage.Upstream.BaseUrl.GetLeftPart(UriPartial.Authority);
        var body = Settings[name]
            .Replace("https://NAME.openai.azure.com", upstream, StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8000", upstream, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/manage/v1/workspaces/{stage.Tenant.Workspace.Id}/providers/{name}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer a");
        using var response = await stage.Http.SendAsync(request);
        ((int)response.StatusCode).ShouldBeOneOf(200, 201);
        _ = stage.Customers.Put(stage.Tenant, name, "m", new ModelPrice
        {
            Version = "",
            Base = new PriceSheet
            {
                Input = new UnitPrice(NanoUsd.PerUsd), CachedInput = new UnitPrice(NanoUsd.PerUsd / 10), Output = new UnitPrice(2 * NanoUsd.PerUsd),
            },
            ContextWindow = 100_000,
            MaxOutputTokens = 1_000,
        });
    }

    private static Dictionary<string, string> ReadSettings()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Tollgate.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests run outside of a checkout");
        }

        var page = File.ReadAllText(Path.Combine(folder.FullName, "docs/operating/providers.md"));
        return SettingsLine().Matches(page).ToDictionary(line => line.Groups["name"].Value, line => line.Groups["body"].Value, StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^curl .*/providers/(?<name>\S+) .* -d '(?<body>[^']*)'$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SettingsLine();

    /// <summary>What a provider gets and gives.</summary>
    /// <param name="Path">Path and query.</param>
    /// <param name="Key">The header that carries the key; empty where there is none.</param>
    /// <param name="Limit">Name of the output limit.</param>
    /// <param name="Metadata">The caller's own tags as they go out.</param>
    /// <param name="Asking">How a stream's usage is asked for.</param>
    /// <param name="End">How its stream ends.</param>
    /// <param name="Cost">What its usage comes to, nano-USD.</param>
    private sealed record Row(string Path, string Key, string Limit, string Metadata, string Asking, string[] End, long Cost);
}
