using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.OpenAi;

/// <summary>An output limit to put into a chat request.</summary>
/// <param name="Tokens">The most that each choice may give out, at least 1.</param>
/// <param name="Completion">Where the request names no limit: true to add it as <c>max_completion_tokens</c>, false as <c>max_tokens</c>.</param>
internal readonly record struct OutputLimit(long Tokens, bool Completion)
{
    /// <summary>The limit under the name that a kind of provider reads: OpenAI's newer models refuse <c>max_tokens</c>, most others know
    /// nothing else.</summary>
    public static OutputLimit For(string providerKind, long tokens) => new(tokens, ChatKinds.Of(providerKind) is { TakesCompletionLimit: true });
}
