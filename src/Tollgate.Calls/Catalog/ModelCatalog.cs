using System.Runtime.InteropServices;

namespace Tollgate.Calls.Catalog;

/// <summary>All models that the gateway knows of by itself, by provider and name, and by name alone. Read once, never changed.</summary>
public sealed class ModelCatalog
{
    private const char AnyEnd = '*';

    // Plain dictionaries: they are asked for a name that was not met before only, and frozen ones would cost more at start.
    private readonly Dictionary<string, Shelf> _providers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CatalogModel>> _named = new(StringComparer.Ordinal);

    /// <summary>Takes the models in the catalog's order, which decides where two providers have the same model.</summary>
    internal ModelCatalog(IReadOnlyList<CatalogModel> models)
    {
        All = models;
        foreach (var model in models)
        {
            if (!_providers.TryGetValue(model.Card.Provider, out var shelf))
            {
                _providers.Add(model.Card.Provider, shelf = new Shelf(_providers.Count, model.BuiltIn));
            }

            shelf.Add(model);
            if (!model.BuiltIn)
            {
                Name(model.Card.Model, model);
                foreach (var alias in model.Card.Aliases)
                {
                    Name(alias, model);
                }
            }
        }
    }

    /// <summary>In the catalog's order.</summary>
    public IReadOnlyList<CatalogModel> All { get; }

    /// <summary>The catalog that is part of the program.</summary>
    /// <exception cref="InvalidDataException">a file of it is wrong; the message says everything that is.</exception>
    public static ModelCatalog Embedded() => new(EmbeddedModels());

    /// <summary>The catalog that is part of the program, and what was imported beside it: of two with one model the one of the later day.</summary>
    /// <param name="imported">Files in the catalog's format, by their names.</param>
    /// <exception cref="InvalidDataException">a file is wrong; the message says everything that is.</exception>
    public static ModelCatalog With(IEnumerable<(string Name, ReadOnlyMemory<byte> Json)> imported) =>
        new(CatalogMerge.Of(EmbeddedModels(), imported.SelectMany(file => CatalogFile.Read(file.Json, file.Name))));

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
        _named.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var models) ? CollectionsMarshal.AsSpan(models) : [];

    private static List<CatalogModel> EmbeddedModels()
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

        return models;
    }

    private void Name(string name, CatalogModel model)
    {
        if (!_named.TryGetValue(name, out var models))
        {
            _named.Add(name, models = []);
        }

        models.Add(model);
    }

    /// <summary>The models of one provider.</summary>
    private sealed class Shelf(int rank, bool builtIn)
    {
        private readonly Dictionary<string, CatalogModel> _byName = new(StringComparer.Ordinal);
        private readonly List<CatalogModel> _anyEnd = [];

        public int Rank { get; } = rank;

        public bool BuiltIn { get; } = builtIn;

        public void Add(CatalogModel model)
        {
            _byName.Add(model.Card.Model, model);
            foreach (var alias in model.Card.Aliases)
            {
                _byName.Add(alias, model);
            }

            if (model.Card.Model.EndsWith(AnyEnd))
            {
                _anyEnd.Add(model);
            }
        }

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
