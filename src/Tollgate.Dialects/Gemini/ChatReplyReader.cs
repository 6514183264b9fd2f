using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Gemini;

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
            if (reader.ValueTextEquals("usageMetadata"u8))
            {
                reader.Read();
                usage.Read(ref reader);
            }
            else if (reader.ValueTextEquals("modelVersion"u8))
            {
                reader.Read();
                usage.ReadModel(ref reader);
            }
            else if (reader.ValueTextEquals("candidates"u8))
            {
                reader.Read();
                ReadCandidates(ref reader, ref usage);
            }
            else
            {
                var mayBeError = reader.ValueTextEquals("error"u8);
                reader.Read();
                isError |= mayBeError && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
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

    private static void ReadCandidates(ref Utf8JsonReader reader, ref UsageReader usage)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isGrounding = reader.ValueTextEquals("groundingMetadata"u8);
                reader.Read();
                if (isGrounding)
                {
                    ReadGrounding(ref reader, ref usage);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
    }

    /// <summary>Reads what a candidate says of the searches that were made for it.</summary>
    internal static void ReadGrounding(ref Utf8JsonReader reader, ref UsageReader usage)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isQueries = reader.ValueTextEquals("webSearchQueries"u8);
            reader.Read();
            if (isQueries)
            {
                usage.ReadSearches(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
