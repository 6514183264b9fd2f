using System.Globalization;

namespace Tollgate.Load.Agents;

/// <summary>What agents do.</summary>
/// <param name="Agents">How many there are, each with one call at a time.</param>
/// <param name="Calls">How many calls each makes, whatever becomes of them.</param>
/// <param name="BudgetOfNeed">The budget as a multiple of what all calls really cost.</param>
/// <param name="WaitMs">How long a call may wait for money.</param>
/// <param name="Clamp">Whether a call may be made smaller.</param>
internal sealed record AgentsPlan(int Agents, int Calls, decimal BudgetOfNeed, int WaitMs, bool Clamp);

/// <summary>What came of it.</summary>
/// <param name="Plan">What was asked.</param>
/// <param name="Whole">Calls that got all they needed.</param>
/// <param name="CutShort">Calls that got less, since they were clamped.</param>
/// <param name="Refused">Calls that were refused.</param>
/// <param name="FalselyRefused">Those of them that would have fitted: what was settled at that moment, and what the call really needs.</param>
/// <param name="Seconds">From the first call to the last answer.</param>
/// <param name="LatenciesMs">Of the calls that were answered, ascending.</param>
internal sealed record AgentsResult(
    AgentsPlan Plan, int Whole, int CutShort, int Refused, int FalselyRefused, double Seconds, double[] LatenciesMs)
{
    public const string Head = """
        | budget / need | wait | clamp | calls | whole | cut short | refused | of these, would have fitted | seconds | p50 ms | p99 ms | max ms |
        |---|---|---|---|---|---|---|---|---|---|---|---|
        """;

    /// <summary>A row below <see cref="Head"/>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Plan.BudgetOfNeed:0.00} | {Plan.WaitMs} ms | {(Plan.Clamp ? "on" : "off")} | {Plan.Agents * Plan.Calls} | {Whole} | {CutShort} | {Refused} | {FalselyRefused} | {Seconds:F1} | {At(0.5):F0} | {At(0.99):F0} | {At(1):F0} |");

    private double At(double part) =>
        LatenciesMs.Length == 0 ? 0 : LatenciesMs[Math.Min(LatenciesMs.Length - 1, (int)(LatenciesMs.Length * part))];
}
