using System.Text;

namespace Tollgate.Host.Operations;

/// <summary>Files with secrets: mode 600 from their first byte on, and whole or not there.</summary>
internal static class PrivateFile
{
    /// <summary>Writes the file anew and makes it durable.</summary>
    public static void Write(string path, string text)
    {
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
