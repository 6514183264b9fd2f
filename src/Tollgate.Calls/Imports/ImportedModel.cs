using Tollgate.Calls.Catalog;
using Tollgate.Metering.Prices;

namespace Tollgate.Calls.Imports;

/// <summary>A model as a community catalog has it, with prices that were understood. It may lack what the catalog needs, such as limits.</summary>
internal sealed record ImportedModel(string Provider, ModelFormat Model)
{
    public string FullName => $"{Provider}/{Model.Model}";

    /// <summary>Its price that holds at a moment; null where it is not whole, or none holds yet.</summary>
    public ModelPrice? PriceAt(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var price = (Model.Prices ?? []).LastOrDefault(p => !(p.ValidFrom > today));
        return price is not null && (Model.Kind == ModelKinds.Chat
            ? price is { InputPerMtok: not null, OutputPerMtok: not null }
            : KindRules.Lacking(Model, price) is null) ? CatalogFile.ToPrice(price, Model, "") : null;
    }
}
