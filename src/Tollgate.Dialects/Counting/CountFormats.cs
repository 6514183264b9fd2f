using Tollgate.Dialects.Translation;

namespace Tollgate.Dialects.Counting;

/// <summary>The dialects whose providers count.</summary>
public static class CountFormats
{
    public static ICountFormat Anthropic { get; } = new AnthropicCount();

    public static ICountFormat Gemini { get; } = new GeminiCount();

    /// <summary>Null for a dialect whose providers are asked no counts.</summary>
    public static ICountFormat? Of(ChatDialect dialect) => dialect == ChatDialect.Anthropic ? Anthropic : dialect == ChatDialect.Gemini ? Gemini : null;
}
