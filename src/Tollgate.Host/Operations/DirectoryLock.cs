using System.Globalization;

namespace Tollgate.Host.Operations;

/// <summary>At most one process works on a data directory. The lock is the kernel's: it goes with the process, however that ends.</summary>
internal sealed class DirectoryLock : IDisposable
{
    // What "another has it" looks like on Unix (EAGAIN, by kind of system) and on Windows.
    private const int WouldBlock = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or null when another process has it.</summary>
    /// <exception cref="StartException">the directory cannot be written.</exception>
    public static DirectoryLock? TryTake(DataDirectory directory)
    {
        FileStream file;
        try
        {
            file = new FileStream(directory.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is WouldBlock or WouldBlockOnMac or SharingViolation)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The data directory {directory.Path} cannot be written: {e.Message}", e);
        }

        // The process id is for people who wonder who holds it.
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
        file.Flush();
        return new DirectoryLock(file);
    }

    public void Dispose() => _file.Dispose();
}
