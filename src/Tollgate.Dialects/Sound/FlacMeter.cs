using System.Buffers.Binary;

namespace Tollgate.Dialects.Sound;

/// <summary>FLAC: by the heads of its frames, each known by its checksum. Silence takes next to no bytes, so size bounds nothing here.</summary>
internal static class FlacMeter
{
    // The longest head of a frame.
    private const int FrameHeadBytes = 16;

    public static async ValueTask<SoundLength> MeasureAsync(ByteWindow window)
    {
        var head = await window.AtAsync(0, 42);
        if (head.Length < 42 || (head.Span[4] & 0x7F) != 0)
        {
            return SoundLength.OfSize(window.Length);
        }

        var packed = BinaryPrimitives.ReadUInt64BigEndian(head.Span[18..]);
        var rate = (int)(packed >> 44);
        var told = (long)(packed & 0xF_FFFF_FFFF);
        if (rate == 0)
        {
            return SoundLength.OfSize(window.Length);
        }

        var micros = await MicrosAsync(window, rate);
        var most = (micros + 999) / 1_000;
        var toldMs = SoundLength.MsOf(told, rate);

        // Within a second the head is right, and knows where the last frame ends.
        return new SoundLength(micros == 0 ? null : toldMs > 0 && toldMs <= most && most - toldMs < 1_000 ? toldMs : most, Math.Max(most, 1));
    }

    private static async ValueTask<long> MicrosAsync(ByteWindow window, int streamRate)
    {
        var micros = 0L;
        for (var at = 42L; at + 6 <= window.Length;)
        {
            var bytes = await window.AtAsync(at, FrameHeadBytes);
            var (sum, taken) = Scan(bytes.Span, streamRate, isEnd: at + bytes.Length >= window.Length);
            micros += sum;
            at += taken;
        }

        return micros;
    }

    private static (long Micros, int Taken) Scan(ReadOnlySpan<byte> bytes, int streamRate, bool isEnd)
    {
        var micros = 0L;
        var at = 0;
        while (at < bytes.Length)
        {
            var next = bytes[at..].IndexOf((byte)0xFF);
            if (next < 0)
            {
                return (micros, bytes.Length);
            }

            at += next;
            if (bytes.Length - at < FrameHeadBytes && !isEnd && at > 0)
            {
                return (micros, at);
            }

            micros += FlacFrame.Micros(bytes[at..], streamRate);
            at++;
        }

        return (micros, Math.Max(1, at));
    }
}
