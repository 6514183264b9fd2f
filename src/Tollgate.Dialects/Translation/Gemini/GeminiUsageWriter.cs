using System.Text.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Writes usage by Google's definition: thoughts lie beside the candidates.</summary>
internal static class GeminiUsageWriter
{
    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter json, in ReportedUsage usage)
    {
        json.WriteStartObject();
        json.WriteNumber("promptTokenCount"u8, usage.InputTokens);
        json.WriteNumber("candidatesTokenCount"u8, usage.OutputTokens - usage.ReasoningTokens);
        json.WriteNumber("totalTokenCount"u8, usage.InputTokens + usage.OutputTokens);
        if (usage.CachedInputTokens > 0)
        {
            json.WriteNumber("cachedContentTokenCount"u8, usage.CachedInputTokens);
        }

        if (usage.ReasoningTokens > 0)
        {
            json.WriteNumber("thoughtsTokenCount"u8, usage.ReasoningTokens);
        }

        json.WriteEndObject();
    }
}
