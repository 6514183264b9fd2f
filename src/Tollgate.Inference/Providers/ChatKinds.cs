namespace Tollgate.Inference.Providers;

/// <summary>All kinds of provider that speak OpenAI's chat format. A further one is a row here.</summary>
public static class ChatKinds
{
    /// <summary>In the order in which they are told.</summary>
    public static IReadOnlyList<ChatKind> All { get; } =
    [
        new("openai", "https://api.openai.com/v1") { TakesCompletionLimit = true },

        // Each address is one's own: the resource is its first part.
        new(AzureAddress.Kind, null) { TakesCompletionLimit = true },
        new("xai", "https://api.x.ai/v1") { TakesCompletionLimit = true, RefusesMetadata = true, HiddenPromptTokens = 1_024 },
        new("mistral", "https://api.mistral.ai/v1") { ReportsUnasked = true },
        new("groq", "https://api.groq.com/openai/v1") { TakesCompletionLimit = true, RefusesMetadata = true },
        new("together", "https://api.together.xyz/v1"),
        new("deepseek", "https://api.deepseek.com"),
        new("openrouter", "https://openrouter.ai/api/v1"),
        new("fireworks", "https://api.fireworks.ai/inference/v1"),
        new("ollama", "http://127.0.0.1:11434/v1") { NeedsNoKey = true },
        new("openai_compatible", null) { NeedsNoKey = true },
    ];

    private static readonly Dictionary<string, ChatKind> ByName = All.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The kind of that name; null for one that speaks something else, or that there is not.</summary>
    public static ChatKind? Of(string name) => ByName.GetValueOrDefault(name);
}
