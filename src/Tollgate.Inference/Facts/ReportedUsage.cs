namespace Tollgate.Inference.Facts;

/// <summary>Usage as a provider reports it, totals including their parts (as OpenAI defines them).</summary>
public readonly record struct ReportedUsage
{
    public long InputTokens { get; init; }

    public long CachedInputTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    public long CacheWriteHourTokens { get; init; }

    public long AudioInputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long ReasoningTokens { get; init; }

    public long AudioOutputTokens { get; init; }

    public long Searches { get; init; }

    /// <summary>Input tokens of images that were not cached, within <see cref="InputTokens"/>.</summary>
    public long ImageInputTokens { get; init; }

    /// <summary>Input tokens of images read from the cache, within <see cref="CachedInputTokens"/>.</summary>
    public long CachedImageInputTokens { get; init; }

    /// <summary>Output tokens of images, within <see cref="OutputTokens"/>.</summary>
    public long ImageOutputTokens { get; init; }

    /// <summary>Images made, where these are billed and not their tokens.</summary>
    public long Images { get; init; }

    /// <summary>Characters spoken.</summary>
    public long Characters { get; init; }

    /// <summary>Length of the audio heard, milliseconds.</summary>
    public long AudioMs { get; init; }
}
