using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Shape;

/// <summary>A whole reply in no dialect. Its values are those of the body it was read from, which must stay valid.</summary>
internal sealed class ReplyShape
{
    /// <summary>A text, or not given.</summary>
    public RawJson Id { get; set; }

    /// <summary>A text, or not given.</summary>
    public RawJson Model { get; set; }

    /// <summary>In the order they came; at least one in a reply that says anything.</summary>
    public List<ReplyChoice> Choices { get; } = [];

    /// <summary>Null when the provider told nothing that can be true.</summary>
    public ReportedUsage? Usage { get; set; }

    /// <summary>As the provider names it, or null.</summary>
    public string? ServiceTier { get; set; }
}

/// <summary>One of the answers in a reply.</summary>
internal sealed class ReplyChoice
{
    public long Index { get; set; }

    /// <summary>Texts, thoughts, tool calls, refusals; in their order where the dialect has one.</summary>
    public List<ShapePart> Parts { get; } = [];

    public FinishReason Finish { get; set; }

    /// <summary>The stop sequence that came up, a text, or not given.</summary>
    public RawJson StopSequence { get; set; }

    /// <summary>As OpenAI writes them, or not given.</summary>
    public RawJson Logprobs { get; set; }
}
