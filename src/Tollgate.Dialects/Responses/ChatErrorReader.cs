using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Responses;

/// <summary>Reads the body of a provider's error: the same as of chat completions, and so is the <c>error</c> of a response that failed.</summary>
internal static class ChatErrorReader
{
    /// <summary>Never fails: what cannot be read is null.</summary>
    public static ProviderMessage Read(ReadOnlySpan<byte> body) => OpenAi.ChatErrorReader.Read(body);
}
