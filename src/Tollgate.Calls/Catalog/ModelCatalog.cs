using System.Collections.Frozen;

namespace Tollgate.Calls.Catalog;

/// <summary>All models that the gateway knows of by itself, by provider and name, and by name alone. Read once, never changed.</summary>
public sealed class ModelCatalog
{
    private const char AnyEnd = '*';

    private readonly FrozenDictionary<string, Shelf> _providers;
    private readonly FrozenDictionary<string, CatalogModel[]> _named;

    /// <summary>Takes the models in the catalog's order, which decides where two providers have the same model.</summary>
    internal ModelCatalog(IReadOnlyList<CatalogModel> models)
    {
        All = models;
        _providers = models.GroupBy(m => m.Card.Provider).ToFrozenDictionary(g => g.Key, g => new Shelf([.. g]), StringComparer.Ordinal);
        var rank = 0;
        foreach (var provider in models.Select(m => m.Card.Provider).Distinct())
        {
            _providers[provider].Rank = rank++;
        }

        _named = models.Where(m => !m.BuiltIn)
            .SelectMany(m => m.Card.Aliases.Prepend(m.Card.Model).Select(name => (name, m)))
            .GroupBy(pair => pair.name)
            .ToFrozenDictionary(g => g.Key, g => g.Select(pair => pair.m).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>In the catalog's order.</summary>
    public IReadOnlyList<CatalogModel> All { get; }

    /// <summary>The catalog that is part of the program.</summary>
    /// <exception cref="InvalidDataException">a file of it is wrong; the message says everything that is.</exception>
    public static ModelCatalog Embedded()
    {
        var assembly = typeof(ModelCatalog).Assembly;
        var models = new List<CatalogModel>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("catalog/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var json = new byte[stream.Length];
            stream.ReadExactly(json);
            models.AddRange(CatalogFile.Read(json, name));
        }

        return new ModelCatalog(models);
    }

    /// <summary>True when the catalog has models of this provider.</summary>
    public bool HasProvider(string provider) => _providers.ContainsKey(provider);

    /// <summary>Place of a provider in the catalog's order; the last for one that it does not have.</summary>
    public int Rank(string provider) => _providers.TryGetValue(provider, out var shelf) ? shelf.Rank : int.MaxValue;

    /// <summary>True when the provider is part of the gateway: it has no models but the catalog's.</summary>
    public bool IsBuiltIn(string provider) => _providers.TryGetValue(provider, out var shelf) && shelf.BuiltIn;

    /// <summary>The model that the provider knows by this name, or null.</summary>
    public CatalogModel? Find(string provider, ReadOnlySpan<char> name) =>
        _providers.TryGetValue(provider, out var shelf) ? shelf.Find(name) : null;

    /// <summary>All models of that name, whoever has them, but the built-in ones; in the catalog's order.</summary>
    public ReadOnlySpan<CatalogModel> Named(ReadOnlySpan<char> name) =>
        _named.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var models) ? models : [];

    /// <summary>The models of one provider.</summary>
    private sealed class Shelf
    {
        private readonly FrozenDictionary<string, CatalogModel> _byName;
        private readonly CatalogModel[] _anyEnd;

        public Shelf(CatalogModel[] models)
        {
            BuiltIn = models[0].BuiltIn;
            _byName = models.SelectMany(m => m.Card.Aliases.Prepend(m.Card.Model).Select(name => KeyValuePair.Create(name, m)))
                .ToFrozenDictionary(StringComparer.Ordinal);
            _anyEnd = [.. models.Where(m => m.Card.Model.EndsWith(AnyEnd))];
        }

        public bool BuiltIn { get; }

        public int Rank { get; set; }

        public CatalogModel? Find(ReadOnlySpan<char> name)
        {
            if (_byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var model))
            {
                return model;
            }

            foreach (var any in _anyEnd)
            {
                if (name.StartsWith(any.Card.Model.AsSpan()[..^1], StringComparison.Ordinal))
                {
                    return any;
                }
            }

            return null;
        }
    }
}
