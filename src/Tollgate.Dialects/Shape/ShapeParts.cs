using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Shape;

/// <summary>A piece of a message.</summary>
internal abstract record ShapePart
{
    /// <summary>The mark that ends a cached prefix here, as Anthropic writes it: <c>{"type":"ephemeral",...}</c>; not given where there is none.</summary>
    public RawJson Cache { get; init; }
}

internal sealed record TextPart(RawJson Text) : ShapePart;

internal sealed record ImagePart(MediaSource Source) : ShapePart;

internal sealed record DocumentPart(MediaSource Source, RawJson Title) : ShapePart;

internal sealed record AudioPart(MediaSource Source) : ShapePart;

/// <param name="Id">A text.</param>
/// <param name="Name">A text.</param>
/// <param name="Arguments">What the tool is called with: a JSON object, not a text that holds one.</param>
internal sealed record ToolCallPart(RawJson Id, RawJson Name, RawJson Arguments) : ShapePart;

/// <param name="CallId">A text.</param>
/// <param name="Content">Texts, images, documents.</param>
/// <param name="IsError">The tool failed.</param>
internal sealed record ToolResultPart(RawJson CallId, IReadOnlyList<ShapePart> Content, bool IsError) : ShapePart;

/// <param name="Text">A text, maybe empty.</param>
/// <param name="Signature">A text that lets the provider know its own thought again; not given for providers that do not sign.</param>
internal sealed record ThinkingPart(RawJson Text, RawJson Signature) : ShapePart;

/// <summary>A thought that only the provider can read.</summary>
internal sealed record RedactedPart(RawJson Data) : ShapePart;

internal sealed record RefusalPart(RawJson Text) : ShapePart;
