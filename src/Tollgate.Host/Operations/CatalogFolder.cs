using Tollgate.Calls.Catalog;
using Tollgate.Calls.Imports;

namespace Tollgate.Host.Operations;

/// <summary>The prices that were imported into a data directory.</summary>
internal static class CatalogFolder
{
    private const string LockName = "import.lock";

    /// <summary>The catalog with them.</summary>
    /// <exception cref="StartException">a file cannot be read, or is wrong.</exception>
    public static ModelCatalog Load(DataDirectory directory)
    {
        if (!Directory.Exists(directory.CatalogFolder))
        {
            return ModelCatalog.Embedded();
        }

        try
        {
            // Of two of one day the later one in this order holds: the one that was imported last.
            return ModelCatalog.With(Directory.EnumerateFiles(directory.CatalogFolder, "*.json")
                .OrderBy(File.GetLastWriteTimeUtc).ThenBy(path => path, StringComparer.Ordinal)
                .Select(path => (path, (ReadOnlyMemory<byte>)File.ReadAllBytes(path))));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new StartException("The imported prices cannot be read: " + e.Message, e);
        }
    }

    /// <summary>Keeps an import in place of the one before of the same format. No file of it is seen before all of them are written.</summary>
    /// <exception cref="StartException">it cannot be written, or another import is being kept.</exception>
    public static void Keep(DataDirectory directory, PriceImport import)
    {
        try
        {
            Directory.CreateDirectory(directory.CatalogFolder);

            // The kernel's: it goes with the process, however that ends.
            using var only = new FileStream(
                Path.Combine(directory.CatalogFolder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            foreach (var file in import.Files)
            {
                Write(Path.Combine(directory.CatalogFolder, file.Name + ".new"), file.Json);
            }

            foreach (var file in import.Files)
            {
                var path = Path.Combine(directory.CatalogFolder, file.Name);
                File.Move(path + ".new", path, overwrite: true);
            }

            foreach (var path in Directory.EnumerateFiles(directory.CatalogFolder, "*" + import.FileEnd).ToArray())
            {
                if (!import.Files.Any(file => file.Name == Path.GetFileName(path)))
                {
                    File.Delete(path);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException("The imported prices cannot be written: " + e.Message, e);
        }
    }

    // On the disk before it is moved: a file of zeros after a power cut would keep the gateway from starting.
    private static void Write(string path, byte[] json)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        file.Write(json);
        file.Flush(flushToDisk: true);
    }
}
