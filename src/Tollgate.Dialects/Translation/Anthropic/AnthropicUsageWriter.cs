using System.Text.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Writes usage by Anthropic's definition: what was read from and written to the cache lies beside the input.</summary>
internal static class AnthropicUsageWriter
{
    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter json, in ReportedUsage usage)
    {
        var write = usage.CacheWriteTokens + usage.CacheWriteHourTokens;
        json.WriteStartObject();
        json.WriteNumber("input_tokens"u8, usage.InputTokens - usage.CachedInputTokens - write);
        json.WriteNumber("cache_creation_input_tokens"u8, write);
        json.WriteNumber("cache_read_input_tokens"u8, usage.CachedInputTokens);
        json.WriteNumber("output_tokens"u8, usage.OutputTokens);
        if (usage.ReasoningTokens > 0)
        {
            json.WriteStartObject("output_tokens_details"u8);
            json.WriteNumber("thinking_tokens"u8, usage.ReasoningTokens);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
