using Tollgate.Calls.Catalog;
using Tollgate.Inference.Providers;

namespace Tollgate.Calls.Imports;

/// <summary>Providers and kinds of models by the names that community catalogs give them.</summary>
internal static class SourceProviders
{
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["x-ai"] = "xai",
        ["togetherai"] = "together",
        ["together_ai"] = "together",
        ["fireworks-ai"] = "fireworks",
        ["fireworks_ai"] = "fireworks",
        ["gemini"] = "google",
    };

    // Parts of names that tell that a model does something else, and what, where the catalog has it. Where a source says it itself, that is
    // asked instead.
    private static readonly (string Part, string Kind)[] OtherKinds =
    [
        ("realtime", "other"), ("native-audio", "other"), ("-live", "other"), ("moderation", "other"), ("veo", "other"), ("guard", "other"),
        ("rerank", "other"), ("ocr", "other"), ("embed", ModelKinds.Embedding), ("image", ModelKinds.Image), ("dall-e", ModelKinds.Image),
        ("imagen", ModelKinds.Image), ("tts", ModelKinds.Speech), ("transcribe", ModelKinds.Transcription), ("whisper", ModelKinds.Transcription),
    ];

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

    /// <summary>Where the provider serves models of a kind; null where the gateway asks it for none.</summary>
    public static string? Endpoint(string provider, string? kind) => (kind, ChatEndpoint(provider)) switch
    {
        (ModelKinds.Chat, var endpoint) => endpoint,
        (ModelKinds.Embedding, "chat.completions" or "generateContent") => "embeddings",
        (ModelKinds.Image, "chat.completions" or "generateContent") => "images.generations",
        (ModelKinds.Speech, "chat.completions") => "audio.speech",
        (ModelKinds.Transcription, "chat.completions") => "audio.transcriptions",
        _ => null,
    };

    /// <summary>The kind that a name tells: chat unless it says something else.</summary>
    public static string KindByName(string model) =>
        Array.Find(OtherKinds, other => model.Contains(other.Part, StringComparison.OrdinalIgnoreCase)).Kind ?? ModelKinds.Chat;

    /// <summary>True for a model of a kind that the catalog has, by what its source says and by its name: some sources call all text chat.</summary>
    public static bool IsKnown(string? kind, string model) => ModelKinds.All.Contains(kind) && KindByName(model) is var named
        && (named == kind || (named == ModelKinds.Chat && kind != ModelKinds.Chat));

    /// <summary>True for models that stand with a provider in a source, but not behind the API that the gateway calls.</summary>
    public static bool IsElsewhere(string provider, string model) =>
        provider == "google" && !model.StartsWith("gemini", StringComparison.Ordinal);

    /// <summary>True for models that search by themselves, or ask several models: what a call uses then is in no source in full.</summary>
    public static bool DoesMore(string model) =>
        model.Contains("search", StringComparison.OrdinalIgnoreCase) || model.Contains("sonar", StringComparison.OrdinalIgnoreCase)
        || model.Contains("multi-agent", StringComparison.OrdinalIgnoreCase);
}
