namespace Tollgate.Inference.Chat;

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
}
