using System.Text.Json;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Counts the bytes a model generated, in a block or a delta of a stream.</summary>
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
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isThought = reader.ValueTextEquals("thinking"u8);
            var isText = isThought || reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("partial_json"u8) || reader.ValueTextEquals("name"u8);
            reader.Read();
            if (isText && reader.TokenType == JsonTokenType.String)
            {
                var length = JsonText.Length(in reader);
                bytes += length;
                thought += isThought ? length : 0;
            }

            reader.Skip();
        }

        return bytes;
    }
}
