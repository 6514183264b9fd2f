using System.Text.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>Writes usage by OpenAI's definition: totals that include their parts.</summary>
internal static class OpenAiUsageWriter
{
    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter json, in ReportedUsage usage)
    {
        json.WriteStartObject();
        json.WriteNumber("prompt_tokens"u8, usage.InputTokens);
        json.WriteNumber("completion_tokens"u8, usage.OutputTokens);
        json.WriteNumber("total_tokens"u8, usage.InputTokens + usage.OutputTokens);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedInputTokens);
        json.WriteNumber("cache_write_tokens"u8, usage.CacheWriteTokens + usage.CacheWriteHourTokens);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.ReasoningTokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
