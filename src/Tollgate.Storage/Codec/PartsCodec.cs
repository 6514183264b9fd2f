using Tollgate.Metering.Tokens;

namespace Tollgate.Storage.Codec;

/// <summary>Binary form of the parts of a reservation: pairs of a lot's number and tokens of it.</summary>
internal static class PartsCodec
{
    private const int BytesPerPart = 2 * sizeof(long);

    public static byte[] ToArray(IReadOnlyList<LotPart> parts)
    {
        var bytes = new byte[parts.Count * BytesPerPart];
        var writer = new FieldWriter(bytes);
        foreach (var part in parts)
        {
            writer.Write(part.Lot);
            writer.Write(part.Tokens);
        }

        return bytes;
    }

    public static LotPart[] Read(ReadOnlySpan<byte> bytes)
    {
        var parts = new LotPart[bytes.Length / BytesPerPart];
        var reader = new FieldReader(bytes);
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = new LotPart(reader.ReadInt64(), reader.ReadInt64());
        }

        return parts;
    }
}
