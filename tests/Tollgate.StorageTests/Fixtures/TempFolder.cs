using System.Diagnostics;

namespace Tollgate.StorageTests.Fixtures;

/// <summary>A folder of its own for one test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tollgate-storage-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Copies everything as it is on disk at this moment, by another process: opening and closing the files in this one would
    /// drop the locks that SQLite holds on them.</summary>
    public TempFolder CopyAsAfterCrash()
    {
        var copy = new TempFolder();
        using var cp = Process.Start(new ProcessStartInfo("cp", ["-r", Path + "/.", copy.Path])) ?? throw new InvalidOperationException("no cp");
        cp.WaitForExit();
        cp.ExitCode.ShouldBe(0);
        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
