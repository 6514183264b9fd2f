using System.Text.Json;

namespace Tollgate.Dialects.Reading;

/// <summary>A number of tokens in a provider's report.</summary>
internal static class TokenNumber
{
    /// <summary>No model takes or gives more in one call.</summary>
    public const long Most = 1_000_000_000;

    /// <summary>Reads the number behind the name the reader stands on; null says nothing, anything else that is no count breaks the report.</summary>
    public static void Take(ref Utf8JsonReader reader, ref long count, ref bool broken)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value is >= 0 and <= Most)
        {
            count = value;
            return;
        }

        broken |= reader.TokenType != JsonTokenType.Null;
        reader.Skip();
    }
}
