using Tollgate.Metering.Ledger;

namespace Tollgate.Simulator;

/// <summary>Somebody who waits for room: for a hold, or for one to grow.</summary>
/// <param name="Lines">The budgets concerned.</param>
/// <param name="Amount">How much more is wanted.</param>
/// <param name="UntilMs">When it stops waiting.</param>
/// <param name="Leaves">Ends the waiting when its caller leaves.</param>
internal sealed record SimulatedWait(int[] Lines, long Amount, long UntilMs, CancellationTokenSource Leaves)
{
    /// <summary>Set when it waits for a hold.</summary>
    public Task<HoldOutcome>? Hold { get; init; }

    /// <summary>Set when a hold waits to grow.</summary>
    public Task<HoldRefusal?>? Growth { get; init; }

    /// <summary>The call that grows.</summary>
    public SimulatedCall? Call { get; init; }

    /// <summary>How often a limit had been changed when it came.</summary>
    public int Changes { get; init; }

    /// <summary>What it shall hold then.</summary>
    public long Total { get; init; }

    public bool IsOver => Hold?.IsCompleted ?? Growth!.IsCompleted;
}
