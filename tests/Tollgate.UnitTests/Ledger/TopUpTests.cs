using Tollgate.Metering.Ledger;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Ledger;

public sealed class TopUpTests
{
    private readonly Books _books = new();

    [Fact]
    public async Task TopUp_OfTheWindowInForce_RaisesTheLimitEverywhere()
    {
        _books.Key.Limit = 100;
        await _books.SettleAsync(await _books.SendAsync(100), 100);

        _books.Key.TopUp = new TopUp(_books.Meter.Window(_books.Book, _books.Key), 30);

        _books.KeyStatus().Limit.ShouldBe(130);
        (await _books.HoldAsync(31)).Refusal!.Status.Limit.ShouldBe(130);
        (await _books.HoldAsync(30)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task TopUp_NextWindow_CountsNoLonger()
    {
        _books.Key.Limit = 100;
        _books.Key.TopUp = new TopUp(_books.Meter.Window(_books.Book, _books.Key), 30);

        _books.Time.Advance(TimeSpan.FromDays(20));

        _books.KeyStatus().Limit.ShouldBe(100);
        (await _books.HoldAsync(101)).Hold.ShouldBeNull();
    }

    [Fact]
    public async Task TopUp_BudgetOfZero_IsABudgetForThisWindow()
    {
        _books.Key.Limit = 0;
        _books.Key.TopUp = new TopUp(_books.Meter.Window(_books.Book, _books.Key), 30);

        (await _books.HoldAsync(30)).Hold.ShouldNotBeNull();
        (await _books.HoldAsync(1)).Hold.ShouldBeNull();
    }

    [Fact]
    public async Task TopUp_BeyondWhatCanBeCounted_IsALimitStill()
    {
        _books.Key.Limit = long.MaxValue - 5;
        _books.Key.TopUp = new TopUp(_books.Meter.Window(_books.Book, _books.Key), long.MaxValue - 5);

        (await _books.HoldAsync(10)).Hold.ShouldNotBeNull();
        _books.KeyStatus().Limit.ShouldBe(long.MaxValue - 1);
    }

    [Fact]
    public async Task Room_OfSeveralBudgets_IsTheSmallest()
    {
        _books.Key.Limit = 100;
        _books.Project.Limit = 70;
        _ = await _books.SendAsync(20);

        _books.Meter.Room(_books.Request(1)).ShouldBe(50);
        _books.Meter.Room(_books.Request(1, withProject: false)).ShouldBe(80);
        (await _books.HoldAsync(50)).Hold.ShouldNotBeNull();
        _books.Meter.Room(_books.Request(1)).ShouldBe(0);
    }
}
