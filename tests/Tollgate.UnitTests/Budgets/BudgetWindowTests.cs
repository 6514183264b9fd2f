using FsCheck;
using FsCheck.Fluent;
using Tollgate.Metering.Budgets;

namespace Tollgate.UnitTests.Budgets;

public sealed class BudgetWindowTests
{
    // Santiago and Beirut skip midnight in spring, Havana and the Azores have it twice in autumn; Apia lost a whole day in 2011.
    private static readonly TimeZoneInfo[] Zones =
    [
        .. new[]
        {
            "UTC", "Europe/Berlin", "America/New_York", "America/Santiago", "Asia/Beirut", "America/Havana", "Atlantic/Azores",
            "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "Africa/Cairo", "America/St_Johns",
        }.Select(TimeZoneInfo.FindSystemTimeZoneById),
    ];

    [Theory]
    [InlineData("UTC", "2026-01-15T12:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")]
    [InlineData("UTC", "2026-12-31T23:59:59.999Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("UTC", "2028-02-29T00:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-31T21:59:59Z", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-31T22:00:00Z", "2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z")]
    [InlineData("Asia/Kolkata", "2026-01-31T18:30:00Z", "2026-01-31T18:30:00Z", "2026-02-28T18:30:00Z")]
    [InlineData("Pacific/Kiritimati", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z")]
    public void Month_OfAZone_RunsFromItsFirstMidnightToTheNext(string zone, string at, string start, string end) =>
        Window(zone, at, BudgetPeriod.Month).ShouldBe(new BudgetWindow(Ms(start), Ms(end)));

    [Theory]
    [InlineData("UTC", "2028-02-28T12:00:00Z", "2028-02-28T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("UTC", "2028-02-29T12:00:00Z", "2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z")]
    // 23 and 25 hours, the clock set at 2 and at 3 o'clock.
    [InlineData("Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    // Midnight does not exist: the day begins at one o'clock.
    [InlineData("Asia/Beirut", "2026-03-29T12:00:00Z", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z")]
    [InlineData("America/Santiago", "2026-09-06T12:00:00Z", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z")]
    // A day that does not exist at all.
    [InlineData("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z")]
    // Clocks set back a minute after midnight: the old day is not taken up again.
    [InlineData("America/St_Johns", "2010-11-07T02:45:00Z", "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z")]
    // Midnight exists twice: the first of the two begins the day.
    [InlineData("America/Havana", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("America/Havana", "2026-11-01T04:30:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("America/Havana", "2026-11-01T05:30:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]
    public void Day_WhenClocksAreSet_BeginsWithItsFirstMoment(string zone, string at, string start, string end) =>
        Window(zone, at, BudgetPeriod.Day).ShouldBe(new BudgetWindow(Ms(start), Ms(end)));

    [Fact]
    public void Windows_OfAnyZoneAndMoment_TileTimeWithoutGapOrOverlap() =>
        Prop.ForAll(
            Moments().ToArbitrary(), Gen.Elements(Zones).ToArbitrary(), Gen.Elements(BudgetPeriod.Month, BudgetPeriod.Day).ToArbitrary(),
            (at, zone, period) =>
            {
                var window = BudgetWindow.At(at, period, zone);
                return window.Contains(at)
                    && BudgetWindow.At(window.StartMs, period, zone) == window
                    && BudgetWindow.At(window.EndMs - 1, period, zone) == window
                    && BudgetWindow.At(window.EndMs, period, zone).StartMs == window.EndMs
                    && BudgetWindow.At(window.StartMs - 1, period, zone).EndMs == window.StartMs;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Windows_EveryDayOfThirtyYears_FollowOneAnother()
    {
        var end = Ms("2040-01-01T00:00:00Z");
        foreach (var zone in Zones)
        {
            var window = BudgetWindow.At(Ms("2010-01-01T00:00:00Z"), BudgetPeriod.Day, zone);
            while (window.StartMs < end)
            {
                window.EndMs.ShouldBeGreaterThan(window.StartMs, zone.Id);
                var next = BudgetWindow.At(window.EndMs, BudgetPeriod.Day, zone);
                next.StartMs.ShouldBe(window.EndMs, zone.Id);
                BudgetWindow.At(window.EndMs - 1, BudgetPeriod.Day, zone).ShouldBe(window, zone.Id);
                window = next;
            }
        }
    }

    // Any millisecond of this century, and the hours around the beginnings of days.
    private static Gen<long> Moments() =>
        from day in Gen.Choose(3_653, 40_000)
        from offset in Gen.OneOf(Gen.Choose(0, 86_399_999), Gen.Choose(-7_200_000, 7_200_000), Gen.Elements(-1, 0, 1))
        select (day * 86_400_000L) + offset;

    private static BudgetWindow Window(string zone, string at, BudgetPeriod period) =>
        BudgetWindow.At(Ms(at), period, TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static long Ms(string text) => DateTimeOffset.Parse(text).ToUnixTimeMilliseconds();
}
