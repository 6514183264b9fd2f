namespace Tollgate.Dialects.Sound;

/// <summary>The head of a frame of FLAC.</summary>
internal static class FlacFrame
{
    private static readonly int[] Rates = [0, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];

    /// <summary>How long the frame lasts that begins here, in millionths of a second; 0 where none does.</summary>
    /// <param name="bytes">As many as there are.</param>
    /// <param name="streamRate">Where the frame leaves its rate to the stream's head.</param>
    public static long Micros(ReadOnlySpan<byte> bytes, int streamRate)
    {
        if (bytes.Length < 6 || bytes[0] != 0xFF || (bytes[1] & 0xFE) != 0xF8)
        {
            return 0;
        }

        var (sizeCode, rateCode) = (bytes[2] >> 4, bytes[2] & 15);
        if (sizeCode == 0 || rateCode == 15 || bytes[3] >> 4 > 10 || (bytes[3] & 1) != 0)
        {
            return 0;
        }

        var at = 4 + NumberBytes(bytes[4]);
        var sizeAt = at;
        at += sizeCode == 6 ? 1 : sizeCode == 7 ? 2 : 0;
        var rateAt = at;
        at += rateCode == 12 ? 1 : rateCode is 13 or 14 ? 2 : 0;
        if (at >= bytes.Length || Checksum(bytes[..at]) != bytes[at])
        {
            return 0;
        }

        var samples = sizeCode switch
        {
            1 => 192,
            < 6 => 576 << (sizeCode - 2),
            6 => bytes[sizeAt] + 1,
            7 => ((bytes[sizeAt] << 8) | bytes[sizeAt + 1]) + 1,
            _ => 256 << (sizeCode - 8),
        };
        var rate = rateCode switch
        {
            0 => streamRate,
            < 12 => Rates[rateCode],
            12 => bytes[rateAt] * 1_000,
            13 => (bytes[rateAt] << 8) | bytes[rateAt + 1],
            _ => ((bytes[rateAt] << 8) | bytes[rateAt + 1]) * 10,
        };
        return rate == 0 ? 0 : ((samples * 1_000_000L) + rate - 1) / rate;
    }

    // The frame's or sample's number is written as UTF-8 writes a letter.
    private static int NumberBytes(byte first) => first switch
    {
        < 0x80 => 1,
        < 0xE0 => 2,
        < 0xF0 => 3,
        < 0xF8 => 4,
        < 0xFC => 5,
        < 0xFE => 6,
        _ => 7,
    };

    private static byte Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var b in bytes)
        {
            sum ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 0x80) != 0 ? ((sum << 1) ^ 0x07) & 0xFF : (sum << 1) & 0xFF;
            }
        }

        return (byte)sum;
    }
}
