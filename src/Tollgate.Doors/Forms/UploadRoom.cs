using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Idempotency;

namespace Tollgate.Doors.Forms;

/// <summary>Where uploaded files lie while their requests run: how much memory and how much of the disk they may take, all together and each
/// workspace half of that. Files have no name once they are open, so that nothing is left of them, however the process ends.</summary>
public sealed class UploadRoom(DoorSettings settings)
{
    private const long MostMemory = 64L * 1024 * 1024;
    private const int MostNames = 16;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly ByteShare _memory = new(MostMemory);
    private readonly ByteShare _disk = new(settings.MostUploadBytes);
    private int _lastName;

    /// <summary>Bytes that files take at the moment.</summary>
    public long OnDisk => _disk.Taken;

    /// <summary>Bytes that are held in memory at the moment.</summary>
    public long InMemory => _memory.Taken;

    internal bool TryTakeMemory(UInt128 workspace, long bytes) => _memory.TryTake(workspace, bytes);

    internal void GiveMemoryBack(UInt128 workspace, long bytes) => _memory.GiveBack(workspace, bytes);

    internal bool TryTakeDisk(UInt128 workspace, long bytes) => _disk.TryTake(workspace, bytes);

    internal void GiveDiskBack(UInt128 workspace, long bytes) => _disk.GiveBack(workspace, bytes);

    /// <summary>A new file without a name, for its owner alone.</summary>
    /// <exception cref="IOException">it cannot be made.</exception>
    internal SafeFileHandle NewFile()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Open(NextPath());
            }
            catch (IOException) when (attempt < MostNames)
            {
                // Most likely the name of a file that a killed process left.
            }
        }
    }

    private string NextPath() => Path.Combine(
        settings.UploadDirectory,
        string.Create(CultureInfo.InvariantCulture, $"upload-{Environment.ProcessId}-{Interlocked.Increment(ref _lastName)}.part"));

    private static SafeFileHandle Open(string path)
    {
        var isWindows = OperatingSystem.IsWindows();
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = isWindows ? FileOptions.Asynchronous | FileOptions.DeleteOnClose : FileOptions.Asynchronous,
        };
        if (isWindows)
        {
            return new FileStream(path, options).SafeFileHandle;
        }

        options.UnixCreateMode = OwnerOnly;
        var handle = new FileStream(path, options).SafeFileHandle;
        File.Delete(path);
        return handle;
    }
}
