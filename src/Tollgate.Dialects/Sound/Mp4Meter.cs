using System.Buffers.Binary;

namespace Tollgate.Dialects.Sound;

/// <summary>MP4 and M4A: by the tables of their tracks and of their fragments.</summary>
internal static class Mp4Meter
{
    private const int MostBoxes = 100_000;

    public static async ValueTask<SoundLength> MeasureAsync(ByteWindow window)
    {
        var track = new Mp4Track();
        if (!await WalkAsync(window, 0, window.Length, track))
        {
            return SoundLength.OfSize(window.Length);
        }

        return track.Length(window.Length);
    }

    // Goes over the boxes between two places, and into those that hold others. False when the file makes no sense.
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

            var holds = Mp4Track.Holds(bytes.Span.Slice(4, 4));
            track.Take(bytes.Span.Slice(4, 4), bytes.Span[head..(int)Math.Min(bytes.Length, size)]);
            if (holds && !await WalkAsync(window, at + head, at + size, track))
            {
                return false;
            }

            at += size;
        }

        return true;
    }
}
