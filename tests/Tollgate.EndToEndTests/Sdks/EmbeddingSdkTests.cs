using System.ClientModel;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Embeddings;
using Tollgate.EndToEndTests.Kit;
using Tollgate.Testing;

namespace Tollgate.EndToEndTests.Sdks;

/// <summary>The official SDKs of OpenAI (JavaScript, C#) and Google ask for vectors, of a model that speaks their own format and of one that does not.</summary>
public sealed class EmbeddingSdkTests
{
    private const string Practice = "practice/echo";
    private const string Gemini = "gemini-embedding-2";
    private const string SaidByGoogle = """{"embeddings":[{"values":[1,0.5,0,-1]},{"values":[0,2,0,0.25]}],"usageMetadata":{"promptTokenCount":11}}""";

    private static readonly float[][] Vectors = [[1, 0.5f, 0, -1], [0, 2, 0, 0.25f]];

    [Fact]
    public async Task Vectors_ByTheSdksOfOpenAi_AreTheSameInEachFormat()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync("""{"name":"k","mode":"test"}""");

        var decoded = await TellAsync(scene, "openai", secret, Practice);
        var floats = await TellAsync(scene, "openaiFloats", secret, Practice);
        OpenAIEmbeddingCollection dotNet = await Client(scene, secret, Practice).GenerateEmbeddingsAsync(
            ["The toll is paid once.", "A gate is open."], new EmbeddingGenerationOptions { Dimensions = 4 });

        var vectors = Of(floats);
        vectors.Length.ShouldBe(2);
        vectors.ShouldAllBe(v => v.Length == 4 && Math.Abs(v.Sum(n => n * n) - 1) < 1e-4);
        Of(decoded).ShouldBe(vectors);
        dotNet.Select(e => e.ToFloats().ToArray()).ShouldBe(vectors);
        dotNet.Usage.InputTokenCount.ShouldBe(10);
        decoded["usage"]!["prompt_tokens"]!.GetValue<int>().ShouldBe(10);
        decoded["cost"]!.GetValue<decimal>().ShouldBe(0.00001m);
    }

    [Fact]
    public async Task Vectors_OfGooglesModel_ReachEverySdkAsGoogleSaidThem()
    {
        await using var google = new FakeUpstream { Default = exchange => exchange.SendPlainAsync(SaidByGoogle) };
        await using var scene = await Scene.StartAsync();
        await scene.Manage.PutAsync(
            $"workspaces/{scene.Workspace}/providers/google", $$"""{"api_key":"k","base_url":"http://{{google.BaseUrl.Authority}}"}""");
        var (id, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":1}""");

        var told = await TellAsync(scene, "google", secret, Gemini);
        var decoded = await TellAsync(scene, "openai", secret, Gemini);
        OpenAIEmbeddingCollection dotNet = await Client(scene, secret, Gemini).GenerateEmbeddingsAsync(["The toll is paid once.", "A gate is open."]);

        Of(told).ShouldBe(Vectors);
        Of(decoded).ShouldBe(Vectors);
        dotNet.Select(e => e.ToFloats().ToArray()).ShouldBe(Vectors);
        google.Requests.ShouldAllBe(r => r.Head.StartsWith($"POST /v1beta/models/{Gemini}:batchEmbedContents HTTP/1.1\r\n", StringComparison.Ordinal));

        // Three calls of 11 tokens at 0.2 USD for a million.
        (await scene.BudgetAsync("key", id))["spent_usd"]!.GetValue<decimal>().ShouldBe(0.0000066m);
    }

    [Fact]
    public async Task Vectors_ByTheSdkOfGoogle_ComeOfAModelThatSpeaksOpenAi()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync("""{"name":"k","mode":"test"}""");

        var told = await TellAsync(scene, "google", secret, Practice);

        Of(told).ShouldBe(Of(await TellAsync(scene, "openaiFloats", secret, Practice)));
    }

    [Fact]
    public async Task ModelOfChat_AskedForVectors_IsABadRequestOfTheSdk()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync();

        var told = await TellAsync(scene, "openaiRefused", secret, "gpt-4o-mini");

        told.ToJsonString().ShouldBe("""{"kind":"BadRequestError","code":"INVALID_REQUEST","param":"model"}""");
    }

    private static float[][] Of(JsonNode told) =>
        [.. told["vectors"]!.AsArray().Select(v => v!.AsArray().Select(n => n!.GetValue<float>()).ToArray())];

    private static async Task<JsonNode> TellAsync(Scene scene, string story, string secret, string model) =>
        await NodeScripts.TellEmbeddingsAsync(story, scene.Gateway.Address, secret, model);

    private static EmbeddingClient Client(Scene scene, string secret, string model) =>
        new(model, new ApiKeyCredential(secret), new OpenAIClientOptions { Endpoint = scene.BaseUrl });
}
