using System.Buffers;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Writes the gateway's error envelope as this dialect's clients expect it: with <c>"type":"error"</c> at its top.</summary>
internal static class ChatErrorWriter
{
    /// <summary>Writes the body of a refusal.</summary>
    /// <param name="envelope">The envelope: one line of JSON, <c>{"error":{...}}</c>.</param>
    /// <param name="output">Where to.</param>
    public static void WriteBody(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output)
    {
        output.Write("{\"type\":\"error\","u8);
        output.Write(envelope[1..]);
    }

    /// <summary>Writes the last event of a stream that breaks off; parameters as in <see cref="WriteBody"/>.</summary>
    public static void WriteEvent(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output) => ChatStreamWriter.WriteError(envelope, output);
}
