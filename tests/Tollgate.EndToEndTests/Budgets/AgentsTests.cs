using System.Globalization;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Budgets;

/// <summary>Many agents at once on one budget, each call held at four times what it costs. Sixty agents unless told otherwise;
/// <c>bench/agents.sh</c> runs a thousand and keeps the table.</summary>
public sealed class AgentsTests
{
    // So long that a slow machine does not decide; the script measures with a second.
    private const int PatientMs = 30_000;

    [Fact]
    public async Task Agents_BudgetIsAQuarterMoreThanTheyNeed_AreAllServedWhereTheyMayWait()
    {
        var waiting = await AgentsRun.OnceAsync(new AgentsPlan(Agents(), Calls: 4, BudgetOfNeed: 1.25m, WaitMs(), Clamp: false));
        var impatient = await AgentsRun.OnceAsync(new AgentsPlan(Agents(), Calls: 4, BudgetOfNeed: 1.25m, WaitMs: 0, Clamp: false));

        await KeepAsync(impatient, waiting);
        waiting.Refused.ShouldBe(0, waiting.ToString());
        waiting.Whole.ShouldBe(Agents() * 4);
        impatient.FalselyRefused.ShouldBeGreaterThan(0, impatient.ToString());
    }

    [Fact]
    public async Task Agents_BudgetIsExactlyWhatTheyNeed_AreServedToTheLastCentWhereCallsMayBeClamped()
    {
        var waiting = await AgentsRun.OnceAsync(new AgentsPlan(Agents(), Calls: 4, BudgetOfNeed: 1, WaitMs(), Clamp: false));
        var clamped = await AgentsRun.OnceAsync(new AgentsPlan(Agents(), Calls: 4, BudgetOfNeed: 1, WaitMs(), Clamp: true));

        await KeepAsync(waiting, clamped);

        // Less than one bound is left when the first call is refused.
        waiting.Refused.ShouldBeLessThanOrEqualTo(3, waiting.ToString());
        clamped.Refused.ShouldBe(0, clamped.ToString());
        clamped.CutShort.ShouldBeLessThanOrEqualTo(3, clamped.ToString());
    }

    private static int Agents() => Number("TOLLGATE_AGENTS", 60);

    private static int WaitMs() => Number("TOLLGATE_AGENTS_WAIT_MS", PatientMs);

    private static int Number(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;

    private static async Task KeepAsync(params AgentsResult[] results)
    {
        if (Environment.GetEnvironmentVariable("TOLLGATE_AGENTS_TABLE") is { } file)
        {
            await File.AppendAllLinesAsync(file, results.Select(r => r.ToString()));
        }
    }
}
