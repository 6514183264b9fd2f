using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Payments.TopUps;

/// <summary>What a payment method says of a workspace's subscription becomes its status.</summary>
internal sealed class Subscriptions(CustomerDirectory customers)
{
    /// <summary>The status for the method's word; null for a word that says nothing yet (a first payment that is not made).</summary>
    public static SubscriptionStatus? StatusOf(string? word) => word switch
    {
        "trialing" => SubscriptionStatus.Trialing,
        "active" => SubscriptionStatus.Active,
        "past_due" => SubscriptionStatus.PastDue,
        "unpaid" or "paused" => SubscriptionStatus.Locked,
        "canceled" or "incomplete_expired" => SubscriptionStatus.Canceled,
        _ => null,
    };

    public bool Knows(Id<WorkspaceKind> workspace) => customers.Find(workspace) is not null;

    /// <summary>Sets it; false when the workspace is gone.</summary>
    public bool Set(Id<WorkspaceKind> workspace, SubscriptionStatus status)
    {
        if (customers.Find(workspace) is not { } tenant)
        {
            return false;
        }

        if (tenant.Workspace.Subscription != status)
        {
            customers.Change(tenant, w => w with { Subscription = status });
        }

        return true;
    }
}
