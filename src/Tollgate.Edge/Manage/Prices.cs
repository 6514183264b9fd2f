using System.Text.Json;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Catalog;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Prices;

namespace Tollgate.Edge.Manage;

/// <summary>Prices: the catalog's, and those that a workspace sets itself. All in USD.</summary>
internal sealed class Prices(CustomerDirectory customers, CallServices services, TimeProvider time)
{
    /// <summary>Sets the workspace's own price of a model: in place of the catalog's, or making the model known at that provider.</summary>
    public Answer Put(ManageRequest request, Tenant tenant)
    {
        var provider = request.Part("provider");
        var model = request.Part("model");
        if (provider.Length > 40 || model.Length is 0 or > 200 || model.Any(char.IsControl))
        {
            return Answer.Invalid(null, "The path must name a provider and a model of at most 200 characters.");
        }

        var price = PriceFields.Read(request.Body, services.Models.Catalog.Find(provider, model));
        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var isNew = !tenant.Prices.ContainsKey((provider, model));
        var row = new Row(provider, model, customers.Put(tenant, provider, model, price).Price);
        return isNew ? Answer.Created(json => Write(json, row)) : Answer.Ok(json => Write(json, row));
    }

    /// <summary>The catalog's prices in force now; <c>?provider=</c> and <c>?model=</c> narrow them.</summary>
    public Answer ListCatalog(ManageRequest request)
    {
        var provider = request.Query.Text("provider");
        var model = request.Query.Text("model");
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = services.Models.Catalog.All
            .Where(m => (provider is null || m.Card.Provider == provider)
                && (model is null || m.Card.Model == model || m.Card.Aliases.Contains(model)))
            .Select(m => m.PriceAt(now) is { } price ? new Row(m.Card.Provider, m.Card.Model, price) : null)
            .OfType<Row>();
        return Page.Of(request, rows, r => $"{r.Provider}/{r.Model}", Write);
    }

    /// <summary>The workspace's own prices.</summary>
    public static Answer List(ManageRequest request, Tenant tenant) => Page.Of(
        request,
        tenant.Prices.Select(p => new Row(p.Key.Provider, p.Key.Model, p.Value)),
        r => $"{r.Provider}/{r.Model}",
        Write);

    private static void Write(Utf8JsonWriter json, Row row) => PriceWriter.Write(json, row.Provider, row.Model, row.Price);

    private sealed record Row(string Provider, string Model, ModelPrice Price);
}
