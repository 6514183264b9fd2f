using System.Buffers;

namespace Tollgate.Dialects.Responses;

/// <summary>Writes the gateway's error envelope as this dialect's clients expect it.</summary>
internal static class ChatErrorWriter
{
    /// <summary>Writes the body of a refusal: the envelope as it is.</summary>
    public static void WriteBody(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output) => output.Write(envelope);

    /// <summary>Writes the last event of a stream that breaks off.</summary>
    public static void WriteEvent(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output) => ChatStreamWriter.WriteError(envelope, output);
}
