namespace Tollgate.Calls.Catalog;

/// <summary>Puts imported models beside those that are part of the program, without ever giving one name to two models.</summary>
internal static class CatalogMerge
{
    /// <summary>In the order of <paramref name="own"/>, new models after them. An imported model of a name that is there already takes its place
    /// unless it is of an earlier day; one that is there as another's alias is left away.</summary>
    /// <exception cref="InvalidDataException">an imported file calls itself a part of the gateway.</exception>
    public static IReadOnlyList<CatalogModel> Of(IReadOnlyList<CatalogModel> own, IEnumerable<CatalogModel> imported)
    {
        var models = own.ToList();
        var places = new Dictionary<(string Provider, string Name), int>();
        for (var i = 0; i < models.Count; i++)
        {
            Claim(places, models[i], i);
        }

        foreach (var model in imported.OrderBy(m => m.AsOf))
        {
            var key = (model.Card.Provider, model.Card.Model);
            var place = places.GetValueOrDefault(key, models.Count);
            if (model.BuiltIn || (place < models.Count && models[place].BuiltIn))
            {
                throw new InvalidDataException($"{key.Provider}/{key.Model}: the models of the gateway itself cannot be imported");
            }

            if (place < models.Count && (models[place].Card.Model != key.Model || models[place].AsOf > model.AsOf))
            {
                continue;
            }

            var free = model with { Card = model.Card with { Aliases = [.. model.Card.Aliases.Where(IsFree)] } };
            if (place < models.Count)
            {
                models[place] = free;
            }
            else
            {
                models.Add(free);
            }

            Claim(places, free, place);

            bool IsFree(string alias) => places.GetValueOrDefault((key.Provider, alias), place) == place;
        }

        return models;
    }

    private static void Claim(Dictionary<(string Provider, string Name), int> places, CatalogModel model, int place)
    {
        places[(model.Card.Provider, model.Card.Model)] = place;
        foreach (var alias in model.Card.Aliases)
        {
            places[(model.Card.Provider, alias)] = place;
        }
    }
}
