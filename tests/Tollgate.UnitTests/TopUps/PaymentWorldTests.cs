using Tollgate.Simulator.Payments;

namespace Tollgate.UnitTests.TopUps;

/// <summary>Payments under accidents, by seed; a million of them are played by hand with the simulator.</summary>
public sealed class PaymentWorldTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(101)]
    [InlineData(1_001)]
    [InlineData(20_261)]
    public void Payments_UnderAccidents_AreChargedOnceAndCreditedOnce(int seed)
    {
        var world = new PaymentWorld(seed);

        world.Run(20_000);

        world.Counts["deaths"].ShouldBeGreaterThan(50);
        world.Counts["AutoReload Credited"].ShouldBeGreaterThan(10);
        world.Counts["refunds and disputes"].ShouldBeGreaterThan(100);
    }
}
