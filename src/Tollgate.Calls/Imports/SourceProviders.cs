using Tollgate.Inference.Providers;

namespace Tollgate.Calls.Imports;

/// <summary>Providers and kinds of models by the names that community catalogs give them.</summary>
internal static class SourceProviders
{
    private const string Chat = "chat";

    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["x-ai"] = "xai",
        ["togetherai"] = "together",
        ["together_ai"] = "together",
        ["fireworks-ai"] = "fireworks",
        ["fireworks_ai"] = "fireworks",
        ["gemini"] = "google",
    };

    // Parts of names that tell that a model does something else. Where a source says it itself, that is asked instead.
    private static readonly string[] OtherKinds =
        ["image", "tts", "transcribe", "whisper", "realtime", "native-audio", "embed", "moderation", "-live", "dall-e", "imagen", "veo", "guard", "rerank", "ocr"];

    /// <summary>Our name of a provider.</summary>
    public static string Named(string source) => OtherNames.GetValueOrDefault(source, source);

    /// <summary>Where the provider serves chat; null for one that is not known by that name, or whose models go by names of one's own.</summary>
    public static string? ChatEndpoint(string provider) => provider switch
    {
        "anthropic" => "messages",
        "google" => "generateContent",
        "azure" or "ollama" or "openai_compatible" => null,
        _ => ChatKinds.Of(provider) is null ? null : "chat.completions",
    };

    /// <summary>The kind that a name tells: chat unless it says something else.</summary>
    public static string KindByName(string model) =>
        OtherKinds.Any(part => model.Contains(part, StringComparison.OrdinalIgnoreCase)) ? "other" : Chat;

    /// <summary>True for a model of chat by what its source says and by its name: some sources call all text chat.</summary>
    public static bool IsChat(string? kind, string model) => kind == Chat && KindByName(model) == Chat;

    /// <summary>True for models that stand with a provider in a source, but not behind the API that the gateway calls.</summary>
    public static bool IsElsewhere(string provider, string model) =>
        provider == "google" && !model.StartsWith("gemini", StringComparison.Ordinal);

    /// <summary>True for models that search by themselves, or ask several models: what a call uses then is in no source in full.</summary>
    public static bool DoesMore(string model) =>
        model.Contains("search", StringComparison.OrdinalIgnoreCase) || model.Contains("sonar", StringComparison.OrdinalIgnoreCase)
        || model.Contains("multi-agent", StringComparison.OrdinalIgnoreCase);
}
