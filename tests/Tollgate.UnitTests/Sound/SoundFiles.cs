using System.Buffers.Binary;
using System.Text;

namespace Tollgate.UnitTests.Sound;

/// <summary>Files of sound, made by hand: right in all that tells how long they last, silent in all else.</summary>
internal static class SoundFiles
{
    public static byte[] Wav(int rate, int channels, int bits, int ms)
    {
        var frame = channels * bits / 8;
        var wav = new byte[44 + (int)((long)rate * ms / 1_000 * frame)];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(22), (short)channels);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), rate * frame);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(32), (short)frame);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(34), (short)bits);
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), wav.Length - 44);
        return wav;
    }

    // Layer III at 128 kbit/s and 44,100 samples a second: 417 bytes a frame.
    public static byte[] Mp3(int frames, bool withTag, bool withIndex)
    {
        var mp3 = new MemoryStream();
        if (withTag)
        {
            mp3.Write([(byte)'I', (byte)'D', (byte)'3', 4, 0, 0, 0, 0, 1, 0]);
            mp3.Write(new byte[128]);
        }

        for (var i = withIndex ? -1 : 0; i < frames; i++)
        {
            var frame = new byte[417];
            ((byte[])[0xFF, 0xFB, 0x90, 0xC4]).CopyTo(frame, 0);
            if (i < 0)
            {
                "Xing"u8.CopyTo(frame.AsSpan(36));
            }

            mp3.Write(frame);
        }

        return mp3.ToArray();
    }

    /// <summary>Packets of 20 ms, fifty a page.</summary>
    public static byte[] Opus(int packets, long end, int preSkip)
    {
        var ogg = new MemoryStream();
        var head = new byte[19];
        "OpusHead\u0001\u0001"u8.CopyTo(head);
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(10), (short)preSkip);
        Page(ogg, 2, 0, [head]);
        Page(ogg, 0, 0, ["OpusTags"u8.ToArray()]);
        for (var at = 0; at < packets; at += 50)
        {
            var last = at + 50 >= packets;
            Page(ogg, 0, last ? end : (at + 50) * 960, [.. Enumerable.Range(0, Math.Min(50, packets - at)).Select(i => Packet(i == 7 ? 400 : 60))]);
        }

        return ogg.ToArray();
    }

    /// <summary>Frames of 4,096 samples at 16,000 a second, ten bytes each.</summary>
    public static byte[] Flac(int frames, long told)
    {
        var flac = new MemoryStream();
        flac.Write("fLaC"u8);
        flac.Write([0x80, 0, 0, 34]);
        var info = new byte[34];
        BinaryPrimitives.WriteUInt64BigEndian(info.AsSpan(10), (16_000UL << 44) | (15UL << 36) | (ulong)told);
        flac.Write(info);
        for (var i = 0; i < frames; i++)
        {
            byte[] number = i < 0x80 ? [(byte)i] : [(byte)(0xC0 | (i >> 6)), (byte)(0x80 | (i & 0x3F))];
            byte[] head = [0xFF, 0xF8, 0xC5, 0x08, .. number];
            flac.Write([.. head, Crc8(head), 0, 0, 0, 0]);
        }

        return flac.ToArray();
    }

    public static byte[] M4a(int duration, int rate, int packets, int? codedRate = null)
    {
        var times = new byte[24];
        BinaryPrimitives.WriteInt32BigEndian(times.AsSpan(12), rate);
        BinaryPrimitives.WriteInt32BigEndian(times.AsSpan(16), duration);
        var handler = new byte[24];
        "soun"u8.CopyTo(handler.AsSpan(8));
        var description = Described(rate, codedRate ?? rate);
        var sizes = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(sizes.AsSpan(8), packets);
        var track = Box("trak", Box("mdia", [.. Box("mdhd", times), .. Box("hdlr", handler), .. Box("minf", Box("stbl", [.. Box("stsd", description), .. Box("stsz", sizes)]))]));
        return [.. Box("ftyp", "M4A \0\0\0\0"u8.ToArray()), .. Box("moov", [.. Box("mvhd", times), .. track]), .. Box("mdat", new byte[packets * 10])];
    }

    /// <summary>As some browsers record: a head without packets, then fragments.</summary>
    public static byte[] FragmentedM4a(int rate, int fragments, int packetsEach)
    {
        var run = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(run.AsSpan(4), packetsEach);
        var fragment = Box("moof", [.. Box("mfhd", new byte[8]), .. Box("traf", [.. Box("tfhd", new byte[8]), .. Box("trun", run)])]);
        return [.. M4a(0, rate, 0), .. Enumerable.Repeat((byte[])[.. fragment, .. Box("mdat", new byte[packetsEach * 10])], fragments).SelectMany(f => f)];
    }

    /// <summary>Ogg whose packets are all one byte, in a codec of any kind that its first packet names.</summary>
    public static byte[] OggOf(byte[] head, int packets, int serialOfRest = 0)
    {
        var ogg = new MemoryStream();
        Page(ogg, 2, 0, [head]);
        for (var at = 0; at < packets; at += 50)
        {
            var from = (int)ogg.Length;
            Page(ogg, 0, at, [.. Enumerable.Repeat((byte[])[0], 50)]);
            ogg.GetBuffer()[from + 14] = (byte)serialOfRest;
        }

        return ogg.ToArray();
    }

    /// <summary>As browsers record: nothing has a length that is known beforehand. Packets of 20 ms.</summary>
    public static byte[] WebM(int clusters, int packets)
    {
        byte[] codec = [0x86, 0x86, .. "A_OPUS"u8];
        byte[] tracks = Element([0x16, 0x54, 0xAE, 0x6B], Element([0xAE], codec));
        var webm = new MemoryStream();
        webm.Write(Element([0x1A, 0x45, 0xDF, 0xA3], [0x42, 0x82, 0x84, .. "webm"u8]));
        webm.Write([0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        webm.Write(tracks);
        for (var i = 0; i < clusters; i++)
        {
            webm.Write([0x1F, 0x43, 0xB6, 0x75, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
            webm.Write(Element([0xE7], [(byte)i]));
            for (var p = 0; p < packets; p++)
            {
                webm.Write(Element([0xA3], [0x81, 0, (byte)p, 0x80, .. Packet(30)]));
            }
        }

        return webm.ToArray();
    }

    // Wide band, 20 ms, one frame.
    private static byte[] Packet(int bytes)
    {
        var packet = new byte[bytes];
        packet[0] = 9 << 3;
        return packet;
    }

    private static void Page(MemoryStream ogg, byte flags, long end, byte[][] packets)
    {
        var head = new byte[26];
        "OggS"u8.CopyTo(head);
        head[5] = flags;
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(6), end);
        var lacing = packets.SelectMany(p => Enumerable.Repeat((byte)255, p.Length / 255).Append((byte)(p.Length % 255))).ToArray();
        ogg.Write([.. head, (byte)lacing.Length, .. lacing, .. packets.SelectMany(p => p)]);
    }

    // One description of AAC, with its settings.
    private static byte[] Described(int rate, int codedRate)
    {
        int[] rates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];
        var place = Array.IndexOf(rates, codedRate);
        byte[] settings = [(byte)(0x10 | (place >> 1)), (byte)((place << 7) | 8)];
        byte[] decoder = [4, 0x80, 0x80, 0x80, 17, 0x40, 0x15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 2, .. settings];
        byte[] esds = Box("esds", [0, 0, 0, 0, 3, (byte)(decoder.Length + 3), 0, 0, 0, .. decoder]);
        var entry = new byte[28];
        BinaryPrimitives.WriteUInt16BigEndian(entry.AsSpan(24), (ushort)rate);
        return [0, 0, 0, 0, 0, 0, 0, 1, .. Box("mp4a", [.. entry, .. esds])];
    }

    private static byte[] Box(string type, byte[] body)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, body.Length + 8);
        return [.. size, .. Encoding.ASCII.GetBytes(type), .. body];
    }

    private static byte[] Element(byte[] id, byte[] body) => [.. id, 0x40, (byte)body.Length, .. body];

    private static byte Crc8(byte[] bytes)
    {
        var sum = 0;
        foreach (var b in bytes)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                var top = ((sum >> 7) ^ (b >> bit)) & 1;
                sum = ((sum << 1) & 0xFF) ^ (top * 0x07);
            }
        }

        return (byte)sum;
    }
}
