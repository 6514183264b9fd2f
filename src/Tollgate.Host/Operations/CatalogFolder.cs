using Tollgate.Calls.Catalog;
using Tollgate.Calls.Imports;

namespace Tollgate.Host.Operations;

/// <summary>The prices that were imported into a data directory.</summary>
internal static class CatalogFolder
{
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
            return ModelCatalog.With(Directory.EnumerateFiles(directory.CatalogFolder, "*.json").Order(StringComparer.Ordinal)
                .Select(path => (path, (ReadOnlyMemory<byte>)File.ReadAllBytes(path))));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new StartException("The imported prices cannot be read: " + e.Message, e);
        }
    }

    /// <summary>Keeps an import in place of the one before of the same format.</summary>
    /// <exception cref="StartException">it cannot be written.</exception>
    public static void Keep(DataDirectory directory, PriceImport import)
    {
        try
        {
            Directory.CreateDirectory(directory.CatalogFolder);
            foreach (var file in import.Files)
            {
                var path = Path.Combine(directory.CatalogFolder, file.Name);
                File.WriteAllBytes(path + ".new", file.Json);
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
}
