using Tollgate.Simulator;

namespace Tollgate.UnitTests.Ledger;

public sealed class SimulationTests
{
    [Fact]
    public void Books_TwoHundredSeedsOfAccidents_HoldEveryInvariant()
    {
        var broken = new List<string>();
        for (var seed = 1; seed <= 200; seed++)
        {
            try
            {
                new World(seed).Run(300);
            }
            catch (InvariantBrokenException finding)
            {
                broken.Add($"seed {seed}: {finding.Message}");
            }
        }

        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Books_SameSeedTwice_GiveTheSameRun()
    {
        var (first, second) = (new World(42), new World(42));

        first.Run(500);
        second.Run(500);

        second.Steps.ShouldBe(first.Steps);
    }
}
