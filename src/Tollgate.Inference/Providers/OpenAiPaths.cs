using Tollgate.Inference.Facts;

namespace Tollgate.Inference.Providers;

/// <summary>Where OpenAI, and all who take its formats, serve what is asked of them: paths under a base address.</summary>
public static class OpenAiPaths
{
    /// <summary>Slash first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">they serve no such thing: none of them is sent one.</exception>
    public static string Of(ModelApi api) => api switch
    {
        ModelApi.Chat => "/chat/completions",
        ModelApi.Responses => "/responses",
        ModelApi.Embeddings => "/embeddings",
        ModelApi.Images => "/images/generations",
        ModelApi.Speech => "/audio/speech",
        ModelApi.Transcriptions => "/audio/transcriptions",
        _ => throw new ArgumentOutOfRangeException(nameof(api), api, null),
    };

    /// <summary>True for what they serve at all.</summary>
    public static bool Has(ModelApi api) => api is not (ModelApi.CountTokens or ModelApi.EmbedContent);
}
