using System.Buffers;
using Tollgate.Dialects.Sse;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Writes what the gateway adds to a stream.</summary>
internal static class ChatStreamWriter
{
    /// <summary>Writes the error event, after which the stream ends.</summary>
    /// <param name="envelope">The error envelope: one line of JSON.</param>
    /// <param name="output">Where to.</param>
    public static void WriteError(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        output.Write(envelope);
        output.Write("\n\n"u8);
    }

    /// <summary>Writes the comment line that carries the gateway's block to callers who did not ask for usage.</summary>
    /// <param name="block">The block's value: one line of JSON.</param>
    /// <param name="output">Where to.</param>
    public static void WriteComment(ReadOnlySpan<byte> name, ReadOnlySpan<byte> block, IBufferWriter<byte> output) =>
        SseEdit.WriteComment(name, block, output);

    /// <summary>Writes an event with members added at the end of its object; all else stays byte for byte. False, with nothing written,
    /// when the event does not end with an object.</summary>
    /// <param name="oneEvent">The event, its blank line included.</param>
    /// <param name="members">One member or more as JSON, e.g. <c>"tollgate":{...}</c>, without a comma at either end.</param>
    /// <param name="output">Where to.</param>
    public static bool TryInsert(ReadOnlySpan<byte> oneEvent, ReadOnlySpan<byte> members, IBufferWriter<byte> output) =>
        SseEdit.TryInsert(oneEvent, members, output);
}
