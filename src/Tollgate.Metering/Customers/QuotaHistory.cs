using Tollgate.Metering.Budgets;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Customers;

/// <summary>What of a quota was used before this process: the calls of live keys in the log. Only workspaces that have a quota are counted.</summary>
public static class QuotaHistory
{
    /// <summary>Lets the workspace's count go on from the log, if it has a quota. Reads the store.</summary>
    public static void Restore(Tenant tenant, ICallLog log, long nowMs)
    {
        if (tenant.Workspace.Plan.RequestsPerMonth is null)
        {
            return;
        }

        var zone = tenant.Book.Zone;
        var filter = new CallFilter
        {
            Workspace = tenant.Workspace.Id,
            Mode = KeyMode.Live,
            FromMs = BudgetWindow.At(nowMs, BudgetPeriod.Month, zone).StartMs,
        };
        tenant.Quota.Restore(log.Sum(filter, [], zone).Sum(s => s.Calls), nowMs, zone);
    }
}
