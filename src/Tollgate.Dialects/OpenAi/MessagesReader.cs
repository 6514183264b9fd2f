using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Counts what the messages of a request can put into the prompt. In doubt it counts more: every occurrence of a repeated
/// key counts, and what it does not know it calls uncountable.</summary>
internal static class MessagesReader
{
    /// <summary>Reads the array the reader stands on.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, CallFacts facts, out DialectFault fault) =>
        PromptText.TryReadMessages(ref reader, facts, "messages", "message", ReadMessage, out fault);

    private static bool ReadMessage(ref Utf8JsonReader reader, CallFacts facts, out DialectFault fault)
    {
        fault = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("role"u8))
            {
                reader.Read();
                facts.TextBytes += IsKnownRole(ref reader) ? 0 : JsonText.SkipRaw(ref reader);
            }
            else if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                ReadContent(ref reader, facts);
            }
            else if (reader.ValueTextEquals("tool_calls"u8) || reader.ValueTextEquals("function_call"u8)
                || reader.ValueTextEquals("annotations"u8) || reader.ValueTextEquals("reasoning_details"u8)
                || reader.ValueTextEquals("thinking_blocks"u8))
            {
                reader.Read();
                PromptText.CountRaw(ref reader, facts);
            }
            else if (reader.ValueTextEquals("audio"u8))
            {
                // An earlier spoken answer, named by id: its audio goes into the prompt.
                reader.Read();
                var given = reader.TokenType != JsonTokenType.Null;
                facts.Uncountable |= given;
                facts.AudioInput |= given;
                PromptText.CountRaw(ref reader, facts);
            }
            else
            {
                reader.Read();
                PromptText.CountText(ref reader, facts);
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
            case JsonTokenType.Null:
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    ReadPart(ref reader, facts);
                }

                break;
            default:
                PromptText.CountText(ref reader, facts);
                break;
        }
    }

    private static void ReadPart(ref Utf8JsonReader reader, CallFacts facts)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            PromptText.CountText(ref reader, facts);
            return;
        }

        var typed = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                typed = true;
                ReadPartType(ref reader, facts);
            }
            else if (reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("refusal"u8))
            {
                reader.Read();
                PromptText.CountText(ref reader, facts);
            }
            else if (reader.ValueTextEquals("cache_control"u8))
            {
                reader.Read();
                reader.Skip();
            }
            else
            {
                reader.Read();
                facts.Uncountable = true;
                reader.Skip();
            }
        }

        facts.Uncountable |= !typed;
    }

    private static void ReadPartType(ref Utf8JsonReader reader, CallFacts facts)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("refusal"u8))
            {
                return;
            }

            if (reader.ValueTextEquals("image_url"u8) || reader.ValueTextEquals("file"u8))
            {
                facts.Uncountable = true;
                return;
            }
        }

        // Audio, or something we have never heard of, which may be audio.
        facts.Uncountable = true;
        facts.AudioInput = true;
        reader.Skip();
    }

    // The fixed overhead of a message covers its role.
    private static bool IsKnownRole(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String
        && (reader.ValueTextEquals("user"u8) || reader.ValueTextEquals("assistant"u8) || reader.ValueTextEquals("system"u8)
            || reader.ValueTextEquals("tool"u8) || reader.ValueTextEquals("developer"u8) || reader.ValueTextEquals("function"u8));
}
