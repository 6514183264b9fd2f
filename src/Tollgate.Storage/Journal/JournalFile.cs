using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Tollgate.Metering.Ledger;

namespace Tollgate.Storage.Journal;

/// <summary>The mapped file of the hold journal: one page of header, then the ring. Held open alone, so that no second process writes it.</summary>
internal sealed unsafe class JournalFile : IDisposable
{
    private const int HeaderBytes = 4096;
    private const int Version = 1;
    private const int VersionAt = 8;
    private const int CapacityAt = 16;
    private const int BootAt = 32;
    private const int HeadAt = 64;
    private readonly FileStream _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    /// <summary>Opens the journal or makes a new one of the capacity; an old one keeps its own.</summary>
    /// <exception cref="LedgerStoreException">another program holds it, or wrote it in a form that this one does not know.</exception>
    public JournalFile(string path, long capacity)
    {
        _file = Open(path);
        if (!HasHeader(_file))
        {
            Format(_file, capacity);
            IsNew = true;
        }

        _map = MemoryMappedFile.CreateFromFile(
            _file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor();
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    /// <summary>True when there was no journal, or none that could be read.</summary>
    public bool IsNew { get; }

    /// <summary>First byte of the ring.</summary>
    public byte* Body => _start + HeaderBytes;

    /// <summary>Bytes of the ring.</summary>
    public long Capacity => BinaryPrimitives.ReadInt64LittleEndian(Field(CapacityAt, sizeof(long)));

    /// <summary>The boot in which the kept records were written.</summary>
    public UInt128 Boot
    {
        get => BinaryPrimitives.ReadUInt128LittleEndian(Field(BootAt, 16));
        set => BinaryPrimitives.WriteUInt128LittleEndian(Field(BootAt, 16), value);
    }

    /// <summary>Place of the oldest kept record. One aligned word: it is never seen half written.</summary>
    public long* Head => (long*)(_start + HeadAt);

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
    }

    private static ReadOnlySpan<byte> Magic => "TGHOLDS\n"u8;

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0,
            });
        }
        catch (IOException error)
        {
            throw new LedgerStoreException("the hold journal cannot be opened; another process may have this data directory open", error);
        }
    }

    private static bool HasHeader(FileStream file)
    {
        Span<byte> header = stackalloc byte[HeadAt + sizeof(long)];
        file.Position = 0;
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.StartsWith(Magic))
        {
            return false;
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(header[VersionAt..]) is var version && version != Version)
        {
            throw new LedgerStoreException($"the hold journal has form {version}; this program reads form {Version}");
        }

        var head = BinaryPrimitives.ReadInt64LittleEndian(header[HeadAt..]);
        return BinaryPrimitives.ReadInt64LittleEndian(header[CapacityAt..]) == file.Length - HeaderBytes && head >= 0 && head % 8 == 0;
    }

    private static void Format(FileStream file, long capacity)
    {
        // Zeros are written, not a hole left: a hole would need disk space later, when a full disk kills the process by a signal.
        var zeros = new byte[1 << 16];
        file.SetLength(0);
        file.Position = 0;
        for (var left = HeaderBytes + capacity; left > 0; left -= zeros.Length)
        {
            file.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
        }

        Span<byte> header = stackalloc byte[HeadAt];
        header.Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[VersionAt..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[CapacityAt..], capacity);
        file.Flush(flushToDisk: true);
        file.Position = 0;
        file.Write(header);
        file.Flush(flushToDisk: true);
    }

    private Span<byte> Field(int at, int length) => new(_start + at, length);
}
