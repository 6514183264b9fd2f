using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Shape;

/// <summary>A tool that the caller runs.</summary>
internal sealed record ShapeTool
{
    /// <summary>A text.</summary>
    public required RawJson Name { get; init; }

    /// <summary>A text, or not given.</summary>
    public RawJson Description { get; init; }

    /// <summary>JSON schema of its arguments, or not given.</summary>
    public RawJson Schema { get; init; }

    /// <summary>Whether arguments must keep to the schema; null when not said.</summary>
    public bool? Strict { get; init; }

    /// <summary>As <see cref="ShapePart.Cache"/>.</summary>
    public RawJson Cache { get; init; }
}

/// <summary>Whether the model must call a tool.</summary>
internal enum ToolUse
{
    Unset,
    Auto,
    None,
    Required,

    /// <summary>That one which the request names.</summary>
    Named,
}
