using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Providers.Remote;

/// <summary>Where each thing that is asked goes at each kind of provider.</summary>
public sealed class AddressesTests
{
    public static TheoryData<string, ModelApi, string> Rows()
    {
        var rows = new TheoryData<string, ModelApi, string>();
        foreach (var kind in ChatKinds.All)
        {
            foreach (var (api, path) in OfOpenAi)
            {
                rows.Add(kind.Name, api, kind.Name == AzureAddress.Kind ? "/openai/v1" + path : path);
            }
        }

        foreach (var (api, what) in OfGoogle)
        {
            rows.Add("google", api, "/v1beta/models/m%2F1:" + what);
        }

        return rows;
    }

    private static (ModelApi Api, string Path)[] OfOpenAi =>
    [
        (ModelApi.Chat, "/chat/completions"), (ModelApi.Responses, "/responses"), (ModelApi.Embeddings, "/embeddings"),
        (ModelApi.Images, "/images/generations"), (ModelApi.Speech, "/audio/speech"), (ModelApi.Transcriptions, "/audio/transcriptions"),
    ];

    private static (ModelApi Api, string What)[] OfGoogle =>
    [
        (ModelApi.Chat, "generateContent"), (ModelApi.CountTokens, "countTokens"), (ModelApi.Embeddings, "batchEmbedContents"),
        (ModelApi.EmbedContent, "embedContent"), (ModelApi.Images, "predict"),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Address_OfWhatIsAsked_IsTheOneOfTheKind(string kind, ModelApi api, string path)
    {
        await using var upstream = new FakeUpstream();
        upstream.ReplyPlain("{}");
        using var client = new UpstreamClient(new UpstreamOptions { AllowPrivateAddresses = true }, TimeProvider.System);
        var provider = ProvidersModule.Create(client, TimeProvider.System).Single(p => p.Kinds.Contains(kind));
        var target = new ProviderTarget { Name = "p", Kind = kind, BaseUrl = new Uri($"http://{upstream.BaseUrl.Authority}"), ApiKey = "k" };

        var (reply, _) = await provider.SendAsync(new ModelRequest(target, "m/1", false, "{}"u8.ToArray()) { Api = api }, CancellationToken.None);

        using (reply.ShouldNotBeNull())
        {
            upstream.Requests.Single().Head.ShouldStartWith($"POST {path} HTTP/1.1\r\n");
        }
    }
}
