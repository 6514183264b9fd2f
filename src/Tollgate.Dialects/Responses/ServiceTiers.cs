using System.Text.Json;

namespace Tollgate.Dialects.Responses;

/// <summary>Names of service tiers: those of chat completions.</summary>
internal static class ServiceTiers
{
    /// <summary>The tier the reader stands on; null when it is no text.</summary>
    public static string? Read(ref Utf8JsonReader reader) => OpenAi.ServiceTiers.Read(ref reader);
}
