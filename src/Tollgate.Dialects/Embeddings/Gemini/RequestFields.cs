using System.Text;
using Tollgate.Dialects.Reading;

namespace Tollgate.Dialects.Embeddings.Gemini;

/// <summary>What a field of embedContent, or of one of the requests in a batch, means.</summary>
internal enum RequestField
{
    /// <summary>Not known: its bytes count as text.</summary>
    Unknown,
    Harmless,
    Model,
    Content,
    Title,
    Dimensions,
    Config,
    Metadata,
    Requests,
}

/// <summary>The fields by name, in both spellings that the provider takes.</summary>
internal static class RequestFields
{
    public static RequestField Of(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("model"u8) ? RequestField.Model
        : name.SequenceEqual("content"u8) ? RequestField.Content
        : name.SequenceEqual("title"u8) ? RequestField.Title
        : name.SequenceEqual("outputDimensionality"u8) || name.SequenceEqual("output_dimensionality"u8) ? RequestField.Dimensions
        : name.SequenceEqual("embedContentConfig"u8) || name.SequenceEqual("embed_content_config"u8) ? RequestField.Config
        : name.SequenceEqual("metadata"u8) ? RequestField.Metadata
        : name.SequenceEqual("requests"u8) ? RequestField.Requests
        : IsHarmless(name) ? RequestField.Harmless
        : RequestField.Unknown;

    /// <summary>True for a name that a lenient parser may take for a known field.</summary>
    public static bool IsLookalike(ReadOnlySpan<byte> name) =>
        !Ascii.IsValid(name) || (FieldNames.TryFold(name, stackalloc byte[FieldNames.Longest], out var folded) && IsFolded(folded));

    private static bool IsHarmless(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("taskType"u8) || name.SequenceEqual("task_type"u8)
        || name.SequenceEqual("autoTruncate"u8) || name.SequenceEqual("auto_truncate"u8);

    // Without capitals nothing is left of the first spelling of those that have two.
    private static bool IsFolded(ReadOnlySpan<byte> name) =>
        Of(name) != RequestField.Unknown || name.SequenceEqual("outputdimensionality"u8) || name.SequenceEqual("embedcontentconfig"u8)
        || name.SequenceEqual("tasktype"u8) || name.SequenceEqual("autotruncate"u8);
}
