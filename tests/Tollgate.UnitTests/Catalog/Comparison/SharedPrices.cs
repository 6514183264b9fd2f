using System.Text.Json;

namespace Tollgate.UnitTests.Catalog.Comparison;

/// <summary>The community catalogs as they were published, which lie beside the checkout.</summary>
internal static class SharedPrices
{
    /// <summary>The bytes of one of them.</summary>
    /// <exception cref="FileNotFoundException">it is not there; the message says where it belongs.</exception>
    public static byte[] Bytes(string name)
    {
        var path = Path.GetFullPath(Path.Combine(PriceSources.Root, "..", "shared", "data", "prices", name));
        return File.Exists(path)
            ? File.ReadAllBytes(path)
            : throw new FileNotFoundException(
                $"The community catalog {name} is missing. This test reads it at {path}: it lies in shared/data/prices beside the checkout.");
    }

    public static JsonElement Json(string name) => JsonDocument.Parse(Bytes(name)).RootElement;
}
