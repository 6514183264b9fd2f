using System.Text.Json;
using Tollgate.Dialects.Attribution;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Responses;

/// <summary>Reads the caller's <c>metadata</c>: six keys are the gateway's, the others are tags and go on to the provider.</summary>
internal static class MetadataReader
{
    /// <summary>Reads the object the reader stands on.</summary>
    public static bool TryRead(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> body, CallMetadata metadata, ref ChatRequestEdits edits, out DialectFault fault)
    {
        var read = MetadataFields.TryReadTags(ref reader, body, metadata, out var count, out fault);
        (edits.MetadataOurs, edits.MetadataKept) = count;
        return read;
    }
}
