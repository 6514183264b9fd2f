using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Providers.Remote.Azure;

public sealed class AzureAddressTests
{
    [Theory]
    [InlineData("https://n.openai.azure.com", "https://n.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("https://n.openai.azure.com/", "https://n.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("https://n.openai.azure.com/openai", "https://n.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("https://n.openai.azure.com/openai/v1/", "https://n.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("https://n.openai.azure.com/openai/v1?api-version=preview", "https://n.openai.azure.com/openai/v1/chat/completions?api-version=preview")]
    [InlineData("https://n.openai.azure.com?api-version=2024-10-21", "https://n.openai.azure.com/openai/deployments/gpt%204%2Fo/chat/completions?api-version=2024-10-21")]
    [InlineData("https://n.openai.azure.com/openai/deployments/d?api-version=2024-10-21", "https://n.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21")]
    public void Address_OfEachForm_IsTheOneOfItsChat(string baseUrl, string expected)
    {
        AzureAddress.IsBase(new Uri(baseUrl)).ShouldBeTrue();
        AzureAddress.Of(new Uri(baseUrl), "gpt 4/o", ModelApi.Chat).AbsoluteUri.ShouldBe(expected);
    }

    [Theory]
    [InlineData(ModelApi.Embeddings, "/embeddings")]
    [InlineData(ModelApi.Images, "/images/generations")]
    [InlineData(ModelApi.Speech, "/audio/speech")]
    [InlineData(ModelApi.Transcriptions, "/audio/transcriptions")]
    public void Address_OfWhatElseIsServed_StandsBesideItsChat(ModelApi api, string path)
    {
        AzureAddress.Of(new Uri("https://n.openai.azure.com"), "d", api).AbsoluteUri.ShouldBe("https://n.openai.azure.com/openai/v1" + path);
        AzureAddress.Of(new Uri("https://n.openai.azure.com?api-version=2024-10-21"), "d", api).AbsoluteUri
            .ShouldBe($"https://n.openai.azure.com/openai/deployments/d{path}?api-version=2024-10-21");
    }
}
