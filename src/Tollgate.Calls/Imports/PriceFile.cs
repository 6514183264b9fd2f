using System.Text.Json;
using Tollgate.Calls.Catalog;

namespace Tollgate.Calls.Imports;

/// <summary>A file of prices in any format that is understood.</summary>
public sealed class PriceFile
{
    internal const string Own = "Tollgate";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    private PriceFile(string format, Gathered gathered)
    {
        Format = format;
        Models = gathered.Models;
        LeftOut = gathered.LeftOut;
    }

    /// <summary><c>genai-prices</c>, <c>models.dev</c>, <c>LiteLLM</c> or <c>Tollgate</c>.</summary>
    public string Format { get; }

    /// <summary>Entries that were not understood, and why.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; }

    internal IReadOnlyList<ImportedModel> Models { get; }

    /// <summary>True when the format names service tiers.</summary>
    internal bool HasTiers => Format is Own or "LiteLLM";

    /// <summary>True when the format names search fees as the catalog does.</summary>
    internal bool HasSearchFees => Format is Own;

    /// <summary>Reads a file, whichever of the formats it is in.</summary>
    /// <exception cref="InvalidDataException">it is in none of them, or wrong; the message says what.</exception>
    public static PriceFile Read(ReadOnlyMemory<byte> json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = document.RootElement;
            return FormatOf(root) switch
            {
                "genai-prices" => new PriceFile("genai-prices", GenaiReader.Read(root)),
                "LiteLLM" => new PriceFile("LiteLLM", LiteLlmReader.Read(root)),
                "models.dev" => new PriceFile("models.dev", ModelsDevReader.Read(root)),
                Own => new PriceFile(Own, ReadOwn(json, name)),
                _ => throw new InvalidDataException($"{name}: this is no file of genai-prices, models.dev, LiteLLM or Tollgate's own catalog"),
            };
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{name}: a field is missing, or of another type than its format says", e);
        }
    }

    private static string? FormatOf(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            // An empty list would take the place of an earlier import, and leave nothing.
            return root.GetArrayLength() > 0 && root.EnumerateArray().All(p => p.TryGetProperty("id", out _) && p.TryGetProperty("models", out _)) ? "genai-prices" : null;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (SourceNumber.Text(root, "provider") is not null)
        {
            return Own;
        }

        var entries = root.EnumerateObject().Select(e => e.Value).ToArray();
        return entries.Length == 0 || entries.Any(e => e.ValueKind != JsonValueKind.Object) ? null
            : entries.Any(e => e.TryGetProperty("litellm_provider", out _)) ? "LiteLLM"
            : entries.All(IsModelsDev) ? "models.dev"
            : null;
    }

    private static bool IsModelsDev(JsonElement provider) =>
        (provider.TryGetProperty("models", out var models) && models.ValueKind == JsonValueKind.Object)
        || provider.EnumerateObject().All(m => m.Value.ValueKind == JsonValueKind.Object && m.Value.TryGetProperty("limit", out _));

    private static Gathered ReadOwn(ReadOnlyMemory<byte> json, string name)
    {
        // With its own checks first: what is understood is whole.
        _ = CatalogFile.Read(json, name);
        var file = FormatReader.Read(json);
        var gathered = new Gathered();
        foreach (var model in file.Models!)
        {
            gathered.Add(file.Provider!, model, null);
        }

        return gathered;
    }
}
