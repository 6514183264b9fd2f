using Tollgate.Calls.Errors;
using Tollgate.Inference.Catalog;
using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Catalog;

/// <summary>A model as <c>GET /v1/models</c> shows it.</summary>
/// <param name="Id">The name to call it by.</param>
/// <param name="Created">Day of its release, Unix seconds; 0 when unknown.</param>
/// <param name="OwnedBy">Name of the provider.</param>
public readonly record struct ListedModel(string Id, long Created, string OwnedBy)
{
    /// <summary>The model's own name, where the id is another name of it; null elsewhere.</summary>
    public string? AliasOf { get; init; }

    /// <summary>Day from which its provider no longer serves it; null when none is set.</summary>
    public DateOnly? RetiresOn { get; init; }
}

/// <summary>The models that a workspace can call, for its callers to choose from.</summary>
public sealed class ModelList(ModelResolver resolver)
{
    /// <summary>Models that the workspace can call; with <paramref name="all"/> the whole catalog beside them, with retired models and those
    /// of other routes. A name that would lead elsewhere is shown with its provider.</summary>
    public IReadOnlyList<ListedModel> List(Tenant tenant, bool all, long nowMs)
    {
        var today = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(nowMs).UtcDateTime);
        var names = CallableNames.Of(resolver.Catalog, tenant);
        if (all)
        {
            names = names.Concat(resolver.Catalog.All.SelectMany(CallableNames.NamesOf));
        }

        return names
            .Where(n => all || !(n.Card?.RetiresOn <= today))
            .DistinctBy(n => (n.Provider, n.Model))
            .Select(n => Listed(Unambiguous(tenant, n, nowMs), n.Card, n.Provider, n.Model))
            .ToArray();
    }

    /// <summary>The model of that id, or null and the refusal that a call would meet.</summary>
    public ListedModel? Find(Tenant tenant, string id, long nowMs, out Refusal? refusal) =>
        resolver.Resolve(tenant, id, null, nowMs, out refusal) is { } model ? Listed(id, model.Card, model.Provider, model.Model) : null;

    private string Unambiguous(Tenant tenant, CallableName named, long nowMs)
    {
        var found = resolver.Resolve(tenant, named.Name, null, nowMs, out _);
        return found is null || found.Provider == named.Provider ? named.Name : $"{named.Provider}/{named.Model}";
    }

    private static ListedModel Listed(string id, ModelCard? card, string provider, string model)
    {
        var created = card?.ReleasedOn is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds() : 0;
        var isAlias = card is not null && card.Model != model && card.Aliases.Contains(model) && !card.Model.EndsWith('*');
        var own = isAlias ? card!.Model : null;
        return new ListedModel(id, created, provider)
        {
            // Written as the id is, with its provider or without.
            AliasOf = own is not null && id == $"{provider}/{model}" ? $"{provider}/{own}" : own,
            RetiresOn = card?.RetiresOn,
        };
    }
}
