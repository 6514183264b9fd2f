namespace Tollgate.Inference.Facts;

/// <summary>What is asked of a provider, where it serves more than one thing.</summary>
public enum ModelApi
{
    /// <summary>A chat, at the provider's usual place for it.</summary>
    Chat,

    /// <summary>A chat in the words of OpenAI's responses: only kinds that serve them are sent one.</summary>
    Responses,

    /// <summary>How many tokens a request has, and no reply: only kinds that count are sent one.</summary>
    CountTokens,

    /// <summary>Vectors of texts.</summary>
    Embeddings,

    /// <summary>One vector, in Google's words for that: only its kind is sent one.</summary>
    EmbedContent,

    /// <summary>Images made from words.</summary>
    Images,

    /// <summary>Words spoken.</summary>
    Speech,

    /// <summary>Speech written down.</summary>
    Transcriptions,
}
