using Tollgate.Metering.Ledger;

namespace Tollgate.Simulator;

/// <summary>How far a simulated call has come.</summary>
internal enum CallPhase
{
    Held,
    Written,
    Sent,
}

/// <summary>A call that is under way.</summary>
internal sealed class SimulatedCall(Hold hold, int key, int? project)
{
    public Hold Hold { get; } = hold;

    public int Key { get; } = key;

    public int? Project { get; } = project;

    public CallPhase Phase { get; set; } = CallPhase.Held;
}
