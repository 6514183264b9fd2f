using Tollgate.Simulator;

namespace Tollgate.UnitTests.Ledger;

public sealed class SimulationTests
{
    [Fact]
    public async Task Books_TwoHundredSeedsOfAccidents_HoldEveryInvariant()
    {
        var broken = new List<string>();
        for (var seed = 1; seed <= 200; seed++)
        {
            try
            {
                await new World(seed).RunAsync(300);
            }
            catch (InvariantBrokenException finding)
            {
                broken.Add($"seed {seed}: {finding.Message}");
            }
        }

        broken.ShouldBeEmpty();
    }
}
