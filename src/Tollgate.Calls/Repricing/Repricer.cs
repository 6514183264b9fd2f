using Tollgate.Calls.Catalog;
using Tollgate.Metering.Adjustments;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Repricing;

/// <summary>Prices logged calls anew, a page at a time: what a call would have cost at the prices that are known now for its moment. The
/// difference is an adjusting entry beside the call; the call, its charge and every budget stay as they are. Test keys' calls are play and
/// left out.</summary>
public sealed class Repricer(ModelResolver models, IAdjustmentStore store, TimeProvider time)
{
    /// <summary>Calls read and written at once.</summary>
    public const int PageSize = 1_000;

    /// <summary>Prices the next page of a workspace's calls.</summary>
    /// <param name="tenant">Whose calls.</param>
    /// <param name="range">Which of them.</param>
    /// <param name="after">Id of the last call that was looked at; null at the beginning.</param>
    /// <param name="counts">Takes what the page comes to.</param>
    /// <returns>Id of the last call of the page; null when there is none left.</returns>
    public Id<RequestKind>? Step(Tenant tenant, RepriceRange range, Id<RequestKind>? after, RepriceCounts counts)
    {
        var filter = new CallFilter
        {
            Workspace = tenant.Workspace.Id,
            Mode = KeyMode.Live,
            FromMs = range.FromMs,
            ToMs = range.ToMs,
            Provider = range.Provider,
            Model = range.Model,
        };
        var page = store.Page(filter, after, PageSize);
        var entries = new List<PriceAdjustment>();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var logged in page)
        {
            if (Adjust(tenant, logged, now, counts) is { } entry)
            {
                entries.Add(entry);
            }
        }

        if (!range.DryRun && entries.Count > 0)
        {
            counts.Written += store.Write(tenant.Workspace.Id, entries);
        }

        return page.Count < PageSize ? null : page[^1].Call.RequestId;
    }

    private PriceAdjustment? Adjust(Tenant tenant, LoggedCall logged, long nowMs, RepriceCounts counts)
    {
        var call = logged.Call;
        ModelPrice? price = null;
        if (call is { Provider: { } provider, ModelUsed: { } model })
        {
            price = models.PriceAt(tenant, provider, model, call.AtMs);
        }

        var outcome = CallRepricing.Of(logged, price, nowMs, out var cost);
        if (outcome != RepriceOutcome.Changed)
        {
            counts.Take(outcome);
            return null;
        }

        counts.TakeChange(logged.AdjustedNanoUsd, cost);
        return new PriceAdjustment
        {
            RequestId = call.RequestId,
            AtMs = nowMs,
            BeforeNanoUsd = logged.AdjustedNanoUsd,
            AfterNanoUsd = cost,
            FromVersion = call.PriceVersion,
            ToVersion = price!.Version,
        };
    }
}
