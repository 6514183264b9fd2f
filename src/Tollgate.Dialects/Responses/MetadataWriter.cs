using System.Buffers;

namespace Tollgate.Dialects.Responses;

/// <summary>Writes what of a caller's <c>metadata</c> is meant for the provider, as in chat completions.</summary>
internal static class MetadataWriter
{
    /// <summary>Writes the object without the gateway's keys.</summary>
    public static void WriteKept(ReadOnlySpan<byte> metadata, IBufferWriter<byte> output) => OpenAi.MetadataWriter.WriteKept(metadata, output);
}
