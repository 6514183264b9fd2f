using System.Text.Json;
using Tollgate.Dialects.Attribution;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Reads the caller's <c>metadata</c>: six keys are the gateway's, <c>user_id</c> is the provider's, the others are tags and stay
/// here, since the provider refuses them.</summary>
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

        var keys = new KeysSeen(body, stackalloc int[MetadataFields.MostKeys]);
        fault = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!keys.TryAdd(in reader, "metadata", out fault) || !TryReadMember(ref reader, metadata, ref edits, out fault))
            {
                return false;
            }
        }

        return metadata.Tags is not { Count: > MetadataFields.MostTags }
            || MetadataFields.Refuse(null, "metadata may hold at most 16 tags.", out fault);
    }

    private static bool TryReadMember(
        ref Utf8JsonReader reader, CallMetadata metadata, ref ChatRequestEdits edits, out DialectFault fault)
    {
        if (!reader.ValueTextEquals("user_id"u8))
        {
            edits.MetadataOurs++;
            return MetadataFields.IsOurs(ref reader)
                ? MetadataFields.TryReadOurs(ref reader, metadata, out fault)
                : MetadataFields.TryReadTag(ref reader, metadata, out fault);
        }

        fault = default;
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
        {
            return MetadataFields.Refuse("user_id", "It must be a string.", out fault);
        }

        edits.UserId = new ByteRange((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
        return true;
    }
}
