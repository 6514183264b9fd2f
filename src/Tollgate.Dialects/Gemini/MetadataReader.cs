using System.Text.Json;
using Tollgate.Dialects.Attribution;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Gemini;

/// <summary>Reads the caller's <c>metadata</c>: six keys are the gateway's, the others are tags; all stay here.</summary>
internal static class MetadataReader
{
    /// <summary>Reads the object the reader stands on.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, CallMetadata metadata, out DialectFault fault)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return MetadataFields.Refuse(null, "metadata must be an object.", out fault);
        }

        var keys = new KeysSeen(body, stackalloc int[MetadataFields.MostKeys]);
        fault = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!keys.TryAdd(in reader, "metadata", out fault) || !TryReadMember(ref reader, metadata, out fault))
            {
                return false;
            }
        }

        return metadata.Tags is not { Count: > MetadataFields.MostTags }
            || MetadataFields.Refuse(null, "metadata may hold at most 16 tags.", out fault);
    }

    private static bool TryReadMember(ref Utf8JsonReader reader, CallMetadata metadata, out DialectFault fault) =>
        MetadataFields.IsOurs(ref reader)
            ? MetadataFields.TryReadOurs(ref reader, metadata, out fault)
            : MetadataFields.TryReadTag(ref reader, metadata, out fault);
}
