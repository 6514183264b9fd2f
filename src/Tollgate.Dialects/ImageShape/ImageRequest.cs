using System.Runtime.CompilerServices;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.ImageShape;

/// <summary>A request for images as its caller wrote it, in OpenAI's words: read once, written for any provider. Valid as long as its bytes.</summary>
public sealed class ImageRequest
{
    private Places _values;

    internal ImageRequest(ReadOnlyMemory<byte> body) => Body = body;

    internal ReadOnlyMemory<byte> Body { get; }

    /// <summary>Bytes of the whole body.</summary>
    public int Length => Body.Length;

    /// <summary>Images asked for: at least 1.</summary>
    public long Images => Count;

    /// <summary>Images asked for: at least 1.</summary>
    internal long Count { get; set; } = 1;

    /// <summary>Images sent before each is done; 0 where none are.</summary>
    internal long PartialImages { get; set; }

    /// <summary>What was asked for, e.g. <c>1024x1024</c>; null where that is left to the provider, <c>auto</c> too.</summary>
    internal string? Size { get; set; }

    /// <summary>Likewise.</summary>
    internal string? Quality { get; set; }

    /// <summary><c>url</c> or <c>b64_json</c>; null where none was named.</summary>
    internal string? ResponseFormat { get; set; }

    internal string? OutputFormat { get; set; }

    internal string? AspectRatio { get; set; }

    internal string? Resolution { get; set; }

    /// <summary>Bytes of the text that goes into the prompt.</summary>
    internal long TextBytes { get; set; }

    /// <summary>The member <c>metadata</c> with the comma that must go with it.</summary>
    internal ByteRange MetadataMember { get; set; }

    /// <summary>True where the caller gave the field a value other than null.</summary>
    internal bool Has(ImageField field) => !_values[(int)field].IsEmpty;

    /// <summary>The value of a field as written; empty where it was not given.</summary>
    internal ReadOnlySpan<byte> Of(ImageField field) => _values[(int)field].Of(Body.Span);

    /// <summary>Where that value stands.</summary>
    internal ByteRange PlaceOf(ImageField field) => _values[(int)field];

    internal void Note(ImageField field, ByteRange at) => _values[(int)field] = at;

    [InlineArray(ImageFields.Count)]
    private struct Places
    {
        private ByteRange _first;
    }
}
