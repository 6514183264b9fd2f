using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Ledger;

public sealed class HoldTests
{
    private readonly Books _books = new();

    [Fact]
    public async Task Hold_RoomForExactlyThree_FourthIsRefusedWithTheNumbers()
    {
        _books.Key.Limit = 3 * Books.Usd;

        for (var i = 0; i < 3; i++)
        {
            (await _books.HoldAsync(Books.Usd)).Hold.ShouldNotBeNull();
        }

        var refusal = (await _books.HoldAsync(1)).Refusal.ShouldNotBeNull();
        refusal.Scope.ShouldBe(AccountScope.Key);
        refusal.Status.ShouldBe(new BudgetStatus(3 * Books.Usd, 0, 3 * Books.Usd, _books.KeyStatus().ResetsAtMs));
        refusal.OnlyHoldsInTheWay.ShouldBeTrue();
    }

    [Fact]
    public async Task Hold_OneOfThreeBudgetsTooSmall_NoneIsTouched()
    {
        _books.Key.Limit = 10;
        _books.Project.Limit = 5;
        _books.Book.Live.Limit = 10;

        var refusal = (await _books.HoldAsync(6)).Refusal.ShouldNotBeNull();

        refusal.Scope.ShouldBe(AccountScope.Project);
        refusal.OnlyHoldsInTheWay.ShouldBeFalse();
        _books.KeyStatus().Reserved.ShouldBe(0);
        _books.WorkspaceStatus().Reserved.ShouldBe(0);
    }

    [Fact]
    public async Task Hold_KeyAndWorkspaceBothTooSmall_KeyIsNamedFirst()
    {
        _books.Key.Limit = 1;
        _books.Book.Live.Limit = 1;

        (await _books.HoldAsync(2)).Refusal!.Scope.ShouldBe(AccountScope.Key);
    }

    [Fact]
    public async Task Hold_BudgetOfZero_RefusesEvenWhatCostsNothing()
    {
        _books.Book.Live.Limit = 0;

        (await _books.HoldAsync(0)).Refusal!.Scope.ShouldBe(AccountScope.Workspace);
    }

    [Fact]
    public async Task Hold_NoBudgetAtAll_StillEndsWhereTheBooksCouldNotCount()
    {
        var hold = await _books.SendAsync(long.MaxValue / 3);

        (await _books.HoldAsync(long.MaxValue / 3)).Refusal!.Reason.ShouldBe(HoldRefusalReason.Budget);

        await _books.SettleAsync(hold, long.MaxValue / 3);
        _books.Commit();
        _books.WorkspaceStatus().ShouldBe(_books.WorkspaceStatus() with { Spent = long.MaxValue / 3, Reserved = 0 });
    }

    [Fact]
    public async Task Settle_MoreThanTheBooksCanCount_VarianceEndsThere()
    {
        _books.Key.Limit = 200;
        foreach (var hold in new[] { await _books.SendAsync(100), await _books.SendAsync(100) })
        {
            await _books.SettleAsync(hold, long.MaxValue);
        }

        _books.Commit();

        _books.KeyStatus().Spent.ShouldBe(200);
        _books.Store.Accounts.Single(a => a.Identity.Scope == AccountScope.Variance).Balance.Posted.ShouldBe(long.MaxValue / 2);
        _books.Store.Accounts.Sum(a => a.Balance.Posted).ShouldBe(0);
    }

    [Fact]
    public async Task Settle_LessThanHeld_FreesTheRestAtOnce()
    {
        _books.Key.Limit = 100;
        var hold = await _books.SendAsync(100);

        await _books.SettleAsync(hold, 30);

        _books.KeyStatus().Spent.ShouldBe(30);
        _books.KeyStatus().Reserved.ShouldBe(0);
        (await _books.HoldAsync(70)).Hold.ShouldNotBeNull();
        (await _books.HoldAsync(1)).Hold.ShouldBeNull();
    }

    [Fact]
    public async Task Settle_Twice_CountsOnce()
    {
        var hold = await _books.SendAsync(100);

        await _books.SettleAsync(hold, 30);
        await _books.SettleAsync(hold, 99);
        _books.Meter.Release(hold);
        _books.Commit();

        _books.WorkspaceStatus().Spent.ShouldBe(30);
        _books.Store.Transfers.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Settle_MoreThanHeldWithRoom_RoomTakesIt()
    {
        _books.Key.Limit = 1_000;
        var hold = await _books.SendAsync(100);

        await _books.SettleAsync(hold, 150);

        _books.KeyStatus().Spent.ShouldBe(150);
    }

    [Fact]
    public async Task Settle_MoreThanHeldWithoutRoom_BudgetStaysAtItsLimitAndTheRestIsVariance()
    {
        _books.Key.Limit = 120;
        var hold = await _books.SendAsync(100);

        await _books.SettleAsync(hold, 150);
        _books.Commit();

        _books.KeyStatus().Spent.ShouldBe(120);
        _books.Store.Transfers.Single().Variance.ShouldBe(30);
        _books.Store.Accounts.Single(a => a.Identity.Scope == AccountScope.Variance).Balance.Posted.ShouldBe(30);
        _books.Store.Accounts.Single(a => a.Identity.Scope == AccountScope.Provider).Balance.Posted.ShouldBe(-150);
        _books.Store.Verify().PostingsSum.ShouldBe(0);
    }

    [Fact]
    public async Task Release_NeverSent_LeavesNoTransferButARowInTheLog()
    {
        _books.Key.Limit = 100;
        var hold = (await _books.HoldAsync(100)).Hold!;

        _books.Meter.Release(hold);
        _books.Commit();

        _books.KeyStatus().Reserved.ShouldBe(0);
        _books.Store.Transfers.ShouldBeEmpty();
        _books.Store.Calls.ShouldBe([hold.Call]);
    }

    [Fact]
    public async Task Hold_SettledWithinItsCommit_NeverBecomesAHoldRow()
    {
        var hold = await _books.SendAsync(100);
        await _books.SettleAsync(hold, 1);

        _books.Commit();

        _books.Store.Holds.ShouldBeEmpty();
        _books.Store.Transfers.Single().Held.ShouldBe(100);
    }

    [Fact]
    public async Task Limit_RaisedWhileCallsRun_CountsForTheNextCall()
    {
        _books.Key.Limit = 100;
        _ = await _books.SendAsync(100);
        (await _books.HoldAsync(1)).Hold.ShouldBeNull();

        _books.Key.Limit = 101;

        (await _books.HoldAsync(1)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task Limit_LoweredBelowSpent_StopsAdmissionAndNothingElse()
    {
        _books.Key.Limit = 100;
        var running = await _books.SendAsync(60);

        _books.Key.Limit = 10;

        (await _books.HoldAsync(1)).Hold.ShouldBeNull();
        await _books.SettleAsync(running, 60);
        _books.KeyStatus().Spent.ShouldBe(60);
    }

    [Fact]
    public async Task Limit_SetWhereThereWasNone_CountsWhatWasSpentBefore()
    {
        await _books.SettleAsync(await _books.SendAsync(60), 60);

        _books.Key.Limit = 100;

        (await _books.HoldAsync(41)).Hold.ShouldBeNull();
        (await _books.HoldAsync(40)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task Window_MonthEnds_NextMonthHasTheWholeBudget()
    {
        _books.Key.Limit = 100;
        await _books.SettleAsync(await _books.SendAsync(100), 100);

        _books.Time.Advance(TimeSpan.FromDays(20));

        _books.KeyStatus().Spent.ShouldBe(0);
        (await _books.HoldAsync(100)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task Window_HoldOutlivesItsMonth_SettlesInTheMonthItWasTakenIn()
    {
        _books.Key.Limit = 100;
        var hold = await _books.SendAsync(100);
        _books.Time.Advance(TimeSpan.FromDays(20));
        (await _books.HoldAsync(100)).Hold.ShouldNotBeNull();

        await _books.SettleAsync(hold, 80);
        _books.Commit();

        _books.KeyStatus().Spent.ShouldBe(0);
        var january = _books.Store.Accounts.Where(a => a.Identity.Scope == AccountScope.Key).MinBy(a => a.Identity.Window.StartMs);
        january.Balance.Posted.ShouldBe(80);
    }

    [Fact]
    public async Task Window_EndedLongAgo_IsForgottenInMemoryAndKeptInTheStore()
    {
        _books.Key.Limit = 100;
        await _books.SettleAsync(await _books.SendAsync(90), 90);
        _books.Time.Advance(TimeSpan.FromDays(30));
        _ = await _books.SendAsync(10);
        _books.Meter.Health().Slices.Count(s => s.Account.StartsWith("key_", StringComparison.Ordinal)).ShouldBe(2);

        _books.Meter.ForgetEndedWindows();

        _books.Meter.Health().Slices.Count(s => s.Account.StartsWith("key_", StringComparison.Ordinal)).ShouldBe(1);
        _books.KeyStatus().Reserved.ShouldBe(10);
        _books.Commit();
        _books.Store.Accounts.Count(a => a.Identity.Scope == AccountScope.Key).ShouldBe(2);
    }

    [Fact]
    public async Task Window_ClockSetBack_StaysInTheWindowInForce()
    {
        _books.Key.Limit = 100;
        await _books.SettleAsync(await _books.SendAsync(90), 90);

        _books.Time.SetWallClock(_books.Time.GetUtcNow().AddDays(-40));

        (await _books.HoldAsync(11)).Hold.ShouldBeNull();
    }

    [Fact]
    public async Task Period_ChangedToDay_CountsFromTheNextWindow()
    {
        _books.Key.Limit = 100;
        await _books.SettleAsync(await _books.SendAsync(90), 90);
        var monthEnds = _books.KeyStatus().ResetsAtMs;

        _books.Book.Period = Metering.Budgets.BudgetPeriod.Day;

        _books.KeyStatus().ShouldBe(new BudgetStatus(100, 90, 0, monthEnds));
        _books.Time.Advance(TimeSpan.FromDays(17));
        (_books.KeyStatus().ResetsAtMs - monthEnds).ShouldBe((long)TimeSpan.FromDays(1).TotalMilliseconds);
    }

    [Fact]
    public async Task TestKeys_SpendOfTheirOwn_LeavesTheLiveBudgetAlone()
    {
        _books.Book.Live.Limit = 100;
        _books.Book.Test.Limit = 100;
        var request = _books.Request(100) with
        {
            Mode = Metering.Identity.KeyMode.Test,
            Key = new BudgetLine(AccountScope.Key, 1, Metering.Identity.KeyMode.Test),
            Project = null,
        };
        var pending = _books.Meter.HoldAsync(request).AsTask();
        _books.Commit();

        (await pending).Hold.ShouldNotBeNull();

        _books.WorkspaceStatus().Reserved.ShouldBe(0);
        _books.Meter.Status(_books.Book, _books.Book.Test).Reserved.ShouldBe(100);
    }

    [Fact]
    public async Task Flags_OfARefusedHold_AreNone()
    {
        _books.Key.Limit = 0;

        var refusal = (await _books.HoldAsync(1)).Refusal;

        refusal!.Reason.ShouldBe(HoldRefusalReason.Budget);
        _books.Store.Calls.ShouldAllBe(c => c.Flags == CallFlags.None);
    }
}
