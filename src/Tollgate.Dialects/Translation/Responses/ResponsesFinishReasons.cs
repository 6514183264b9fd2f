using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>The words for a reply's end: a response is complete, or incomplete for a reason.</summary>
internal static class ResponsesFinishReasons
{
    /// <param name="reason">Why it is incomplete; empty for a complete one.</param>
    /// <param name="calls">The response calls functions.</param>
    /// <param name="refuses">The model said that it will not answer.</param>
    public static FinishReason Read(ReadOnlySpan<byte> reason, bool calls, bool refuses) =>
        reason.SequenceEqual("max_output_tokens"u8) || reason.SequenceEqual("max_tokens"u8) ? FinishReason.Length
        : reason.SequenceEqual("content_filter"u8) || refuses ? FinishReason.Refusal
        : calls ? FinishReason.ToolCalls
        : FinishReason.Stop;

    /// <summary>Why a response is incomplete; empty for one that is not. A refusal in words is a complete answer, a bare one a filter's.</summary>
    public static ReadOnlySpan<byte> Write(FinishReason reason, bool refuses) => reason switch
    {
        FinishReason.Length => "max_output_tokens"u8,
        FinishReason.Refusal when !refuses => "content_filter"u8,
        _ => default,
    };
}
