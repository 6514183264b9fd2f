namespace Tollgate.Inference.Providers;

/// <summary>All kinds of provider that speak OpenAI's chat format. A further one is a row here.</summary>
public static class ChatKinds
{
    // Templates of open models begin with a system prompt of their own, and explain their tools in hundreds of words.
    private const int SystemPrompt = 1_024;

    /// <summary>In the order in which they are told.</summary>
    public static IReadOnlyList<ChatKind> All { get; } =
    [
        new("openai", "https://api.openai.com/v1") { TakesCompletionLimit = true, ChoosesTier = true },

        // Each address is one's own: the resource is its first part.
        new(AzureAddress.Kind, null) { TakesCompletionLimit = true, ChoosesTier = true },
        new("xai", "https://api.x.ai/v1") { TakesCompletionLimit = true, RefusesMetadata = true, HiddenPromptTokens = SystemPrompt },
        new("mistral", "https://api.mistral.ai/v1")
        {
            ReportsUnasked = true, RefusesUser = true, TakesRandomSeed = true, HiddenPromptTokens = SystemPrompt,
        },
        new("groq", "https://api.groq.com/openai/v1")
        {
            TakesCompletionLimit = true, RefusesMetadata = true, HiddenPromptTokens = SystemPrompt, LeastAudioMs = 10_000,
        },
        new("together", "https://api.together.xyz/v1") { HiddenPromptTokens = SystemPrompt },
        new("deepseek", "https://api.deepseek.com") { HiddenPromptTokens = SystemPrompt },
        new("openrouter", "https://openrouter.ai/api/v1") { HiddenPromptTokens = SystemPrompt },
        new("fireworks", "https://api.fireworks.ai/inference/v1") { HiddenPromptTokens = SystemPrompt },
        new("ollama", "http://127.0.0.1:11434/v1") { NeedsNoKey = true, HiddenPromptTokens = SystemPrompt },
        new("openai_compatible", null) { NeedsNoKey = true, HiddenPromptTokens = SystemPrompt },
    ];

    private static readonly Dictionary<string, ChatKind> ByName = All.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The kind of that name; null for one that speaks something else, or that there is not.</summary>
    public static ChatKind? Of(string name) => ByName.GetValueOrDefault(name);
}
