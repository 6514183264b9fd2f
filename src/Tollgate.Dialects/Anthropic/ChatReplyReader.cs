using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Reads a whole plain reply in one pass.</summary>
internal static class ChatReplyReader
{
    /// <summary>False when the bytes are not one JSON object. A repeated field: the last one counts.</summary>
    public static bool TryRead(ReadOnlySpan<byte> reply, out ChatReplyFacts facts) => JsonObject.TryRead(reply, ReadRoot, out facts);

    private static ChatReplyFacts ReadRoot(ref Utf8JsonReader reader)
    {
        var usage = new UsageReader();
        var isError = false;
        var hasMembers = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            hasMembers = true;
            if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                usage.Read(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                isError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
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
            UsageState = usage.Take(out var reported),
            Usage = reported,
            ServiceTier = usage.ServiceTier,
            IsError = isError,
            ClosingBrace = (int)reader.TokenStartIndex,
            HasMembers = hasMembers,
        };
    }
}
