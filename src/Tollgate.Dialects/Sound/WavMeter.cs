using System.Buffers.Binary;

namespace Tollgate.Dialects.Sound;

/// <summary>Wave files of plain samples: each has its place, so their number is that of the bytes.</summary>
internal static class WavMeter
{
    private const int MostChunks = 1_000;
    private const ushort Extensible = 0xFFFE;
    private const int MostBits = 64;

    public static async ValueTask<SoundLength> MeasureAsync(ByteWindow window)
    {
        var bytesPerSecond = 0L;
        var at = 12L;
        for (var i = 0; i < MostChunks && at + 8 <= window.Length; i++)
        {
            var head = await window.AtAsync(at, 8 + 26);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(head.Span[4..]);
            if (head.Span.StartsWith("fmt "u8))
            {
                if (bytesPerSecond != 0 || (bytesPerSecond = BytesPerSecond(head.Span[8..])) == 0)
                {
                    break;
                }
            }
            else if (head.Span.StartsWith("data"u8))
            {
                return bytesPerSecond == 0 ? SoundLength.OfSize(window.Length) : Of(window.Length - at - 8, size, bytesPerSecond);
            }

            at += 8 + size + (size & 1);
        }

        return SoundLength.OfSize(window.Length);
    }

    // Encoders that do not know the end write 0 or all ones; and some decoders read on behind the end that is told.
    private static SoundLength Of(long rest, uint told, long bytesPerSecond)
    {
        var bytes = told == 0 || told > rest ? rest : told;
        return new SoundLength(SoundLength.MsOf(bytes, bytesPerSecond), SoundLength.MsOf(rest, bytesPerSecond));
    }

    // 0 for samples that do not all have the same size.
    private static long BytesPerSecond(ReadOnlySpan<byte> format)
    {
        if (format.Length < 16)
        {
            return 0;
        }

        var tag = BinaryPrimitives.ReadUInt16LittleEndian(format);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (tag == Extensible && format.Length >= 26)
        {
            tag = BinaryPrimitives.ReadUInt16LittleEndian(format[24..]);

            // Some decoders take the bits that count for those that a sample has.
            var counted = BinaryPrimitives.ReadUInt16LittleEndian(format[18..]);
            bits = counted == 0 ? bits : Math.Min(bits, counted);
        }

        // Integers and floats; the two laws of telephony have a byte for each sample, whatever the head says.
        return tag is 6 or 7 ? (long)rate * channels
            : tag is 1 or 3 && bits <= MostBits ? (long)rate * channels * ((bits + 7) / 8)
            : 0;
    }
}
