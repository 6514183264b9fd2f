using System.Globalization;
using System.Security.Cryptography;
using Tollgate.Calls.Catalog;

namespace Tollgate.Calls.Imports;

/// <summary>A file of the catalog that an import makes.</summary>
public sealed record ImportedFile(string Name, byte[] Json);

/// <summary>What an import takes from a file, and what not.</summary>
public sealed class PriceImport
{
    private readonly List<string> _taken = [];
    private readonly List<string> _same = [];
    private readonly List<string> _other = [];
    private readonly List<LeftOut> _leftOut = [];
    private readonly List<ImportedFile> _files = [];

    private PriceImport(string format) => Format = format;

    /// <summary>The file's format; its next import takes the place of this one.</summary>
    public string Format { get; }

    /// <summary>How the names of its files end.</summary>
    public string FileEnd => $".{Format.ToLowerInvariant()}.json";

    /// <summary>Models that it adds, or whose price it replaces, by provider and name.</summary>
    public IReadOnlyList<string> Taken => _taken;

    /// <summary>Models that the catalog has at this price.</summary>
    public IReadOnlyList<string> Same => _same;

    /// <summary>Models that the catalog has at another price, which was left as it is.</summary>
    public IReadOnlyList<string> Other => _other;

    /// <summary>Entries that could not be taken, and why.</summary>
    public IReadOnlyList<LeftOut> LeftOut => _leftOut;

    /// <summary>The files to keep, one a provider.</summary>
    public IReadOnlyList<ImportedFile> Files => _files;

    /// <summary>Plans an import; nothing is written.</summary>
    /// <param name="json">The file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="catalog">The catalog without imports.</param>
    /// <param name="replace">True to take the prices of models that the catalog has, too; what else it knows of them stays.</param>
    /// <param name="now">Moment of the import: its day names the price on calls, with the beginning of the file's SHA-256.</param>
    /// <exception cref="InvalidDataException">the file is in no format that is known, or wrong.</exception>
    public static PriceImport Plan(ReadOnlyMemory<byte> json, string name, ModelCatalog catalog, bool replace, DateTimeOffset now)
    {
        var file = PriceFile.Read(json, name);
        var plan = new PriceImport(file.Format);
        plan._leftOut.AddRange(file.LeftOut);
        var taken = file.Models.Where(model => plan.Takes(model, file, catalog, replace, now)).ToArray();
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        var mark = Convert.ToHexStringLower(SHA256.HashData(json.Span))[..8];
        foreach (var provider in taken.GroupBy(model => model.Provider))
        {
            var written = FormatWriter.Write(new CatalogFormat
            {
                Provider = provider.Key,
                AsOf = day,
                Version = string.Create(CultureInfo.InvariantCulture, $"import/{day:yyyy-MM-dd}/{mark}"),
                Models = [.. provider.Select(model => model.Model)],
            });

            // What the next start would refuse must fail here.
            _ = CatalogFile.Read(written, name);
            plan._files.Add(new ImportedFile(provider.Key + plan.FileEnd, written));
        }

        return plan;
    }

    private bool Takes(ImportedModel imported, PriceFile file, ModelCatalog catalog, bool replace, DateTimeOffset now)
    {
        ImportRules.Complete(imported);
        if (catalog.Find(imported.Provider, imported.Model.Model) is not { } known)
        {
            if (ImportRules.Refuse(imported) is { } why)
            {
                _leftOut.Add(new LeftOut(imported.FullName, why));
                return false;
            }

            imported.Model.Aliases = [.. (imported.Model.Aliases ?? []).Where(alias => catalog.Find(imported.Provider, alias) is null)];
            _taken.Add(imported.FullName);
            return true;
        }

        if (IsSame(imported, known, file, now))
        {
            _same.Add(imported.FullName);
            return false;
        }

        if (!replace || known.BuiltIn)
        {
            _other.Add(imported.FullName);
            return false;
        }

        if (known.Card.Model != imported.Model.Model)
        {
            _leftOut.Add(new LeftOut(imported.FullName, "it is another name of a model that the catalog has, at that model's price"));
            return false;
        }

        KeepCard(imported.Model, known);
        var refused = ImportRules.Refuse(imported);
        if (refused is not null)
        {
            _leftOut.Add(new LeftOut(imported.FullName, refused));
            return false;
        }

        _taken.Add(imported.FullName);
        return true;
    }

    private static bool IsSame(ImportedModel imported, CatalogModel known, PriceFile file, DateTimeOffset now)
    {
        var theirs = imported.PriceAt(now);
        return theirs is null || known.PriceAt(now.ToUnixTimeMilliseconds()) is not { } ours
            || PriceFacts.Of(theirs, file.HasTiers, file.HasSearchFees).SequenceEqual(PriceFacts.Of(ours, file.HasTiers, file.HasSearchFees));
    }

    private static void KeepCard(ModelFormat model, CatalogModel known)
    {
        var card = known.Card;
        model.Aliases = card.Aliases;
        model.Kind = card.Kind;
        model.Endpoints = card.Endpoints;
        model.ContextWindow = card.ContextWindow;
        model.MaxOutputTokens = card.MaxOutputTokens;
        model.Reasoning = card.Reasoning;
        model.ReleasedOn = card.ReleasedOn;
        model.RetiresOn = card.RetiresOn;
    }
}
