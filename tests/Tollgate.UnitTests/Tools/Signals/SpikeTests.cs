using Tollgate.Tools.Sample;
using Tollgate.Tools.Signals;

namespace Tollgate.UnitTests.Tools.Signals;

public sealed class SpikeTests
{
    [Fact]
    public void Followers_ThatGrowByATenth_AreASpike()
    {
        var spike = Spike.Of(Days(10_000, 72));

        spike.Reason.ShouldBe("Followers grew by 10.08 % within 14 days.");
        (spike.GrowthPercentage, spike.Day).ShouldBe((10.08m, null));
    }

    [Fact]
    public void Followers_ThatGrowEvenly_AreNone()
    {
        var spike = Spike.Of(Days(10_000, 71));

        spike.Reason.ShouldBeNull();
        spike.GrowthPercentage.ShouldBe(9.94m);
    }

    [Fact]
    public void Day_AboveThreeTimesTheMean_IsASpike() =>
        Spike.Of(Counts(10_000, 20, 10, 5, 4, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1)).Reason.ShouldBe(
            "20 new followers on 2026-01-02, more than three times the mean of a day.");

    [Fact]
    public void Day_AsTheOthersOfAWeek_IsNone() => Spike.Of(Counts(10_000, 20, 19, 20, 19, 20, 19, 20, 19, 20, 19, 20, 19, 20, 19)).Reason.ShouldBeNull();

    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public void Day_OfTwiceTheDayBefore_CountsFromAThousandthOfAll(long gain, bool isSpike) =>
        (Spike.Of(Counts(10_000, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, gain)).Reason is not null).ShouldBe(isSpike);

    [Fact]
    public void Followers_WhoLeave_AreNoSpike() => Spike.Of(Counts(10_000, -50, -40, -30, -30, -30, -30, -30, -30, -30, -30, -30, -30, -30, -30)).Reason.ShouldBeNull();

    [Fact]
    public void Days_BeforeTheLastFourteen_DoNotCount()
    {
        var spike = Spike.Of(Counts(10_000, [5_000, .. Enumerable.Repeat(1L, 14)]));

        spike.Reason.ShouldBeNull();
        spike.Start.ShouldBe(15_000);
    }

    private static List<SampleFollowers> Days(long start, long gain) => Counts(start, [.. Enumerable.Repeat(gain, 14)]);

    private static List<SampleFollowers> Counts(long start, params long[] gains)
    {
        var day = new DateOnly(2026, 1, 1);
        var counts = new List<SampleFollowers> { new(day, start) };
        foreach (var gain in gains)
        {
            counts.Add(new SampleFollowers(day = day.AddDays(1), counts[^1].Count + gain));
        }

        return counts;
    }
}
