using System.Buffers;
using Tollgate.Dialects.Sse;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Writes what the gateway adds to a stream.</summary>
internal static class ChatStreamWriter
{
    /// <summary>Writes the error event, after which the stream ends.</summary>
    /// <param name="envelope">The error envelope: one line of JSON, <c>{"error":{...}}</c>.</param>
    /// <param name="output">Where to.</param>
    public static void WriteError(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output)
    {
        output.Write("event: error\ndata: {\"type\":\"error\","u8);
        output.Write(envelope[1..]);
        output.Write("\n\n"u8);
    }

    /// <summary>Writes the comment line that carries the gateway's block.</summary>
    public static void WriteComment(ReadOnlySpan<byte> name, ReadOnlySpan<byte> block, IBufferWriter<byte> output) =>
        SseEdit.WriteComment(name, block, output);

    /// <summary>Writes an event with members added at the end of its object; all else stays byte for byte. False, with nothing written,
    /// when the event does not end with an object.</summary>
    public static bool TryInsert(ReadOnlySpan<byte> oneEvent, ReadOnlySpan<byte> members, IBufferWriter<byte> output) =>
        SseEdit.TryInsert(oneEvent, members, output);
}
