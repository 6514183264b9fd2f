using Tollgate.Inference.Facts;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Admission;

/// <summary>Who calls, where, since when: what is known of a call before its body is read.</summary>
public sealed class CallContext
{
    public required TenantKey Key { get; init; }

    public required Id<RequestKind> RequestId { get; init; }

    /// <summary>The route without version prefix, e.g. <c>chat.completions</c>.</summary>
    public required string Route { get; init; }

    /// <summary>Arrival, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>Arrival of the request's last byte on the monotonic clock.</summary>
    public required long StartedTimestamp { get; init; }

    /// <summary>Attribution by headers; null when there was none.</summary>
    public CallMetadata? Headers { get; init; }

    /// <summary>The right to run under the caller's idempotency key; null for a call without one.</summary>
    public ClaimTicket? Claim { get; init; }

    /// <summary>How long the call may wait for money that other calls hold; none by default.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Ends that waiting: the caller has left.</summary>
    public CancellationToken Left { get; init; }

    /// <summary>Whether the output limit may be lowered to what the budgets cover; null takes the workspace's setting.</summary>
    public bool? Clamp { get; init; }

    /// <summary>A fresh row of the log for it.</summary>
    public CallRecord NewRecord() => new()
    {
        RequestId = RequestId,
        AtMs = AtMs,
        Workspace = Key.Tenant.Workspace.Id,
        Key = Key.Key.Id,
        Mode = Key.Key.Mode,
        Route = Route,
    };

    /// <summary>The choice in force.</summary>
    internal bool MayClamp => Clamp ?? Key.Tenant.Workspace.Settings.ClampToBudget;
}
