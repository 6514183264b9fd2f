using System.Buffers;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Sound;

/// <summary>Looks at a file piece by piece, mostly forward: no more of it is held than a window.</summary>
internal sealed class ByteWindow(ByteSource file) : IDisposable
{
    /// <summary>Most bytes that can be looked at at once.</summary>
    public const int MostBytes = 64 * 1024;

    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(MostBytes);
    private long _start;
    private int _count;

    public long Length => file.Length;

    /// <summary>The bytes from a place on: at least as many as asked for where the file has them, and all that are at hand. Valid until the next
    /// call.</summary>
    public ValueTask<ReadOnlyMemory<byte>> AtAsync(long position, int atLeast)
    {
        var at = position - _start;
        return at >= 0 && at + atLeast <= _count
            ? ValueTask.FromResult<ReadOnlyMemory<byte>>(_bytes.AsMemory((int)at, _count - (int)at))
            : ReadAsync(position);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long position)
    {
        _start = position;
        _count = position < Length ? await file.FillAsync(position, _bytes.AsMemory(0, MostBytes)) : 0;
        return _bytes.AsMemory(0, _count);
    }
}
