using System.Globalization;
using Tollgate.Metering.Customers;

namespace Tollgate.UnitTests.Policies;

public sealed class PolicyHoursTests : IDisposable
{
    private readonly PolicyStage _stage = new();

    public void Dispose() => _stage.Dispose();

    // 2026-01-15 is a Thursday, day 4.
    [Theory]
    [InlineData("2026-01-15T08:59:59Z", false)]
    [InlineData("2026-01-15T09:00:00Z", true)]
    [InlineData("2026-01-15T16:59:59Z", true)]
    [InlineData("2026-01-15T17:00:00Z", false)]
    [InlineData("2026-01-16T12:00:00Z", false)]
    public void Hours_WithinADay_HoldFromTheirFirstMinuteToBeforeTheirLast(string at, bool holds) =>
        Holds([4], 9 * 60, 17 * 60, at).ShouldBe(holds);

    [Theory]
    [InlineData("2026-01-15T21:59:00Z", false)]
    [InlineData("2026-01-15T22:00:00Z", true)]
    [InlineData("2026-01-16T05:59:00Z", true)]
    [InlineData("2026-01-16T06:00:00Z", false)]
    [InlineData("2026-01-16T22:00:00Z", false)]
    [InlineData("2026-01-15T05:00:00Z", false)]
    public void Hours_OverMidnight_BelongToTheDayOnWhichTheyBegin(string at, bool holds) =>
        Holds([4], 22 * 60, 6 * 60, at).ShouldBe(holds);

    [Theory]
    [InlineData("2026-01-18T23:00:00Z", true)]
    [InlineData("2026-01-19T05:00:00Z", true)]
    [InlineData("2026-01-19T23:00:00Z", false)]
    public void Hours_FromSundayIntoMonday_GoAroundTheWeek(string at, bool holds) =>
        Holds([7], 22 * 60, 6 * 60, at).ShouldBe(holds);

    [Theory]
    [InlineData("2026-01-17T00:00:00Z", true)]
    [InlineData("2026-01-18T23:59:59Z", true)]
    [InlineData("2026-01-19T00:00:00Z", false)]
    public void Days_Whole_HoldFromMidnightToMidnight(string at, bool holds) => Holds([6, 7], 0, 1440, at).ShouldBe(holds);

    [Theory]
    [InlineData("2026-01-15T07:30:00Z", true)]
    [InlineData("2026-01-15T08:30:00Z", false)]
    public void Hours_ByTheWorkspacesZone_NotByUtc(string at, bool holds)
    {
        _stage.Customers.Change(_stage.Tenant, w => w with { TimeZone = "Europe/Berlin" });

        Holds(null, 8 * 60, 9 * 60, at).ShouldBe(holds);
    }

    // In Berlin the clock jumps from 02:00 to 03:00 on 29 March 2026, and goes from 03:00 back to 02:00 on 25 October.
    [Theory]
    [InlineData("2026-03-29T00:59:59Z", false)]
    [InlineData("2026-03-29T01:00:00Z", false)]
    [InlineData("2026-10-25T00:15:00Z", true)]
    [InlineData("2026-10-25T01:15:00Z", true)]
    [InlineData("2026-10-25T02:15:00Z", false)]
    public void Hours_WhenClocksAreSet_GoByTheClockOnTheWall(string at, bool holds)
    {
        _stage.Customers.Change(_stage.Tenant, w => w with { TimeZone = "Europe/Berlin" });

        Holds([7], 2 * 60, 3 * 60, at).ShouldBe(holds);
    }

    private bool Holds(int[]? days, int from, int to, string at)
    {
        _stage.Time.Advance(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) - _stage.Time.GetUtcNow());
        return _stage.Meets(new PolicyMatch { Hours = new PolicyHours(days, from, to) }, _stage.Call);
    }
}
