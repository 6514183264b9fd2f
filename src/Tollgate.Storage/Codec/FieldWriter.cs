using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tollgate.Storage.Codec;

/// <summary>Writes fields one after another, little-endian, over a span that the caller made large enough.</summary>
internal ref struct FieldWriter(Span<byte> target)
{
    private readonly Span<byte> _target = target;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(byte value) => _target[Length++] = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_target[Length..], value);
        Length += sizeof(int);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_target[Length..], value);
        Length += sizeof(long);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(UInt128 value)
    {
        Write((long)(ulong)value);
        Write((long)(ulong)(value >> 64));
    }

    /// <summary>Writes length and UTF-8 bytes.</summary>
    public void Write(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value, _target[(Length + sizeof(int))..]);
        Write(bytes);
        Length += bytes;
    }

    /// <summary>Writes bytes of a length that the reader knows.</summary>
    public void Write(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_target[Length..]);
        Length += value.Length;
    }

    /// <summary>Writes over a field that was left open earlier.</summary>
    public readonly void Patch(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_target[at..], value);
}
