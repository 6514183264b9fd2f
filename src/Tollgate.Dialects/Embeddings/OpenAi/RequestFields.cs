using System.Text;
using Tollgate.Dialects.Reading;

namespace Tollgate.Dialects.Embeddings.OpenAi;

/// <summary>The fields of a request of embeddings by name.</summary>
internal static class RequestFields
{
    /// <summary>True for a field that adds nothing to what is read, or that is read by itself.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("model"u8) || name.SequenceEqual("input"u8) || name.SequenceEqual("encoding_format"u8)
        || name.SequenceEqual("dimensions"u8) || name.SequenceEqual("user"u8) || name.SequenceEqual("metadata"u8)
        || name.SequenceEqual("output_dimension"u8) || name.SequenceEqual("output_dtype"u8);

    /// <summary>True for a name that a lenient parser may take for a known field.</summary>
    public static bool IsLookalike(ReadOnlySpan<byte> name) =>
        !Ascii.IsValid(name) || (FieldNames.TryFold(name, stackalloc byte[FieldNames.Longest], out var folded) && IsKnown(folded));
}
