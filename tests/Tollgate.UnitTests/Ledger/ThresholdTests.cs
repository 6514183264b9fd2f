using Tollgate.Metering.Ledger;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Ledger;

public sealed class ThresholdTests
{
    private readonly Books _books = new();
    private readonly List<BudgetThreshold> _told = [];

    public ThresholdTests() => _books.Meter.Threshold = _told.Add;

    [Fact]
    public async Task Spent_PassesEightyThenAHundred_EachIsToldOnce()
    {
        _books.Key.Limit = 100;
        foreach (var cost in new[] { 79, 1, 5, 15 })
        {
            await _books.SettleAsync(await _books.SendAsync(cost), cost);
        }

        _told.Select(t => (t.Scope, t.Percent, t.Status.Spent)).ShouldBe([(AccountScope.Key, 80, 80), (AccountScope.Key, 100, 100)]);
        _told[0].Owner.ShouldBe(_books.Key.Owner);
        _told[0].Window.ShouldBe(_books.Meter.Window(_books.Book, _books.Key));
    }

    [Fact]
    public async Task Refused_ThoughNothingIsHeld_CountsAsAHundred()
    {
        _books.Key.Limit = 100;
        _books.Project.Limit = 100;
        _ = await _books.SendAsync(60);

        _books.Meter.TurnedAway((await _books.HoldAsync(60)).Refusal!);
        var refusal = (await _books.HoldAsync(101)).Refusal!;
        // Something smaller might be tried yet.
        _told.ShouldBeEmpty();
        _books.Meter.TurnedAway(refusal);
        _books.Meter.TurnedAway(refusal);

        _told.ShouldHaveSingleItem().Percent.ShouldBe(100);
    }

    [Fact]
    public async Task Spent_InANewWindowOrUnderANewLimit_IsToldAgain()
    {
        _books.Key.Limit = 100;
        await _books.SettleAsync(await _books.SendAsync(90), 90);
        _books.Key.Limit = 110;
        await _books.SettleAsync(await _books.SendAsync(5), 5);
        _books.Time.Advance(TimeSpan.FromDays(20));
        await _books.SettleAsync(await _books.SendAsync(88), 88);

        _told.Select(t => (t.Percent, t.Status.Limit, t.Status.Spent)).ShouldBe([(80, 100, 90), (80, 110, 95), (80, 110, 88)]);
    }

    [Fact]
    public async Task Told_AsksForTheStatus_NoLockIsHeld()
    {
        _books.Key.Limit = 100;
        var seen = new List<BudgetStatus>();
        _books.Meter.Threshold = _ => seen.Add(Task.Run(_books.KeyStatus).WaitAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult());

        await _books.SettleAsync(await _books.SendAsync(90), 90);

        seen.ShouldHaveSingleItem().Spent.ShouldBe(90);
    }
}
