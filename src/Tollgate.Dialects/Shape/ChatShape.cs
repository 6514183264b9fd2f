using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Shape;

/// <summary>A chat request in no dialect. Its values are those of the body it was read from, which must stay valid.</summary>
internal sealed class ChatShape
{
    private ulong _given;

    /// <summary>As asked for.</summary>
    public string Model { get; set; } = "";

    /// <summary>In the caller's order, system messages where they stood.</summary>
    public List<ShapeMessage> Messages { get; } = [];

    public List<ShapeTool> Tools { get; } = [];

    public ToolUse ToolUse { get; set; }

    /// <summary>The tool to call, a text; given with <see cref="Shape.ToolUse.Named"/>.</summary>
    public RawJson NamedTool { get; set; }

    /// <summary>Whether several tools may be called at once; null when not said.</summary>
    public bool? ParallelTools { get; set; }

    /// <summary>Any JSON object is asked for.</summary>
    public bool JsonMode { get; set; }

    /// <summary>The schema that the answer must keep to, or not given.</summary>
    public RawJson Schema { get; set; }

    /// <summary>A text, or not given.</summary>
    public RawJson SchemaName { get; set; }

    /// <summary>Null when not said.</summary>
    public bool? SchemaStrict { get; set; }

    /// <summary>Texts.</summary>
    public List<RawJson> Stop { get; } = [];

    /// <summary>At least 1.</summary>
    public long Choices { get; set; } = 1;

    public RawJson Seed { get; set; }

    public RawJson Temperature { get; set; }

    public RawJson TopP { get; set; }

    public RawJson TopK { get; set; }

    public RawJson PresencePenalty { get; set; }

    public RawJson FrequencyPenalty { get; set; }

    public bool Logprobs { get; set; }

    public RawJson TopLogprobs { get; set; }

    public ThinkingEffort Effort { get; set; }

    public ThinkingMode Thinking { get; set; }

    /// <summary>Set with <see cref="ThinkingMode.Budget"/>.</summary>
    public long ThinkingBudget { get; set; }

    /// <summary>Null when none was named.</summary>
    public long? MaxOutputTokens { get; set; }

    /// <summary><c>auto</c>, <c>default</c>, <c>flex</c>, <c>priority</c>; null when none was named.</summary>
    public string? ServiceTier { get; set; }

    /// <summary>A text that stands for the caller's own user, or not given.</summary>
    public RawJson User { get; set; }

    public bool Stream { get; set; }

    /// <summary>The caller asked for a stream's usage itself.</summary>
    public bool UsageAsked { get; set; }

    /// <summary>Fields that only the caller's dialect has, and what becomes of them.</summary>
    public List<ForeignFate> Foreign { get; } = [];

    /// <summary>How the caller's dialect names a field.</summary>
    public Func<ShapeField, string> NameOf { get; set; } = field => field.ToString();

    /// <summary>Notes that the request uses a field.</summary>
    public void Mark(ShapeField field) => _given |= 1UL << (int)field;

    /// <summary>Whether the request uses a field.</summary>
    public bool Uses(ShapeField field) => (_given & (1UL << (int)field)) != 0;
}
