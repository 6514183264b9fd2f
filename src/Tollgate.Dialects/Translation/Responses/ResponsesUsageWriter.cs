using System.Text.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Writes usage by OpenAI's definition: totals that include their parts.</summary>
internal static class ResponsesUsageWriter
{
    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter json, in ReportedUsage usage)
    {
        json.WriteStartObject();
        json.WriteNumber("input_tokens"u8, usage.InputTokens);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedInputTokens);
        json.WriteNumber("cache_write_tokens"u8, usage.CacheWriteTokens + usage.CacheWriteHourTokens);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, usage.OutputTokens);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.ReasoningTokens);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, usage.InputTokens + usage.OutputTokens);
        json.WriteEndObject();
    }
}
