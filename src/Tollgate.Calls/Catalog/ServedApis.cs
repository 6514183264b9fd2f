using Tollgate.Inference.Catalog;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Calls.Catalog;

/// <summary>What a model of the catalog can be asked, by the routes on which its provider serves it.</summary>
internal static class ServedApis
{
    /// <summary>True for a model that is served on one of our routes.</summary>
    public static bool Any(ModelCard card)
    {
        foreach (var endpoint in card.Endpoints)
        {
            if (Of(endpoint) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for a model that can be asked this. Whoever serves a chat in one dialect serves it on every route of chat.</summary>
    public static bool Has(ModelCard card, ModelApi api)
    {
        var asked = Family(api);
        foreach (var endpoint in card.Endpoints)
        {
            if (Of(endpoint) == asked)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>False for what no model can be asked at a kind of provider, whatever is known of it.</summary>
    public static bool Has(string providerKind, ModelApi api) => providerKind switch
    {
        FalAddress.Kind => api == ModelApi.Images,
        "anthropic" => Family(api) == ModelApi.Chat,
        _ => true,
    };

    /// <summary>What a model is asked for most: a chat where it serves one.</summary>
    public static ModelApi UsualOf(ModelCard card)
    {
        if (Has(card, ModelApi.Chat))
        {
            return ModelApi.Chat;
        }

        foreach (var endpoint in card.Endpoints)
        {
            if (Of(endpoint) is { } api)
            {
                return api;
            }
        }

        return ModelApi.Chat;
    }

    /// <summary>What a model is asked for, in words for people.</summary>
    public static string Noun(ModelApi api) => Family(api) switch
    {
        ModelApi.Embeddings => "embeddings",
        ModelApi.Images => "images",
        ModelApi.Speech => "speech",
        ModelApi.Transcriptions => "transcriptions",
        _ => "chat",
    };

    private static ModelApi Family(ModelApi api) => api switch
    {
        ModelApi.Responses or ModelApi.CountTokens => ModelApi.Chat,
        ModelApi.EmbedContent => ModelApi.Embeddings,
        _ => api,
    };

    private static ModelApi? Of(string endpoint) => endpoint switch
    {
        "chat.completions" or "responses" or "messages" or "generateContent" => ModelApi.Chat,
        "embeddings" => ModelApi.Embeddings,
        "images.generations" => ModelApi.Images,
        "audio.speech" => ModelApi.Speech,
        "audio.transcriptions" => ModelApi.Transcriptions,
        _ => null,
    };
}
