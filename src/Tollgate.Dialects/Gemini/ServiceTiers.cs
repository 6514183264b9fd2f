using System.Text.Json;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Gemini;

/// <summary>Names of service tiers without an allocation for those that Google uses.</summary>
internal static class ServiceTiers
{
    /// <summary>The tier the reader stands on, as price tables name it; null when it is no text, or none in particular.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        return reader.ValueSpan.Length <= 64 ? Asked(JsonText.StringOrNull(in reader)) : null;
    }

    /// <summary>The tier that a request may end in, as price tables name it; null where it names none in particular.</summary>
    public static string? Asked(string? tier) => tier switch
    {
        null or "unspecified" or "UNSPECIFIED" or "SERVICE_TIER_UNSPECIFIED" => null,
        "standard" or "STANDARD" => "standard",
        "flex" or "FLEX" => "flex",
        "priority" or "PRIORITY" => "priority",
        _ => tier,
    };
}
