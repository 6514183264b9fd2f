using System.Text.Json;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Counts the bytes a model generated, in a reply's <c>message</c> or a chunk's <c>delta</c>.</summary>
internal static class GeneratedText
{
    /// <summary>Counts the object the reader stands on and leaves the reader at its end. What of it is visible thought is added to
    /// <paramref name="thought"/> as well.</summary>
    public static long Count(ref Utf8JsonReader reader, ref long thought)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return 0;
        }

        var bytes = 0L;
        var reasoning = 0L;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("refusal"u8))
            {
                reader.Read();
                bytes += Strings(ref reader);
            }
            else if (reader.ValueTextEquals("reasoning"u8) || reader.ValueTextEquals("reasoning_content"u8))
            {
                // Two names of one text where both are given.
                reader.Read();
                reasoning = Math.Max(reasoning, Strings(ref reader));
            }
            else if (reader.ValueTextEquals("tool_calls"u8) || reader.ValueTextEquals("function_call"u8) || reader.ValueTextEquals("audio"u8))
            {
                reader.Read();
                bytes += Strings(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        thought += reasoning;
        return bytes + reasoning;
    }

    // All strings below, but for ids, types and encoded sound.
    private static long Strings(ref Utf8JsonReader reader)
    {
        var bytes = 0L;
        var depth = reader.CurrentDepth;
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonText.Length(in reader);
        }

        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            return 0;
        }

        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                bytes += JsonText.Length(in reader);
            }
            else if (reader.TokenType == JsonTokenType.PropertyName
                && (reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("type"u8) || reader.ValueTextEquals("data"u8)))
            {
                reader.Read();
                reader.Skip();
            }
        }

        return bytes;
    }
}
