using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>The words for a reply's end.</summary>
internal static class AnthropicFinishReasons
{
    public static FinishReason Read(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("end_turn"u8) ? FinishReason.Stop
        : word.SequenceEqual("stop_sequence"u8) ? FinishReason.StopSequence
        : word.SequenceEqual("max_tokens"u8) || word.SequenceEqual("model_context_window_exceeded"u8) ? FinishReason.Length
        : word.SequenceEqual("tool_use"u8) ? FinishReason.ToolCalls
        : word.SequenceEqual("refusal"u8) ? FinishReason.Refusal
        : word.SequenceEqual("pause_turn"u8) ? FinishReason.Pause
        : word.IsEmpty ? FinishReason.None
        : FinishReason.Stop;

    /// <param name="reason">As the provider says.</param>
    /// <param name="calls">The reply calls tools: some providers then say that it just stopped.</param>
    public static ReadOnlySpan<byte> Write(FinishReason reason, bool calls) => reason switch
    {
        FinishReason.StopSequence => "stop_sequence"u8,
        FinishReason.Length => "max_tokens"u8,
        FinishReason.ToolCalls => "tool_use"u8,
        FinishReason.Refusal => "refusal"u8,
        FinishReason.Pause => "pause_turn"u8,
        _ => calls ? "tool_use"u8 : "end_turn"u8,
    };
}
