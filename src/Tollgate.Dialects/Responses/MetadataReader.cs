using System.Text.Json;
using Tollgate.Dialects.Attribution;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Chat;

namespace Tollgate.Dialects.Responses;

/// <summary>Reads the caller's <c>metadata</c>: six keys are the gateway's, the others are tags and go on to the provider.</summary>
internal static class MetadataReader
{
    /// <summary>Reads the object the reader stands on.</summary>
    public static bool TryRead(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> body, CallMetadata metadata, ref ChatRequestEdits edits, out DialectFault fault)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return MetadataFields.Refuse(null, "metadata must be an object.", out fault);
        }

        var keys = new KeysSeen(body, stackalloc int[MetadataFields.MostKeys - 1]);
        fault = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!keys.TryAdd(in reader, "metadata", out fault))
            {
                return false;
            }

            var ours = MetadataFields.IsOurs(ref reader);
            edits.MetadataOurs += ours ? 1 : 0;
            edits.MetadataKept += ours ? 0 : 1;
            var read = ours
                ? MetadataFields.TryReadOurs(ref reader, metadata, out fault)
                : MetadataFields.TryReadTag(ref reader, metadata, out fault);
            if (!read)
            {
                return false;
            }
        }

        return edits.MetadataKept <= MetadataFields.MostTags || MetadataFields.Refuse(null, "metadata may hold at most 16 tags.", out fault);
    }
}
