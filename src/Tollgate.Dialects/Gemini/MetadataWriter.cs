using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Gemini;

/// <summary>What of a caller's <c>metadata</c> is meant for the provider: nothing, since it refuses fields that it does not know.</summary>
internal static class MetadataWriter
{
    /// <summary>The bytes to leave out; false where there are none.</summary>
    public static bool TryCut(in ChatRequestEdits edits, out ByteRange cut)
    {
        cut = edits.MetadataMember;
        return !cut.IsEmpty;
    }
}
