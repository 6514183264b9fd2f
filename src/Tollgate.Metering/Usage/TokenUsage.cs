namespace Tollgate.Metering.Usage;

/// <summary>What a call used, every token counted once. Totals include their parts: cached, cache-write, audio and image tokens lie within
/// <see cref="InputTokens"/>; reasoning, audio and image tokens within <see cref="OutputTokens"/>. What is not billed by tokens is counted
/// beside them.</summary>
public readonly record struct TokenUsage
{
    /// <summary>All input tokens.</summary>
    public long InputTokens { get; init; }

    /// <summary>Input tokens read from the provider's cache.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Input tokens written to the provider's cache for 5 minutes.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>Input tokens written to the provider's cache for 1 hour.</summary>
    public long CacheWriteHourTokens { get; init; }

    /// <summary>Input tokens of audio that were not cached.</summary>
    public long AudioInputTokens { get; init; }

    /// <summary>Input tokens of images that were not cached.</summary>
    public long ImageInputTokens { get; init; }

    /// <summary>Input tokens of images read from the cache, within <see cref="CachedInputTokens"/>.</summary>
    public long CachedImageInputTokens { get; init; }

    /// <summary>All output tokens.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Output tokens spent on reasoning (priced as output unless the model prices them apart).</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Output tokens of audio.</summary>
    public long AudioOutputTokens { get; init; }

    /// <summary>Output tokens of images.</summary>
    public long ImageOutputTokens { get; init; }

    /// <summary>Calls of the provider's search tool.</summary>
    public long Searches { get; init; }

    /// <summary>Images made, where these are billed and not their tokens.</summary>
    public long Images { get; init; }

    /// <summary>Characters spoken, where these are billed.</summary>
    public long Characters { get; init; }

    /// <summary>Length of the audio heard, milliseconds, where that is billed.</summary>
    public long AudioMs { get; init; }

    /// <summary>Input and output together.</summary>
    public long TotalTokens => InputTokens + OutputTokens;

    /// <summary>False when a number is negative, a part exceeds its whole, or a total is beyond any model (over 10^9).</summary>
    public bool IsPlausible =>
        (InputTokens | CachedInputTokens | CacheWriteTokens | CacheWriteHourTokens | AudioInputTokens
            | ImageInputTokens | CachedImageInputTokens | OutputTokens | ReasoningTokens | AudioOutputTokens | ImageOutputTokens
            | Searches | Images | Characters | AudioMs) >= 0
        && InputTokens <= MostTokens && OutputTokens <= MostTokens && Searches <= MostTokens
        && Images <= MostTokens && Characters <= MostTokens && AudioMs <= MostTokens
        && CachedInputTokens <= InputTokens && CacheWriteTokens <= InputTokens && CacheWriteHourTokens <= InputTokens
        && AudioInputTokens <= InputTokens && ImageInputTokens <= InputTokens && CachedImageInputTokens <= CachedInputTokens
        && CachedInputTokens + CacheWriteTokens + CacheWriteHourTokens + AudioInputTokens + ImageInputTokens <= InputTokens
        && ReasoningTokens <= OutputTokens && AudioOutputTokens <= OutputTokens && ImageOutputTokens <= OutputTokens
        && ReasoningTokens + AudioOutputTokens + ImageOutputTokens <= OutputTokens;

    /// <summary>Each number of both together.</summary>
    public static TokenUsage operator +(in TokenUsage left, in TokenUsage right) => new()
    {
        InputTokens = left.InputTokens + right.InputTokens,
        CachedInputTokens = left.CachedInputTokens + right.CachedInputTokens,
        CacheWriteTokens = left.CacheWriteTokens + right.CacheWriteTokens,
        CacheWriteHourTokens = left.CacheWriteHourTokens + right.CacheWriteHourTokens,
        AudioInputTokens = left.AudioInputTokens + right.AudioInputTokens,
        ImageInputTokens = left.ImageInputTokens + right.ImageInputTokens,
        CachedImageInputTokens = left.CachedImageInputTokens + right.CachedImageInputTokens,
        OutputTokens = left.OutputTokens + right.OutputTokens,
        ReasoningTokens = left.ReasoningTokens + right.ReasoningTokens,
        AudioOutputTokens = left.AudioOutputTokens + right.AudioOutputTokens,
        ImageOutputTokens = left.ImageOutputTokens + right.ImageOutputTokens,
        Searches = left.Searches + right.Searches,
        Images = left.Images + right.Images,
        Characters = left.Characters + right.Characters,
        AudioMs = left.AudioMs + right.AudioMs,
    };

    private const long MostTokens = 1_000_000_000;
}
