using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Images;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Sdks;

/// <summary>The official OpenAI SDK in C#, unchanged but for its endpoint and key.</summary>
public sealed class DotNetSdkTests
{
    private static readonly ChatCompletionOptions Short = new() { MaxOutputTokenCount = 20 };

    [Fact]
    public async Task PlainCall_OfTheSdk_IsAnsweredWithUsage()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync();
        var client = Client(scene, secret, new CountingHandler());

        ChatCompletion reply = await client.CompleteChatAsync([new UserChatMessage("Good day")], Short);

        reply.Content[0].Text.ShouldBe("Good day");
        reply.Usage.InputTokenCount.ShouldBe(3);
    }

    [Fact]
    public async Task Stream_OfTheSdk_ArrivesWhole()
    {
        await using var scene = await Scene.StartAsync();
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1}""");
        var client = Client(scene, secret, new CountingHandler());

        var text = "";
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("Good day")], Short))
        {
            text += string.Concat(update.ContentUpdate.Select(c => c.Text));
        }

        text.ShouldBe("Good day to you");
        (await scene.BudgetAsync("key", id))["spent_usd"]!.GetValue<decimal>().ShouldBe(scene.Upstream.CompletionTokens * 0.00001m);
    }

    // This SDK raises nothing from within a stream of chat completions: what it does not know of an event it keeps.
    [Fact]
    public async Task Stream_RunsOutOfMoney_HasNoFinishReasonAndItsLastUpdateCarriesTheError()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":0.02}""");
        scene.Upstream.Rounds = 1_000;

        var updates = new List<StreamingChatCompletionUpdate>();
        await foreach (var update in Client(scene, secret, new CountingHandler()).CompleteChatStreamingAsync([new UserChatMessage("Good day")]))
        {
            updates.Add(update);
        }

        updates.ShouldAllBe(u => u.FinishReason == null);
        updates.Sum(u => u.ContentUpdate.Sum(c => c.Text.Length)).ShouldBeInRange(1_400, 2_000);
        var last = JsonNode.Parse(ModelReaderWriter.Write(updates[^1]).ToString())!;
        last["error"]!["code"]!.GetValue<string>().ShouldBe("KEY_BUDGET_EXCEEDED");
    }

    [Fact]
    public async Task BudgetRefusal_SeenByTheSdk_HasItsCodeAndIsNotRepeated()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":0.000001}""");
        var sent = new CountingHandler();

        var error = await Should.ThrowAsync<ClientResultException>(
            () => Client(scene, secret, sent).CompleteChatAsync([new UserChatMessage("Good day")], Short));

        error.Status.ShouldBe(402);
        error.Message.ShouldContain("KEY_BUDGET_EXCEEDED");
        Code(error).ShouldBe("KEY_BUDGET_EXCEEDED");
        sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RateRefusal_SeenByTheSdk_IsRepeated()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync("""{"name":"k","mode":"test"}""");
        var sent = new CountingHandler { SimulateFirst = "RATE_LIMITED" };

        ChatCompletion reply = await Client(scene, secret, sent, "practice/echo").CompleteChatAsync([new UserChatMessage("Good day")], Short);

        reply.Content[0].Text.ShouldContain("Good day");
        sent.Count.ShouldBe(2);
        sent.Waited.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(950));
    }

    private static string Code(ClientResultException error) =>
        JsonNode.Parse(error.GetRawResponse()!.Content.ToString())!["error"]!["code"]!.GetValue<string>();

    [Fact]
    public async Task Images_AskedForByTheSdk_AreThere()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync();
        var client = new ImageClient("practice/echo", new ApiKeyCredential(secret), new OpenAIClientOptions { Endpoint = scene.BaseUrl });

        GeneratedImageCollection images = await client.GenerateImagesAsync(
            "A harbour at dawn", 2, new ImageGenerationOptions { Size = GeneratedImageSize.W1024xH1024, ResponseFormat = GeneratedImageFormat.Bytes });

        images.Count.ShouldBe(2);
        images.ShouldAllBe(image => image.ImageBytes.ToArray().Take(4).SequenceEqual(new byte[] { 0x89, 0x50, 0x4E, 0x47 }));
    }

    private static ChatClient Client(Scene scene, string secret, CountingHandler handler, string model = "metered-1") =>
        new(model, new ApiKeyCredential(secret), new OpenAIClientOptions
        {
            Endpoint = scene.BaseUrl,
            Transport = new HttpClientPipelineTransport(new HttpClient(handler)),
        });

    /// <summary>Counts what the SDK sends, and may ask for a simulated refusal of the first try.</summary>
    private sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler())
    {
        private long _firstAt;

        public string? SimulateFirst { get; init; }

        public int Count { get; private set; }

        /// <summary>Between the first try and the last.</summary>
        public TimeSpan Waited { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Count++ == 0)
            {
                _firstAt = TimeProvider.System.GetTimestamp();
                if (SimulateFirst is not null)
                {
                    request.Headers.Add("X-Tollgate-Simulate", SimulateFirst);
                }
            }

            Waited = TimeProvider.System.GetElapsedTime(_firstAt);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
