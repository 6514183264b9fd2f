using System.Buffers;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Writes what of a caller's <c>metadata</c> is meant for the provider.</summary>
internal static class MetadataWriter
{
    /// <summary>Writes the object with nothing but its <c>user_id</c>, as it was written.</summary>
    public static void WriteKept(ReadOnlySpan<byte> userId, IBufferWriter<byte> output)
    {
        output.Write("{\"user_id\":"u8);
        output.Write(userId);
        output.Write("}"u8);
    }
}
