using System.Buffers.Binary;

namespace Tollgate.Dialects.Sound;

/// <summary>MP4 and M4A: by the tables of their tracks. Files in fragments have none that are whole, and are known by their size alone.</summary>
internal static class Mp4Meter
{
    private const int MostBoxes = 10_000;

    public static async ValueTask<SoundLength> MeasureAsync(ByteWindow window)
    {
        var track = new Mp4Track();
        if (!await WalkAsync(window, 0, window.Length, track) || track.Longest == 0)
        {
            return SoundLength.OfSize(window.Length);
        }

        return track.Length(window.Length);
    }

    // Goes over the boxes between two places, and into those that hold others. False when the file is in fragments or makes no sense.
    private static async ValueTask<bool> WalkAsync(ByteWindow window, long from, long to, Mp4Track track)
    {
        var at = from;
        while (at + 8 <= to)
        {
            if (++track.Boxes > MostBoxes)
            {
                return false;
            }

            var bytes = await window.AtAsync(at, (int)Math.Min(128, to - at));
            long size = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span);
            var head = 8;
            if (size == 1 && bytes.Length >= 16)
            {
                (size, head) = (BinaryPrimitives.ReadInt64BigEndian(bytes.Span[8..]), 16);
            }

            size = size == 0 ? to - at : size;
            if (size < head || size > to - at)
            {
                return false;
            }

            var isFragment = bytes.Span[4..].StartsWith("moof"u8) || bytes.Span[4..].StartsWith("mvex"u8);
            var holds = Mp4Track.Holds(bytes.Span.Slice(4, 4));
            track.Take(bytes.Span.Slice(4, 4), bytes.Span[head..(int)Math.Min(bytes.Length, size)]);
            if (isFragment || (holds && !await WalkAsync(window, at + head, at + size, track)))
            {
                return false;
            }

            at += size;
        }

        return true;
    }
}
