using System.Text.Json;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Names of service tiers without an allocation for those that OpenAI uses.</summary>
internal static class ServiceTiers
{
    /// <summary>The tier the reader stands on; null when it is no text.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        return reader.ValueTextEquals("default"u8) ? "default"
            : reader.ValueTextEquals("flex"u8) ? "flex"
            : reader.ValueTextEquals("priority"u8) ? "priority"
            : reader.ValueTextEquals("scale"u8) ? "scale"
            : reader.ValueTextEquals("auto"u8) ? "auto"
            : reader.ValueSpan.Length <= 64 ? JsonText.StringOrNull(in reader)
            : null;
    }
}
