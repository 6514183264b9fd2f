using System.Text.Json;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Responses;

/// <summary>Counts the bytes a model generated, in one event of a stream.</summary>
internal static class GeneratedText
{
    /// <summary>Bytes of the text the reader stands on; 0 when it is none.</summary>
    public static long Count(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonText.Length(in reader);
        }

        reader.Skip();
        return 0;
    }

    /// <summary>Whether an event of this type brings a piece of generated text in its <c>delta</c>: text, refusals, arguments, thoughts, code;
    /// not sound or pictures, which are told apart by their names.</summary>
    public static bool IsDelta(ReadOnlySpan<byte> type) =>
        type.StartsWith("response."u8) && type.EndsWith(".delta"u8) && !type.SequenceEqual("response.audio.delta"u8);

    /// <summary>Whether what an event of this type brings is visible thought.</summary>
    public static bool IsThought(ReadOnlySpan<byte> type) => type.StartsWith("response.reasoning"u8);
}
