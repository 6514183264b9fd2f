namespace Tollgate.Inference.Providers;

/// <summary>What one event of a stream is.</summary>
public enum StreamEvent
{
    /// <summary>Nothing that counts: a comment, an event without choices and usage.</summary>
    Other,

    /// <summary>A chunk with choices.</summary>
    Content,

    /// <summary>The chunk that carries usage and no choices: hidden from a caller who did not ask for it.</summary>
    UsageOnly,

    /// <summary>The stream's proper end.</summary>
    Done,

    /// <summary>The provider reports an error in the stream.</summary>
    Error,

    /// <summary>Data that is no JSON object.</summary>
    Malformed,
}
