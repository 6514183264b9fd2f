using System.Buffers.Binary;

namespace Tollgate.Providers.Practice;

/// <summary>A PNG of 16 by 16 coloured squares, made from a text. Nothing is packed, so that it is the same everywhere.</summary>
internal static class PracticePicture
{
    private const int Side = 16;

    // Each line begins with a byte that says how it is written: as it is.
    private const int LineBytes = 1 + (Side * 3);

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Of(string text)
    {
        var picture = new List<byte>(1_024);
        picture.AddRange(Signature);
        Add(picture, "IHDR"u8, [0, 0, 0, Side, 0, 0, 0, Side, 8, 2, 0, 0, 0]);
        Add(picture, "IDAT"u8, Unpacked(Points(text)));
        Add(picture, "IEND"u8, []);
        return [.. picture];
    }

    // The same to the left as to the right: it looks meant.
    private static byte[] Points(string text)
    {
        var chance = new PracticeChance(text);
        var points = new byte[Side * LineBytes];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side / 2; x++)
            {
                var colour = chance.Next();
                for (var part = 0; part < 3; part++)
                {
                    var value = (byte)(colour >> (8 * part));
                    points[(y * LineBytes) + 1 + (x * 3) + part] = value;
                    points[(y * LineBytes) + 1 + ((Side - 1 - x) * 3) + part] = value;
                }
            }
        }

        return points;
    }

    // A zlib stream of one block that is stored as it is.
    private static byte[] Unpacked(byte[] bytes)
    {
        var stream = new byte[bytes.Length + 11];
        (stream[0], stream[1], stream[2]) = (0x78, 0x01, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(stream.AsSpan(3), (ushort)bytes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(stream.AsSpan(5), (ushort)~bytes.Length);
        bytes.CopyTo(stream, 7);
        var (a, b) = (1u, 0u);
        foreach (var value in bytes)
        {
            a = (a + value) % 65_521;
            b = (b + a) % 65_521;
        }

        BinaryPrimitives.WriteUInt32BigEndian(stream.AsSpan(bytes.Length + 7), (b << 16) | a);
        return stream;
    }

    private static void Add(List<byte> picture, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        picture.AddRange(number);
        var from = picture.Count;
        picture.AddRange(type);
        picture.AddRange(data);
        var check = uint.MaxValue;
        foreach (var value in picture.GetRange(from, picture.Count - from))
        {
            check ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                check = (check >> 1) ^ (0xEDB88320u & (uint)-(int)(check & 1));
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(number, ~check);
        picture.AddRange(number);
    }
}
