using System.Buffers;

namespace Tollgate.Dialects.Sse;

/// <summary>Writes what the gateway adds to a stream, in whatever dialect.</summary>
internal static class SseEdit
{
    /// <summary>Writes the comment line that carries the gateway's block.</summary>
    public static void WriteComment(ReadOnlySpan<byte> name, ReadOnlySpan<byte> block, IBufferWriter<byte> output)
    {
        output.Write(": "u8);
        output.Write(name);
        output.Write(" "u8);
        output.Write(block);
        output.Write("\n\n"u8);
    }

    /// <summary>Writes an event with members added at the end of its object; all else stays byte for byte. False, with nothing written,
    /// when the event does not end with an object.</summary>
    public static bool TryInsert(ReadOnlySpan<byte> oneEvent, ReadOnlySpan<byte> members, IBufferWriter<byte> output)
    {
        var text = oneEvent.TrimEnd(" \t\r\n"u8);
        if (!text.EndsWith("}"u8) || IsOfOtherField(text))
        {
            return false;
        }

        var before = oneEvent[..(text.Length - 1)];
        output.Write(before);
        if (!before.TrimEnd(" \t\r\n"u8).EndsWith("{"u8))
        {
            output.Write(","u8);
        }

        output.Write(members);
        output.Write(oneEvent[before.Length..]);
        return true;
    }

    // An id or a comment behind the data would otherwise take the members.
    private static bool IsOfOtherField(ReadOnlySpan<byte> text)
    {
        var line = text[(text.LastIndexOfAny((byte)'\n', (byte)'\r') + 1)..];
        return !line.TrimStart("\uFEFF"u8).StartsWith("data:"u8);
    }
}
