using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Counts what the messages of a request can put into the prompt. In doubt it counts more: every occurrence of a repeated
/// key counts, and what it does not know it calls uncountable.</summary>
internal static class MessagesReader
{
    /// <summary>Reads the array of messages the reader stands on.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, CallFacts facts, out DialectFault fault) =>
        PromptText.TryReadMessages(ref reader, facts, "messages", "message", ReadMessage, out fault);

    /// <summary>Reads the system prompt the reader stands on: text, or blocks of it.</summary>
    public static bool TryReadSystem(ref Utf8JsonReader reader, CallFacts facts, out DialectFault fault)
    {
        fault = default;
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.StartArray or JsonTokenType.Null))
        {
            fault = new DialectFault("system", "system must be a string or an array.");
            return false;
        }

        ReadContent(ref reader, facts);
        return true;
    }

    private static bool ReadMessage(ref Utf8JsonReader reader, CallFacts facts, out DialectFault fault)
    {
        fault = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContent = reader.ValueTextEquals("content"u8);
            var isRole = reader.ValueTextEquals("role"u8);
            reader.Read();
            if (isContent)
            {
                ReadContent(ref reader, facts);
            }
            else if (!isRole || !IsKnownRole(ref reader))
            {
                facts.TextBytes += JsonText.SkipRaw(ref reader);
            }
        }

        return true;
    }

    private static void ReadContent(ref Utf8JsonReader reader, CallFacts facts)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                facts.TextBytes += JsonText.Length(in reader);
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    ReadBlock(ref reader, facts);
                }

                break;
            case JsonTokenType.Null:
                break;
            default:
                PromptText.CountOdd(ref reader, facts);
                break;
        }
    }

    // The source of an image or a document is not counted: such a block is uncountable as a whole.
    private static void ReadBlock(ref Utf8JsonReader reader, CallFacts facts)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            PromptText.CountOdd(ref reader, facts);
            return;
        }

        var typed = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                typed = true;
                facts.Uncountable |= !IsCountable(ref reader);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                ReadContent(ref reader, facts);
            }
            else if (reader.ValueTextEquals("cache_control"u8))
            {
                reader.Read();
                reader.Skip();
            }
            else if (reader.ValueTextEquals("source"u8))
            {
                reader.Read();
                ReadSource(ref reader, facts);
            }
            else
            {
                reader.Read();
                facts.TextBytes += JsonText.SkipRaw(ref reader);
            }
        }

        facts.Uncountable |= !typed;
    }

    // A search result names its source in plain text.
    private static void ReadSource(ref Utf8JsonReader reader, CallFacts facts)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            facts.TextBytes += JsonText.Length(in reader);
            return;
        }

        facts.Uncountable = true;
        reader.Skip();
    }

    private static bool IsCountable(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String
        && (reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("thinking"u8) || reader.ValueTextEquals("redacted_thinking"u8)
            || reader.ValueTextEquals("tool_use"u8) || reader.ValueTextEquals("tool_result"u8) || reader.ValueTextEquals("search_result"u8));

    // The fixed overhead of a message covers its role.
    private static bool IsKnownRole(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String
        && (reader.ValueTextEquals("user"u8) || reader.ValueTextEquals("assistant"u8) || reader.ValueTextEquals("system"u8));
}
