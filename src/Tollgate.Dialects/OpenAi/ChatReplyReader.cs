using System.Text.Json;
using Tollgate.Inference.Chat;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Reads a whole plain reply in one pass.</summary>
internal static class ChatReplyReader
{
    /// <summary>False when the bytes are not one JSON object. A repeated field: the last one counts.</summary>
    public static bool TryRead(ReadOnlySpan<byte> reply, out ChatReplyFacts facts)
    {
        facts = default;
        var reader = new Utf8JsonReader(reply, new JsonReaderOptions { MaxDepth = 128 });
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && ReadRoot(ref reader, out facts);
        }
        catch (JsonException)
        {
            facts = default;
            return false;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, where a name or a word is compared.
            facts = default;
            return false;
        }
    }

    private static bool ReadRoot(ref Utf8JsonReader reader, out ChatReplyFacts facts)
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

        facts = new ChatReplyFacts
        {
            UsageState = state,
            Usage = usage,
            ServiceTier = tier,
            IsError = isError,
            ClosingBrace = (int)reader.TokenStartIndex,
            HasMembers = hasMembers,
        };
        reader.Read();
        return true;
    }
}
