using System.Text.Json;

namespace Tollgate.Dialects.Json;

/// <summary>Names of tools that a provider runs itself, for refusals.</summary>
internal static class HostedTools
{
    private const int MostCharacters = 64;

    /// <summary>What the reader stands on, where it is a name that can be told; else null.</summary>
    public static string? NameOf(in Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= MostCharacters ? JsonText.StringOrNull(in reader) : null;
}
