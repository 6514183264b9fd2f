using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Reading;

/// <summary>Counts what values can put into a prompt. In doubt it counts more.</summary>
internal static class PromptText
{
    /// <summary>Reads one item of a list; false with the fault.</summary>
    public delegate bool ReadItem(ref Utf8JsonReader reader, CallFacts facts, out DialectFault fault);

    /// <summary>Reads the array of messages the reader stands on, each by <paramref name="readItem"/>.</summary>
    /// <param name="reader">Stands on the value of <paramref name="field"/>.</param>
    /// <param name="facts">What is counted; each item is a message.</param>
    /// <param name="field">E.g. <c>messages</c>.</param>
    /// <param name="item">What one of them is called, e.g. <c>message</c>.</param>
    /// <param name="readItem">A method that stays the same.</param>
    /// <param name="fault">Set when this returns false.</param>
    public static bool TryReadMessages(
        ref Utf8JsonReader reader, CallFacts facts, string field, string item, ReadItem readItem, out DialectFault fault)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            fault = new DialectFault(field, field + " must be an array.");
            return false;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                fault = new DialectFault(field, $"Each of {field} must be an object.");
                return false;
            }

            facts.Messages++;
            if (!readItem(ref reader, facts, out fault))
            {
                return false;
            }
        }

        fault = facts.Messages > 0 ? default : new DialectFault(field, $"{field} must hold at least one {item}.");
        return facts.Messages > 0;
    }

    /// <summary>Counts a value as it is written; a null adds nothing.</summary>
    public static void CountRaw(ref Utf8JsonReader reader, CallFacts facts)
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            facts.TextBytes += JsonText.SkipRaw(ref reader);
        }
    }

    /// <summary>Counts a value of a field that should be text: anything else that is not empty may stand for more than its bytes.</summary>
    public static void CountText(ref Utf8JsonReader reader, CallFacts facts)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                facts.TextBytes += JsonText.Length(in reader);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                var bytes = JsonText.SkipRaw(ref reader);
                facts.TextBytes += bytes;
                facts.Uncountable |= bytes > 2;
                break;
            default:
                CountRaw(ref reader, facts);
                break;
        }
    }

    /// <summary>Counts what is no part of anything known.</summary>
    public static void CountOdd(ref Utf8JsonReader reader, CallFacts facts)
    {
        facts.Uncountable = true;
        facts.TextBytes += JsonText.SkipRaw(ref reader);
    }
}
