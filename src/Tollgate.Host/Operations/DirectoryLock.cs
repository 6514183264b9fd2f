using System.Globalization;

namespace Tollgate.Host.Operations;

/// <summary>At most one process works on a data directory. The lock is the kernel's: it goes with the process, however that ends.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or null when another process has it.</summary>
    public static DirectoryLock? TryTake(DataDirectory directory)
    {
        FileStream file;
        try
        {
            file = new FileStream(directory.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }

        // The process id is for people who wonder who holds it.
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
        file.Flush();
        return new DirectoryLock(file);
    }

    public void Dispose() => _file.Dispose();
}
