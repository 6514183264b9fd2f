using Tollgate.Metering.Events;

namespace Tollgate.Metering.Payments;

/// <summary>Rows that one arrow of the payments' state machine writes, in one commit, beside the wallet's where tokens move. All are absolute:
/// written twice, nothing changes.</summary>
public sealed record PaymentChange
{
    public Payment? Payment { get; init; }

    public AutoReload? AutoReload { get; init; }

    public PaymentProfile? Profile { get; init; }

    /// <summary>The event that led to it; a second one with its id is not recorded again.</summary>
    public ReceivedEvent? Received { get; init; }

    /// <summary>What the owner is told; null when nothing. Has its id already.</summary>
    public WorkspaceEvent? Told { get; init; }
}
