using System.Buffers.Binary;
using System.Text;

namespace Tollgate.Storage.Codec;

/// <summary>Reads what <see cref="FieldWriter"/> wrote. Reading past the end throws <see cref="ArgumentOutOfRangeException"/>.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private int _at;

    public byte ReadByte() => Take(sizeof(byte))[0];

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public UInt128 ReadUInt128()
    {
        var low = (ulong)ReadInt64();
        return new UInt128((ulong)ReadInt64(), low);
    }

    public string ReadString() => Encoding.UTF8.GetString(Take(ReadInt32()));

    public byte[] ReadBytes(int length) => Take(length).ToArray();

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = _source.Slice(_at, length);
        _at += length;
        return taken;
    }
}
