namespace Tollgate.Host.Commands;

/// <summary>Files of prices that a command line names.</summary>
internal static class PriceFiles
{
    /// <summary>The file's bytes; null, and a line that says why, where it cannot be read.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine($"tollgate: {path} cannot be read: {e.Message}");
            return null;
        }
    }
}
