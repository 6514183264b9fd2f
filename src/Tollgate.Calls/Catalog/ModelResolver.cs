using System.Runtime.CompilerServices;
using Tollgate.Calls.Errors;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Prices;

namespace Tollgate.Calls.Catalog;

/// <summary>Finds which model a name means for a workspace: <c>provider/model</c> first, then the workspace's own prices, then the catalog
/// with its aliases; ties go to a provider that the workspace has an account at, then to the catalog's first. A name met before is answered
/// from memory, without allocation.</summary>
public sealed class ModelResolver(ModelCatalog catalog)
{
    /// <summary>Provider that answers test keys.</summary>
    public const string PracticeProvider = "practice";

    private const string PracticeModel = "echo";

    private readonly ConditionalWeakTable<Tenant, ResolverMemory> _memories = [];

    private ModelCatalog _catalog = catalog;

    /// <summary>What the gateway knows of by itself, imports included.</summary>
    public ModelCatalog Catalog => Volatile.Read(ref _catalog);

    /// <summary>From now on calls are admitted by that catalog. Those that were admitted keep what they have.</summary>
    public void Use(ModelCatalog next) => Volatile.Write(ref _catalog, next);

    /// <summary>The model that a live key's call means, or null and the refusal.</summary>
    /// <param name="tenant">Whose call.</param>
    /// <param name="asked">Model as asked for.</param>
    /// <param name="forcedProvider">Provider that the caller insists on, or null.</param>
    /// <param name="nowMs">Moment of admission, Unix milliseconds: it decides the price.</param>
    /// <param name="refusal">MODEL_NOT_FOUND or MODEL_UNPRICED when there is none.</param>
    public ResolvedModel? Resolve(Tenant tenant, string asked, string? forcedProvider, long nowMs, out Refusal? refusal) =>
        Find(tenant, asked, forcedProvider, nowMs, out refusal) is { } found && (refusal = Unpriced(tenant, found, asked)) is null ? found : null;

    /// <summary>As <see cref="Resolve"/>, but a model without a price is found too: whether it may be called is asked with
    /// <see cref="Unpriced"/>, once it is known that the key may call it and that its provider has an account.</summary>
    public ResolvedModel? Find(Tenant tenant, string asked, string? forcedProvider, long nowMs, out Refusal? refusal) =>
        Known(tenant, asked, forcedProvider, nowMs, out refusal)?.Resolved;

    /// <summary>MODEL_UNPRICED for a model without a price, unless the workspace allows those.</summary>
    public static Refusal? Unpriced(Tenant tenant, ResolvedModel found, string asked) =>
        found.Price is not null || tenant.Workspace.Settings.AllowUnpriced
            ? null
            : new Refusal(ErrorCode.MODEL_UNPRICED, $"The model {Short(found.Model)} has no price at {Short(found.Provider)}.")
            {
                Extras = new Dictionary<string, object?> { ["model"] = asked },
            };

    /// <summary>The model that answers a test key's call: a practice model by its name, for any other name <c>practice/echo</c> at the price
    /// of the model asked for, or at its own where there is none.</summary>
    public ResolvedModel? ResolveForTest(Tenant tenant, string asked, string? forcedProvider, long nowMs, out Refusal? refusal)
    {
        var real = Known(tenant, asked, forcedProvider, nowMs, out refusal);
        if (real?.Resolved.Provider == PracticeProvider || Names(asked, PracticeProvider, out _))
        {
            return real?.Resolved;
        }

        if (real?.Resolved.Price is { } price)
        {
            return real.ForTest ??= new ResolvedModel(PracticeProvider, PracticeModel, real.Resolved.Card, price);
        }

        return At(tenant, asked, PracticeProvider, PracticeModel, nowMs, out refusal)?.Resolved;
    }

    // In memory, else searched for and remembered.
    private KnownModel? Known(Tenant tenant, string asked, string? forced, long nowMs, out Refusal? refusal)
    {
        var known = Catalog;
        if (!_memories.TryGetValue(tenant, out var memory) || !memory.IsOf(tenant, known))
        {
            memory = new ResolverMemory(tenant, known);
            _memories.AddOrUpdate(tenant, memory);
        }

        refusal = null;
        return memory.Find(asked, forced, nowMs) ?? memory.Keep(asked, forced, Search(tenant, asked, forced, nowMs, out refusal));
    }

    private KnownModel? Search(Tenant tenant, string asked, string? forced, long nowMs, out Refusal? refusal)
    {
        if (forced is not null)
        {
            return Forced(tenant, asked, forced, nowMs, out refusal);
        }

        var slash = asked.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && KnowsProvider(tenant, asked[..slash]))
        {
            return At(tenant, asked, asked[..slash], asked[(slash + 1)..], nowMs, out refusal);
        }

        if ((OwnProvider(tenant, asked) ?? CatalogProvider(tenant, asked)) is { } provider)
        {
            return At(tenant, asked, provider, asked, nowMs, out refusal);
        }

        refusal = NotFound(tenant, asked, "no provider has it");
        return null;
    }

    private KnownModel? Forced(Tenant tenant, string asked, string forced, long nowMs, out Refusal? refusal)
    {
        if (!KnowsProvider(tenant, forced))
        {
            refusal = NotFound(tenant, asked, $"the provider {Short(forced)} is not known");
            return null;
        }

        if (Names(asked, forced, out var name))
        {
            return At(tenant, asked, forced, name, nowMs, out refusal);
        }

        // "openai/gpt-4o" may be the very name of a model at a provider that gathers others', or name one that another provider has too.
        var whole = At(tenant, asked, forced, asked, nowMs, out refusal);
        var slash = asked.IndexOf('/', StringComparison.Ordinal);
        if (whole?.Resolved.Price is null && slash > 0 && KnowsProvider(tenant, asked[..slash])
            && At(tenant, asked, forced, asked[(slash + 1)..], nowMs, out _) is { Resolved.Price: not null } bare)
        {
            refusal = null;
            return bare;
        }

        return whole;
    }

    /// <summary>True for a provider that the catalog has, or that the workspace has an account or prices at.</summary>
    public bool KnowsProvider(Tenant tenant, string provider) =>
        Catalog.HasProvider(provider) || tenant.Providers.ContainsKey(provider) || tenant.Prices.Keys.Any(known => known.Provider == provider);

    // The workspace's own prices make a model known at their provider.
    private string? OwnProvider(Tenant tenant, string name)
    {
        string? best = null;
        foreach (var (provider, model) in tenant.Prices.Keys)
        {
            if (model == name && !Catalog.IsBuiltIn(provider) && (best is null || IsBetter(tenant, provider, best)))
            {
                best = provider;
            }
        }

        return best;
    }

    private string? CatalogProvider(Tenant tenant, string name)
    {
        string? first = null;
        foreach (var model in Catalog.Named(name))
        {
            if (ServedApis.Any(model.Card))
            {
                if (tenant.Providers.ContainsKey(model.Card.Provider))
                {
                    return model.Card.Provider;
                }

                first ??= model.Card.Provider;
            }
        }

        return first ?? (Catalog.Named(name) is [var elsewhere, ..] ? elsewhere.Card.Provider : null);
    }

    private bool IsBetter(Tenant tenant, string provider, string than)
    {
        var account = tenant.Providers.ContainsKey(provider);
        return account != tenant.Providers.ContainsKey(than)
            ? account
            : (Catalog.Rank(provider), provider).CompareTo((Catalog.Rank(than), than)) < 0;
    }

    private KnownModel? At(Tenant tenant, string asked, string provider, string name, long nowMs, out Refusal? refusal)
    {
        var own = OwnPrice(tenant, provider, name);
        var model = Catalog.Find(provider, name);
        refusal = (own, model) switch
        {
            (null, null) when Catalog.IsBuiltIn(provider) => NotFound(tenant, asked, "there is no such model"),
            (null, null) when name.Length == 0 => NotFound(tenant, asked, "no model is named"),
            (null, not null) when !ServedApis.Any(model.Card) =>
                NotFound(tenant, asked, "its provider serves it on no route of ours"),
            _ => null,
        };
        if (refusal is not null)
        {
            return null;
        }

        own ??= model is null || model.Card.Model == name ? null : OwnPrice(tenant, provider, model.Card.Model);
        var price = own ?? model?.PriceAt(nowMs);
        return new KnownModel(new ResolvedModel(provider, name, model?.Card, price), nowMs, own is null ? model?.NextChangeMs(nowMs) : null);
    }

    /// <summary>The price of a model at a provider for a call of that moment: the workspace's own as it stands now, else the catalog's that held
    /// then; null where there is none.</summary>
    public ModelPrice? PriceAt(Tenant tenant, string provider, string name, long atMs)
    {
        var model = Catalog.Find(provider, name);
        return OwnPrice(tenant, provider, name)
            ?? (model is null || model.Card.Model == name ? null : OwnPrice(tenant, provider, model.Card.Model))
            ?? model?.PriceAt(atMs);
    }

    private static ModelPrice? OwnPrice(Tenant tenant, string provider, string name) =>
        tenant.Prices.TryGetValue((provider, name), out var price) ? price : null;

    private Refusal NotFound(Tenant tenant, string asked, string why) =>
        new(ErrorCode.MODEL_NOT_FOUND, $"The model {Short(asked)} cannot be called: {why}.")
        {
            Extras = new Dictionary<string, object?>
            {
                ["model"] = asked,
                ["did_you_mean"] = NearestName.To(asked, CallableNames.Of(Catalog, tenant).Select(named => named.Name)),
            },
        };

    // "provider/rest"
    private static bool Names(string asked, string provider, out string rest)
    {
        var names = asked.Length > provider.Length && asked[provider.Length] == '/' && asked.StartsWith(provider, StringComparison.Ordinal);
        rest = names ? asked[(provider.Length + 1)..] : asked;
        return names;
    }

    private static string Short(string name) => name.Length <= 100 ? name : string.Concat(name.AsSpan(0, 100), "...");
}
