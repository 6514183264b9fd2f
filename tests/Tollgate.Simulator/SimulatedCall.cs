using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Ledger;

namespace Tollgate.Simulator;

/// <summary>How far a simulated call has come.</summary>
internal enum CallPhase
{
    Held,
    Sent,
}

/// <summary>A call that is under way.</summary>
/// <param name="hold">What it holds.</param>
/// <param name="lines">The budgets it counts on.</param>
internal sealed class SimulatedCall(Hold hold, int[] lines)
{
    public Hold Hold { get; } = hold;

    public int[] Lines { get; } = lines;

    public CallPhase Phase { get; set; } = CallPhase.Held;

    /// <summary>Its right to run under its idempotency key; null without one.</summary>
    public ClaimTicket? Ticket { get; set; }

    /// <summary>True while it waits to grow: nobody else may resize it.</summary>
    public bool Growing { get; set; }
}
