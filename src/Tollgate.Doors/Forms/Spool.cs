using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Tollgate.Doors.Bodies;
using Tollgate.Inference.Providers;

namespace Tollgate.Doors.Forms;

/// <summary>One uploaded file as it comes in: in memory while it is small, else in a file without a name. Written once, from its start to its
/// end, then read as often as need be. Its hash is taken on the way.</summary>
public sealed class Spool(UploadRoom room, UInt128 workspace) : ByteSource, IDisposable
{
    /// <summary>A larger one goes to the disk.</summary>
    public const int MostInMemory = 1024 * 1024;

    // Pieces in which a file is written; likewise what is set aside at once.
    private const int PieceBytes = 128 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private PooledBuffer _memory = new(PieceBytes);
    private SafeFileHandle? _file;
    private long _written;
    private long _memoryTaken;
    private long _diskTaken;
    private bool _disposed;

    /// <inheritdoc/>
    public override long Length => _written + _memory.Length;

    /// <summary>True once it went to the disk.</summary>
    public bool IsOnDisk => _file is not null;

    /// <summary>Adds bytes at the end; false when there is no room for them.</summary>
    /// <exception cref="IOException">the disk does not take them.</exception>
    public async ValueTask<bool> AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        _hash.AppendData(bytes.Span);
        while (!bytes.IsEmpty)
        {
            if (!await MakeRoomAsync())
            {
                return false;
            }

            var piece = bytes[..Math.Min(bytes.Length, Most - _memory.Length)];
            piece.Span.CopyTo(_memory.GetSpan(piece.Length));
            _memory.Advance(piece.Length);
            bytes = bytes[piece.Length..];
        }

        return true;
    }

    /// <summary>Nothing more comes: writes what is left to where the rest is, and says what the hash of all of it is.</summary>
    /// <exception cref="IOException">the disk does not take it.</exception>
    public async ValueTask<byte[]> CompleteAsync()
    {
        if (_file is not null)
        {
            await WriteAsync(_file);
            _memory.Dispose();
        }

        return _hash.GetHashAndReset();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(long position, Memory<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_file is not null)
        {
            return RandomAccess.ReadAsync(_file, buffer, position);
        }

        var rest = position < _memory.Length ? _memory.Span[(int)position..] : default;
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer.Span);
        return ValueTask.FromResult(count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _file?.Dispose();
        _memory.Dispose();
        _hash.Dispose();
        room.GiveMemoryBack(workspace, _memoryTaken);
        room.GiveDiskBack(workspace, _diskTaken);
    }

    // What the memory may hold before it has to be written, or set aside anew.
    private int Most => _file is null ? (int)Math.Min(_memoryTaken, MostInMemory) : PieceBytes;

    private async ValueTask<bool> MakeRoomAsync()
    {
        if (_memory.Length < Most)
        {
            return true;
        }

        if (_file is null)
        {
            if (_memory.Length < MostInMemory && room.TryTakeMemory(workspace, PieceBytes))
            {
                _memoryTaken += PieceBytes;
                return true;
            }

            await MoveToDiskAsync();
        }

        var missing = _written + _memory.Length + PieceBytes - _diskTaken;
        if (!room.TryTakeDisk(workspace, missing))
        {
            return false;
        }

        _diskTaken += missing;
        await WriteAsync(_file!);
        if (_memoryTaken > 0)
        {
            _memory.Dispose();
            _memory = new PooledBuffer(PieceBytes);
            room.GiveMemoryBack(workspace, _memoryTaken);
            _memoryTaken = 0;
        }

        return true;
    }

    // A file is made: never on a socket's thread.
    private async ValueTask MoveToDiskAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        _file = room.NewFile();
    }

    private async ValueTask WriteAsync(SafeFileHandle file)
    {
        await RandomAccess.WriteAsync(file, _memory.Memory, _written);
        _written += _memory.Length;
        _memory.Clear();
    }
}
