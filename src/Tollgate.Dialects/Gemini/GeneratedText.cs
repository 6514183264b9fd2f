using System.Text.Json;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Gemini;

/// <summary>Counts the bytes a model generated, in the content of a candidate.</summary>
internal static class GeneratedText
{
    /// <summary>Counts the content the reader stands on and leaves the reader at its end. What of it is visible thought is added to
    /// <paramref name="thought"/> as well.</summary>
    public static long Count(ref Utf8JsonReader reader, ref long thought)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return 0;
        }

        var bytes = 0L;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isParts = reader.ValueTextEquals("parts"u8);
            reader.Read();
            if (!isParts || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                bytes += CountPart(ref reader, ref thought);
            }
        }

        return bytes;
    }

    // Calls, code and pictures count as they are written; what signs a thought is not generated.
    private static long CountPart(ref Utf8JsonReader reader, ref long thought)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return 0;
        }

        var bytes = 0L;
        var isThought = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isText = reader.ValueTextEquals("text"u8);
            var isMark = reader.ValueTextEquals("thought"u8);
            var isData = reader.ValueTextEquals("functionCall"u8) || reader.ValueTextEquals("executableCode"u8)
                || reader.ValueTextEquals("inlineData"u8);
            reader.Read();
            isThought |= isMark && reader.TokenType == JsonTokenType.True;
            if (isText && reader.TokenType == JsonTokenType.String)
            {
                bytes += JsonText.Length(in reader);
            }
            else if (isData)
            {
                bytes += JsonText.SkipRaw(ref reader);
            }

            reader.Skip();
        }

        thought += isThought ? bytes : 0;
        return bytes;
    }
}
