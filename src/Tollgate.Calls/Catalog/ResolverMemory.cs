using System.Collections.Concurrent;
using System.Collections.Frozen;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Prices;

namespace Tollgate.Calls.Catalog;

/// <summary>A name's answer, from the moment it was found to the next change of its price.</summary>
internal sealed class KnownModel(ResolvedModel resolved, long fromMs, long? untilMs)
{
    public ResolvedModel Resolved { get; } = resolved;

    /// <summary>What answers a test key in its place; made when first needed.</summary>
    public ResolvedModel? ForTest { get; set; }

    public bool HoldsAt(long nowMs) => nowMs >= fromMs && !(nowMs >= untilMs);
}

/// <summary>Answers that a workspace's calls have met, while its accounts and prices and the catalog stay what they are.</summary>
internal sealed class ResolverMemory(Tenant tenant, ModelCatalog catalog)
{
    // Callers choose the names: those without a price are not kept, and no more than this of the others.
    private const int MostNames = 4_096;

    private readonly FrozenDictionary<string, ProviderAccount> _providers = tenant.Providers;
    private readonly FrozenDictionary<(string Provider, string Model), ModelPrice> _prices = tenant.Prices;
    private readonly ConcurrentDictionary<(string Asked, string? Forced), KnownModel> _known = new();
    private int _count;

    /// <summary>False once the workspace's accounts or prices, or the catalog, were replaced.</summary>
    public bool IsOf(Tenant owner, ModelCatalog known) => ReferenceEquals(catalog, known) && ReferenceEquals(_providers, owner.Providers) && ReferenceEquals(_prices, owner.Prices);

    public KnownModel? Find(string asked, string? forced, long nowMs) =>
        _known.TryGetValue((asked, forced), out var known) && known.HoldsAt(nowMs) ? known : null;

    /// <summary>Keeps an answer that has a price and gives it back.</summary>
    public KnownModel? Keep(string asked, string? forced, KnownModel? found)
    {
        if (found?.Resolved.Price is not null && (_known.ContainsKey((asked, forced)) || Interlocked.Increment(ref _count) <= MostNames))
        {
            _known[(asked, forced)] = found;
        }

        return found;
    }
}
