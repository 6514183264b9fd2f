namespace Tollgate.Dialects.Sound;

/// <summary>MPEG audio: frame by frame, each of which tells its length and how long it lasts.</summary>
internal static class Mp3Meter
{
    // Frames without a bit rate, which are not counted here, take 13 bytes for 72 ms at the least.
    private const long MostMsOfByte = 6;

    private static readonly int[] BitratesV1L1 = [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448];
    private static readonly int[] BitratesV1L2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
    private static readonly int[] BitratesV1L3 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] BitratesV2L1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];
    private static readonly int[] BitratesV2L23 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

    public static async ValueTask<SoundLength> MeasureAsync(ByteWindow window)
    {
        var at = await SkipTagsAsync(window);
        var start = await window.AtAsync(at, 4);
        if (start.Length < 4 || FrameOf(start.Span) is null)
        {
            // A tag may stand before any kind of sound.
            return SoundLength.OfSize(window.Length);
        }

        var kind = KindOf(start.Span);
        var (micros, silent, strange) = (0L, 0L, 0L);
        var first = true;
        while (at + 4 <= window.Length)
        {
            var bytes = await window.AtAsync(at, 4);
            if (FrameOf(bytes.Span) is { } frame)
            {
                // One that is not like the first may be none, and what it goes over be heard.
                strange += KindOf(bytes.Span) == kind ? 0 : frame.Bytes;

                // The first may say something of the others, and is not heard then.
                var head = first ? await window.AtAsync(at, Math.Min(frame.Bytes, 256)) : default;
                silent += first && IsIndex(head.Span[..Math.Min(head.Length, Math.Min(frame.Bytes, 256))]) ? frame.Micros : 0;
                micros += frame.Micros;
                at += frame.Bytes;
                first = false;
                continue;
            }

            var next = bytes.Span[1..].IndexOf((byte)0xFF);
            var skipped = next < 0 ? bytes.Length : next + 1;
            strange += skipped;
            at += skipped;
        }

        // What is no frame here may be one elsewhere; what follows the last frame of a whole file are tags.
        var heard = Ms(micros - silent);
        var most = Ms(micros) + (strange * MostMsOfByte);
        return new SoundLength(micros > 0 && strange <= window.Length / 10 ? heard : null, most);
    }

    // Version, layer and rate are the same in all frames of a file.
    private static int KindOf(ReadOnlySpan<byte> head) => (head[1] & 0x1E) << 8 | (head[2] & 0x0C);

    private static long Ms(long micros) => (micros + 999) / 1_000;

    private static async ValueTask<long> SkipTagsAsync(ByteWindow window)
    {
        var at = 0L;
        while (at + 10 <= window.Length)
        {
            var head = await window.AtAsync(at, 10);
            if (!head.Span.StartsWith("ID3"u8))
            {
                break;
            }

            var span = head.Span;
            at += 10 + ((span[6] & 0x7FL) << 21 | (span[7] & 0x7FL) << 14 | (span[8] & 0x7FL) << 7 | (span[9] & 0x7FL));
        }

        // Some writers leave room behind it.
        while (at > 0 && at < window.Length)
        {
            var rest = await window.AtAsync(at, 1);
            var next = rest.Span.IndexOfAnyExcept((byte)0);
            at += next < 0 ? rest.Length : next;
            if (next >= 0)
            {
                break;
            }
        }

        return at;
    }

    private static bool IsIndex(ReadOnlySpan<byte> frame) =>
        frame.IndexOf("Xing"u8) >= 0 || frame.IndexOf("Info"u8) >= 0 || frame.IndexOf("VBRI"u8) >= 0;

    // Null where no frame begins, or one whose length cannot be told.
    private static (int Bytes, long Micros)? FrameOf(ReadOnlySpan<byte> head)
    {
        if (head[0] != 0xFF || (head[1] & 0xE0) != 0xE0)
        {
            return null;
        }

        var version = (head[1] >> 3) & 3;
        var layer = 4 - ((head[1] >> 1) & 3);
        var (bitrateAt, rateAt, padding) = (head[2] >> 4, (head[2] >> 2) & 3, (head[2] >> 1) & 1);
        if (version == 1 || layer == 4 || bitrateAt is 0 or 15 || rateAt == 3)
        {
            return null;
        }

        var isFirst = version == 3;
        var rate = (rateAt switch { 0 => 44_100, 1 => 48_000, _ => 32_000 }) >> (isFirst ? 0 : version == 2 ? 1 : 2);
        var bits = 1_000 * Bitrates(isFirst, layer)[bitrateAt];
        var samples = layer == 1 ? 384 : layer == 2 || isFirst ? 1_152 : 576;
        var bytes = layer == 1 ? ((12 * bits / rate) + padding) * 4 : (samples / 8 * bits / rate) + padding;
        return bytes < 4 ? null : (bytes, ((samples * 1_000_000L) + rate - 1) / rate);
    }

    private static int[] Bitrates(bool isFirst, int layer) => (isFirst, layer) switch
    {
        (true, 1) => BitratesV1L1,
        (true, 2) => BitratesV1L2,
        (true, _) => BitratesV1L3,
        (false, 1) => BitratesV2L1,
        _ => BitratesV2L23,
    };
}
