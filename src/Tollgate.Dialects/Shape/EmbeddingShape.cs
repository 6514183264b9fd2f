using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Shape;

/// <summary>A request for vectors, in no dialect. Its texts stay where they are.</summary>
internal sealed class EmbeddingShape
{
    /// <summary>The texts that vectors are asked of, each of one piece or more.</summary>
    public List<RawJson[]> Inputs { get; } = [];

    /// <summary>Length of the vectors; not given where the model decides it.</summary>
    public RawJson Dimensions { get; set; }

    /// <summary>True when the caller takes each vector as one text in base64.</summary>
    public bool Base64 { get; set; }

    /// <summary>Names of what only the caller's dialect has, for which no vector would be another one in meaning.</summary>
    public List<string> Foreign { get; } = [];
}

/// <summary>A reply with vectors, in no dialect.</summary>
/// <param name="Vectors">In the order of the inputs, each an array of numbers as it was written.</param>
/// <param name="InputTokens">What it cost; null where the provider does not say.</param>
internal sealed record EmbeddingReply(IReadOnlyList<RawJson> Vectors, long? InputTokens);
