using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>The words for a reply's end.</summary>
internal static class GeminiFinishReasons
{
    /// <param name="word">As the provider says.</param>
    /// <param name="calls">The reply calls tools: the provider then says that it just stopped.</param>
    public static FinishReason Read(ReadOnlySpan<byte> word, bool calls) =>
        word.IsEmpty || word.SequenceEqual("FINISH_REASON_UNSPECIFIED"u8) ? FinishReason.None
        : word.SequenceEqual("MAX_TOKENS"u8) ? FinishReason.Length
        : IsRefusal(word) ? FinishReason.Refusal
        : calls ? FinishReason.ToolCalls
        : FinishReason.Stop;

    /// <summary>Calls, stop sequences and pauses are all a stop there.</summary>
    public static ReadOnlySpan<byte> Write(FinishReason reason) => reason switch
    {
        FinishReason.Length => "MAX_TOKENS"u8,
        FinishReason.Refusal => "SAFETY"u8,
        _ => "STOP"u8,
    };

    private static bool IsRefusal(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("SAFETY"u8) || word.SequenceEqual("RECITATION"u8) || word.SequenceEqual("BLOCKLIST"u8)
        || word.SequenceEqual("PROHIBITED_CONTENT"u8) || word.SequenceEqual("SPII"u8) || word.SequenceEqual("LANGUAGE"u8)
        || word.SequenceEqual("MODEL_ARMOR"u8) || word.SequenceEqual("IMAGE_SAFETY"u8) || word.SequenceEqual("IMAGE_PROHIBITED_CONTENT"u8)
        || word.SequenceEqual("IMAGE_RECITATION"u8);
}
