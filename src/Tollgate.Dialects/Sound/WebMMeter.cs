using System.Buffers.Binary;

namespace Tollgate.Dialects.Sound;

/// <summary>WebM with one track of Opus: packet by packet. All else in this container is known by its size alone: what browsers record has no
/// length in its head.</summary>
internal static class WebMMeter
{
    private const uint Segment = 0x18538067;
    private const uint Cluster = 0x1F43B675;
    private const uint BlockGroup = 0xA0;
    private const uint Block = 0xA1;
    private const uint SimpleBlock = 0xA3;
    private const uint Tracks = 0x1654AE6B;
    private const uint TrackEntry = 0xAE;
    private const uint CodecId = 0x86;
    private const uint ContentEncodings = 0x6D80;
    private const long Unknown = -1;

    public static async ValueTask<SoundLength> MeasureAsync(ByteWindow window)
    {
        var (samples, tracks, codecs, opus) = (0L, 0, 0, false);
        for (var at = 0L; at < window.Length;)
        {
            var bytes = await window.AtAsync(at, 24);
            if (!TryReadHead(bytes.Span, out var id, out var size, out var head))
            {
                return SoundLength.OfSize(window.Length);
            }

            var body = bytes.Span[Math.Min(head, bytes.Length)..];
            switch (id)
            {
                case TrackEntry:
                    tracks++;
                    break;
                case CodecId:
                    codecs++;
                    opus = body.StartsWith("A_OPUS"u8);
                    break;
                case ContentEncodings:
                    // Its packets are not what stands in the blocks.
                    return SoundLength.OfSize(window.Length);
                case Block or SimpleBlock:
                    var held = SamplesOf(body);
                    if (held < 0)
                    {
                        return SoundLength.OfSize(window.Length);
                    }

                    samples += held;
                    break;
            }

            // What holds others is gone into. Behind what ends behind the file some decoders look for more.
            var enters = id is Segment or Cluster or BlockGroup or Tracks or TrackEntry;
            if ((size == Unknown && !enters) || size > window.Length - at - head)
            {
                return SoundLength.OfSize(window.Length);
            }

            at += head + (enters ? 0 : size);
        }

        return tracks == 1 && codecs == 1 && opus && samples > 0
            ? new SoundLength(SoundLength.MsOf(samples, OpusPacket.Rate), SoundLength.MsOf(samples, OpusPacket.Rate))
            : SoundLength.OfSize(window.Length);
    }

    // Behind the track's number stand a time, flags and the packet; negative where several share a block.
    private static int SamplesOf(ReadOnlySpan<byte> block)
    {
        var number = block.IsEmpty ? 9 : LengthOf(block[0]);
        return number + 3 >= block.Length || (block[number + 2] & 0x06) != 0 ? -1 : OpusPacket.Samples(block[(number + 3)..]);
    }

    private static bool TryReadHead(ReadOnlySpan<byte> bytes, out uint id, out long size, out int head)
    {
        (id, size, head) = (0, 0, 0);
        var idBytes = bytes.IsEmpty ? 9 : LengthOf(bytes[0]);
        if (idBytes > 4 || bytes.Length <= idBytes)
        {
            return false;
        }

        Span<byte> padded = stackalloc byte[4];
        padded.Clear();
        bytes[..idBytes].CopyTo(padded[(4 - idBytes)..]);
        id = BinaryPrimitives.ReadUInt32BigEndian(padded);
        var sizeBytes = LengthOf(bytes[idBytes]);
        if (sizeBytes > 8 || bytes.Length < idBytes + sizeBytes)
        {
            return false;
        }

        size = bytes[idBytes] & ((1 << (8 - sizeBytes)) - 1);
        var ones = size == (1 << (8 - sizeBytes)) - 1;
        for (var i = 1; i < sizeBytes; i++)
        {
            ones &= bytes[idBytes + i] == 0xFF;
            size = (size << 8) | bytes[idBytes + i];
        }

        size = ones ? Unknown : size;
        head = idBytes + sizeBytes;
        return true;
    }

    // The place of the first bit that is set tells how many bytes a number has; 9 for none.
    private static int LengthOf(byte first) => System.Numerics.BitOperations.LeadingZeroCount((uint)first) - 24 + 1;
}
