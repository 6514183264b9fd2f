using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Shape;

/// <summary>Where a request for vectors may have to change on its way to a provider of its own dialect; found while reading it, valid for those
/// bytes only.</summary>
public sealed class EmbeddingEdits
{
    /// <summary>The values that name the model, quotes included, in their order.</summary>
    internal List<ByteRange> Models { get; } = new(1);

    /// <summary>The member <c>metadata</c> with the comma that must go with it. No provider takes one here.</summary>
    internal ByteRange MetadataMember { get; set; }
}
