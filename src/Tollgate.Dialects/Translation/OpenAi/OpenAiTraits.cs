using Tollgate.Dialects.Shape;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>What a target of chat completions takes, by its kind.</summary>
internal static class OpenAiTraits
{
    /// <summary>OpenAI's newer models refuse <c>max_tokens</c>, most others know nothing else.</summary>
    public static string LimitName(ShapeTarget target) => ChatKinds.Of(target.ProviderKind) is { TakesCompletionLimit: true } ? "max_completion_tokens" : "max_tokens";

    /// <summary>The name under which a seed is read.</summary>
    public static string SeedName(ShapeTarget target) => ChatKinds.Of(target.ProviderKind) is { TakesRandomSeed: true } ? "random_seed" : "seed";

    /// <summary>False where <c>user</c> is refused.</summary>
    public static bool TakesUser(ShapeTarget target) => ChatKinds.Of(target.ProviderKind) is not { RefusesUser: true };

    /// <summary>False where a stream's usage comes unasked and the question is refused.</summary>
    public static bool TakesStreamOptions(ShapeTarget target) => ChatKinds.Of(target.ProviderKind) is not { ReportsUnasked: true };

    /// <summary>False for a model that is known not to think: it refuses to be told how hard it should.</summary>
    public static bool TakesEffort(ShapeTarget target) => target.Reasoning != false;
}
