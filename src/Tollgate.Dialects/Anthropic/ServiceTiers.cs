using System.Text.Json;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Names of service tiers without an allocation for those that Anthropic uses.</summary>
internal static class ServiceTiers
{
    /// <summary>The tier the reader stands on, as a reply reports it; null when it is no text.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        return reader.ValueTextEquals("standard"u8) ? "standard"
            : reader.ValueTextEquals("priority"u8) ? "priority"
            : reader.ValueTextEquals("batch"u8) ? "batch"
            : reader.ValueSpan.Length <= 64 ? JsonText.StringOrNull(in reader)
            : null;
    }

    /// <summary>The tier that a request may end in at most, as price tables name it.</summary>
    public static string Asked(string tier) => tier == "standard_only" ? "standard" : tier;
}
