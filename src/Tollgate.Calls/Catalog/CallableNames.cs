using Tollgate.Inference.Catalog;
using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Catalog;

/// <summary>A name that a caller may use and what stands behind it; no card where the catalog knows nothing of the model.</summary>
internal readonly record struct CallableName(string Name, string Provider, string Model, ModelCard? Card);

/// <summary>The names that a workspace may call on any route.</summary>
internal static class CallableNames
{
    /// <summary>The built-in models by their full names, those of the providers that the workspace has an account at, and those that it
    /// priced itself there.</summary>
    public static IEnumerable<CallableName> Of(ModelCatalog catalog, Tenant tenant)
    {
        foreach (var model in catalog.All)
        {
            if (ServedApis.Any(model.Card) && (model.BuiltIn || tenant.Providers.ContainsKey(model.Card.Provider)))
            {
                foreach (var name in NamesOf(model))
                {
                    yield return name;
                }
            }
        }

        foreach (var (provider, model) in tenant.Prices.Keys.Order())
        {
            var known = catalog.Find(provider, model);
            if (tenant.Providers.ContainsKey(provider) && !(known is not null && ServedApis.Any(known.Card)))
            {
                yield return new CallableName(model, provider, model, known?.Card);
            }
        }
    }

    /// <summary>A model's name and its aliases, as callers write them.</summary>
    public static IEnumerable<CallableName> NamesOf(CatalogModel model)
    {
        var card = model.Card;
        var names = card.Model.EndsWith('*') ? card.Aliases : card.Aliases.Prepend(card.Model);
        return names.Select(name => new CallableName(model.BuiltIn ? $"{card.Provider}/{name}" : name, card.Provider, name, card));
    }
}
