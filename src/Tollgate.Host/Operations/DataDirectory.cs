using System.Runtime.InteropServices;

namespace Tollgate.Host.Operations;

/// <summary>The directory of everything that is kept, and the names in it. For its owner alone.</summary>
internal sealed partial class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private DataDirectory(string path) => Path = path;

    /// <summary>Full path.</summary>
    public string Path { get; }

    public string StoreFile => In("tollgate.db");

    public string JournalFile => In("holds.journal");

    public string LockFile => In("tollgate.lock");

    public string MasterKeyFile => In("master.key");

    public string AdminTokenFile => In("admin-token.sha256");

    public string ControlSocket => In("control.sock");

    /// <summary>What other MCP servers' tools are published as.</summary>
    public string ToolPins => In("tool-pins.json");

    /// <summary>Imported prices, beside those that are part of the program.</summary>
    public string CatalogFolder => In("catalog");

    /// <summary>Uploaded files while their requests run; they have no names, so that it is empty to look at.</summary>
    public string UploadFolder => In("uploads");

    public string FirstRunFile => In("first-run.txt");

    /// <summary>True once a store was made in it.</summary>
    public bool HasStore => File.Exists(StoreFile);

    /// <summary>The directory as it is, there or not.</summary>
    public static DataDirectory At(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            // Whatever this process makes from now on is for its owner alone, also in a directory that others may read.
            _ = SetFileMask(Convert.ToUInt32("077", 8));
        }

        return new DataDirectory(System.IO.Path.GetFullPath(path));
    }

    /// <summary>The directory, made if it is not there.</summary>
    /// <exception cref="StartException">it cannot be made.</exception>
    public static DataDirectory Open(string path)
    {
        var directory = At(path);
        var full = directory.Path;
        try
        {
            if (!Directory.Exists(full))
            {
                if (OperatingSystem.IsWindows())
                {
                    Directory.CreateDirectory(full);
                }
                else
                {
                    Directory.CreateDirectory(full, OwnerOnly);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The data directory {full} cannot be made: {e.Message}", e);
        }

        return directory;
    }

    /// <summary>Makes the folder of uploaded files, without what a killed process may have left in it.</summary>
    /// <exception cref="StartException">it cannot be made.</exception>
    public string OpenUploads()
    {
        try
        {
            _ = Directory.CreateDirectory(UploadFolder);
            foreach (var left in Directory.EnumerateFiles(UploadFolder, "upload-*.part"))
            {
                File.Delete(left);
            }

            return UploadFolder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The folder {UploadFolder} cannot be made: {e.Message}", e);
        }
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetFileMask(uint mask);

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
