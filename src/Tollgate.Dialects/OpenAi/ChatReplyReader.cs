using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Reads a whole plain reply in one pass.</summary>
internal static class ChatReplyReader
{
    /// <summary>False when the bytes are not one JSON object. A repeated field: the last one counts.</summary>
    public static bool TryRead(ReadOnlySpan<byte> reply, out ChatReplyFacts facts) => JsonObject.TryRead(reply, ReadRoot, out facts);

    private static ChatReplyFacts ReadRoot(ref Utf8JsonReader reader)
    {
        var state = UsageState.Missing;
        ReportedUsage usage = default;
        string? tier = null;
        var isError = false;
        var hasMembers = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            hasMembers = true;
            if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                state = UsageReader.Read(ref reader, out usage);
            }
            else if (reader.ValueTextEquals("service_tier"u8))
            {
                reader.Read();
                tier = ServiceTiers.Read(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                isError = reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return new ChatReplyFacts
        {
            UsageState = state,
            Usage = usage,
            ServiceTier = tier,
            IsError = isError,
            ClosingBrace = (int)reader.TokenStartIndex,
            HasMembers = hasMembers,
        };
    }
}
