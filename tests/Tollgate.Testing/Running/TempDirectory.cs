namespace Tollgate.Testing.Running;

/// <summary>A directory of one test, gone after it.</summary>
public sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tg-").FullName;

    /// <summary>A path in it.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>True when the file in it can be read and written by its owner and by nobody else.</summary>
    public bool IsForOwnerAlone(string name) =>
        OperatingSystem.IsWindows() || File.GetUnixFileMode(At(name)) == (UnixFileMode.UserRead | UnixFileMode.UserWrite);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
