namespace Tollgate.Metering.Usage;

/// <summary>What a call used, every token counted once. Totals include their parts: cached, cache-write and audio tokens lie within
/// <see cref="InputTokens"/>; reasoning and audio tokens within <see cref="OutputTokens"/>.</summary>
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

    /// <summary>All output tokens.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Output tokens spent on reasoning (priced as output unless the model prices them apart).</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Output tokens of audio.</summary>
    public long AudioOutputTokens { get; init; }

    /// <summary>Calls of the provider's search tool.</summary>
    public long Searches { get; init; }

    /// <summary>Input and output together.</summary>
    public long TotalTokens => InputTokens + OutputTokens;

    /// <summary>False when a number is negative, a part exceeds its whole, or a total is beyond any model (over 10^9).</summary>
    public bool IsPlausible =>
        (InputTokens | CachedInputTokens | CacheWriteTokens | CacheWriteHourTokens | AudioInputTokens
            | OutputTokens | ReasoningTokens | AudioOutputTokens | Searches) >= 0
        && InputTokens <= MostTokens && OutputTokens <= MostTokens && Searches <= MostTokens
        && CachedInputTokens <= InputTokens && CacheWriteTokens <= InputTokens && CacheWriteHourTokens <= InputTokens
        && AudioInputTokens <= InputTokens
        && CachedInputTokens + CacheWriteTokens + CacheWriteHourTokens + AudioInputTokens <= InputTokens
        && ReasoningTokens <= OutputTokens && AudioOutputTokens <= OutputTokens
        && ReasoningTokens + AudioOutputTokens <= OutputTokens;

    private const long MostTokens = 1_000_000_000;
}
