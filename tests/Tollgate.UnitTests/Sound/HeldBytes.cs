using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Sound;

/// <summary>A file in memory, given out in pieces that fit nothing.</summary>
internal sealed class HeldBytes(byte[] bytes) : ByteSource
{
    public override long Length => bytes.Length;

    public override ValueTask<int> ReadAsync(long position, Memory<byte> buffer)
    {
        var count = (int)Math.Clamp(bytes.Length - position, 0, Math.Min(buffer.Length, 997));
        bytes.AsMemory((int)Math.Min(position, bytes.Length), count).CopyTo(buffer);
        return ValueTask.FromResult(count);
    }
}
