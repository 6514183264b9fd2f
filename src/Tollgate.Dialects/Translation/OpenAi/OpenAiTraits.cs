using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>What a target of chat completions takes, by its kind.</summary>
internal static class OpenAiTraits
{
    /// <summary>OpenAI's newer models refuse <c>max_tokens</c>, most others know nothing else.</summary>
    public static string LimitName(ShapeTarget target) => target.ProviderKind == "openai" ? "max_completion_tokens" : "max_tokens";

    /// <summary>False for a model that is known not to think: it refuses to be told how hard it should.</summary>
    public static bool TakesEffort(ShapeTarget target) => target.Reasoning != false;
}
