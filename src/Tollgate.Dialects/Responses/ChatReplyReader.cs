using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Responses;

/// <summary>Reads a whole response in one pass: a plain reply, or what the last event of a stream carries.</summary>
internal static class ChatReplyReader
{
    /// <summary>False when the bytes are not one JSON object. A repeated field: the last one counts.</summary>
    public static bool TryRead(ReadOnlySpan<byte> reply, out ChatReplyFacts facts) => JsonObject.TryRead(reply, ReadResponse, out facts);

    /// <summary>Reads the object the reader stands on and leaves the reader at its end.</summary>
    /// <exception cref="JsonException">the bytes are no JSON.</exception>
    /// <exception cref="InvalidOperationException">a name or a word is no text.</exception>
    public static ChatReplyFacts ReadResponse(ref Utf8JsonReader reader)
    {
        var state = UsageState.Missing;
        ReportedUsage usage = default;
        string? tier = null;
        var isError = false;
        var hasMembers = false;
        var searches = 0L;
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
            else if (reader.ValueTextEquals("output"u8))
            {
                reader.Read();
                searches = CountSearches(ref reader);
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
            Usage = usage with { Searches = searches },
            ServiceTier = tier,
            IsError = isError,
            ClosingBrace = (int)reader.TokenStartIndex,
            HasMembers = hasMembers,
        };
    }

    // Their fee is not among the tokens, and the usage does not count them.
    private static long CountSearches(ref Utf8JsonReader reader)
    {
        var searches = 0L;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return 0;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            searches += reader.TokenType == JsonTokenType.StartObject && IsSearch(ref reader) ? 1 : 0;
            reader.Skip();
        }

        return searches;
    }

    // Pages that are opened or looked through belong to the search that found them.
    private static bool IsSearch(ref Utf8JsonReader reader)
    {
        var isCall = false;
        var isFree = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isAction = reader.ValueTextEquals("action"u8);
            reader.Read();
            isCall |= isType && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("web_search_call"u8);
            if (isAction && reader.TokenType == JsonTokenType.StartObject)
            {
                isFree |= IsFree(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return isCall && !isFree;
    }

    private static bool IsFree(ref Utf8JsonReader reader)
    {
        var free = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            free |= isType && reader.TokenType == JsonTokenType.String
                && (reader.ValueTextEquals("open_page"u8) || reader.ValueTextEquals("find_in_page"u8));
            reader.Skip();
        }

        return free;
    }
}
