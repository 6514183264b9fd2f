using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>The words for a reply's end.</summary>
internal static class OpenAiFinishReasons
{
    public static FinishReason Read(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("stop"u8) ? FinishReason.Stop
        : word.SequenceEqual("length"u8) ? FinishReason.Length
        : word.SequenceEqual("tool_calls"u8) || word.SequenceEqual("function_call"u8) ? FinishReason.ToolCalls
        : word.SequenceEqual("content_filter"u8) ? FinishReason.Refusal
        : word.IsEmpty ? FinishReason.None
        : FinishReason.Stop;

    /// <summary>A paused turn has no counterpart: it ended for now.</summary>
    public static ReadOnlySpan<byte> Write(FinishReason reason) => reason switch
    {
        FinishReason.Length => "length"u8,
        FinishReason.ToolCalls => "tool_calls"u8,
        FinishReason.Refusal => "content_filter"u8,
        _ => "stop"u8,
    };
}
