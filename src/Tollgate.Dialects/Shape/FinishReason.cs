namespace Tollgate.Dialects.Shape;

/// <summary>Why a reply ended.</summary>
internal enum FinishReason
{
    None,
    Stop,

    /// <summary>A stop sequence of the request came up.</summary>
    StopSequence,
    Length,
    ToolCalls,
    Refusal,

    /// <summary>The provider paused a long turn, which the caller may go on with.</summary>
    Pause,
}
