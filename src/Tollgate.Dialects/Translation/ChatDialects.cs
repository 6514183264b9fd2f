using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation.Anthropic;
using Tollgate.Dialects.Translation.Gemini;
using Tollgate.Dialects.Translation.OpenAi;
using Tollgate.Dialects.Translation.Responses;

namespace Tollgate.Dialects.Translation;

/// <summary>All dialects of chat. A caller's and a provider's make a translation; where they are one, bytes pass instead.</summary>
internal static class ChatDialects
{
    public static IChatDialect OpenAi { get; } = new OpenAiDialect();

    public static IChatDialect Anthropic { get; } = new AnthropicDialect();

    public static IChatDialect Responses { get; } = new ResponsesDialect();

    public static IChatDialect Gemini { get; } = new GeminiDialect();
}
