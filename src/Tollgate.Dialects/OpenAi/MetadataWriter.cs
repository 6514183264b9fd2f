using System.Buffers;
using System.Text.Json;
using Tollgate.Dialects.Attribution;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Writes what of a caller's <c>metadata</c> is meant for the provider.</summary>
internal static class MetadataWriter
{
    /// <summary>Writes the object without the gateway's keys. A kept member takes the bytes before it along, but for the first one,
    /// so that no comma is left over.</summary>
    public static void WriteKept(ReadOnlySpan<byte> metadata, IBufferWriter<byte> output)
    {
        var reader = new Utf8JsonReader(metadata);
        reader.Read();
        var previousEnd = 0;
        var any = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            if (previousEnd == 0)
            {
                output.Write(metadata[..start]);
            }

            var ours = MetadataFields.IsOurs(ref reader);
            reader.Read();
            reader.Skip();
            var end = (int)reader.BytesConsumed;
            if (!ours)
            {
                output.Write(metadata[(any ? previousEnd : start)..end]);
                any = true;
            }

            previousEnd = end;
        }

        output.Write(metadata[previousEnd..]);
    }
}
