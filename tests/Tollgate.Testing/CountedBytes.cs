using Tollgate.Inference.Providers;

namespace Tollgate.Testing;

/// <summary>Bytes that are made when they are read: the byte at a place follows from the place. Notes the most that was asked for at once.</summary>
public sealed class CountedBytes(long length) : ByteSource
{
    public override long Length => length;

    /// <summary>Largest piece that was read.</summary>
    public int LargestRead { get; private set; }

    /// <summary>Makes reads fail from this place on; nowhere by default.</summary>
    public long FailsAt { get; init; } = long.MaxValue;

    /// <summary>The byte at a place.</summary>
    public static byte At(long position) => (byte)((position * 31) + (position >> 8));

    public override ValueTask<int> ReadAsync(long position, Memory<byte> buffer)
    {
        if (position >= FailsAt)
        {
            return ValueTask.FromException<int>(new IOException("gone"));
        }

        var count = (int)Math.Min(buffer.Length, Math.Max(0, length - position));
        for (var i = 0; i < count; i++)
        {
            buffer.Span[i] = At(position + i);
        }

        LargestRead = Math.Max(LargestRead, count);
        return ValueTask.FromResult(count);
    }
}
