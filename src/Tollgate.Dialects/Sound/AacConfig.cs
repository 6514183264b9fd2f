using System.Buffers.Binary;

namespace Tollgate.Dialects.Sound;

/// <summary>How a decoder of AAC is set up in MP4: what the track says of its rate does not count, this does.</summary>
internal static class AacConfig
{
    /// <summary>Samples that a packet gives, at the rate of <see cref="RateOf"/>; extensions give more of them at a rate as much higher.</summary>
    public const int SamplesOfPacket = 1_024;

    private const int ExplicitRate = 15;

    private static readonly int[] Rates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

    /// <summary>Samples a second, by the box <c>esds</c>; 0 where it is something else, or a kind of AAC with other packets.</summary>
    public static int RateOf(ReadOnlySpan<byte> box)
    {
        if (box.Length < 12 || !box[4..].StartsWith("esds"u8))
        {
            return 0;
        }

        // A stream (3) that holds its decoder (4), which holds its settings (5).
        var stream = Inside(box[12..], 3);
        if (stream.Length < 3 || stream[2] >= 0x20)
        {
            return 0;
        }

        var decoder = Inside(stream[3..], 4);
        return decoder.Length < 13 || decoder[0] is not (0x40 or 0x66 or 0x67 or 0x68) ? 0 : OfSettings(Inside(decoder[13..], 5));
    }

    // Five bits of kind, four of rate; where these say so, 24 more of it.
    private static int OfSettings(ReadOnlySpan<byte> settings)
    {
        if (settings.Length < 2)
        {
            return 0;
        }

        var kind = settings[0] >> 3;
        var rate = ((settings[0] & 7) << 1) | (settings[1] >> 7);
        var isPlain = kind is 1 or 2 or 3 or 4 or 5 or 29;
        return !isPlain ? 0
            : rate < Rates.Length ? Rates[rate]
            : rate == ExplicitRate && settings.Length >= 5 ? (int)(BinaryPrimitives.ReadUInt32BigEndian(settings[1..]) << 1 >> 8)
            : 0;
    }

    // What is in the descriptor that stands here; empty where there is another, or the file's word on it ends too early.
    private static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> bytes, byte tag)
    {
        if (bytes.IsEmpty || bytes[0] != tag)
        {
            return default;
        }

        var (at, size) = (1, 0);
        for (var i = 0; i < 4 && at < bytes.Length; i++)
        {
            var b = bytes[at++];
            size = (size << 7) | (b & 0x7F);
            if ((b & 0x80) == 0)
            {
                return bytes[at..Math.Min(bytes.Length, at + size)];
            }
        }

        return default;
    }
}
