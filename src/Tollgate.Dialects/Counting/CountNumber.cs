using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Counting;

/// <summary>A count as an object with one number.</summary>
internal static class CountNumber
{
    /// <summary>Null when the bytes are no object with a number of that name.</summary>
    public static long? Read(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> name)
    {
        try
        {
            var value = RawMembers.Find(answer.Trim(" \t\r\n"u8), name);
            return Utf8Parser.TryParse(value, out long tokens, out var read) && read == value.Length && tokens >= 0 ? tokens : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static void Write(ReadOnlySpan<byte> name, long tokens, IBufferWriter<byte> output)
    {
        output.Write("{\""u8);
        output.Write(name);
        output.Write("\":"u8);
        RawWriter.Number(output, tokens);
        output.Write("}"u8);
    }
}
