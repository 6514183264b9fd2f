using Tollgate.Metering.Ledger;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Ledger;

public sealed class ResizeTests
{
    private readonly Books _books = new();

    [Fact]
    public async Task Resize_RoomOnEveryAccount_GrowsOnAllOfThem()
    {
        _books.Key.Limit = 100;
        var hold = await _books.SendAsync(40);

        (await _books.ResizeAsync(hold, 90)).ShouldBeNull();

        hold.Amount.ShouldBe(90);
        _books.KeyStatus().Reserved.ShouldBe(90);
        _books.ProjectStatus().Reserved.ShouldBe(90);
        _books.WorkspaceStatus().Reserved.ShouldBe(90);
        (await _books.HoldAsync(11)).Hold.ShouldBeNull();
        await _books.SettleAsync(hold, 85);
        _books.Commit();
        _books.KeyStatus().Spent.ShouldBe(85);
        _books.Store.Transfers.Single().Held.ShouldBe(90);
        _books.Store.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Resize_OneAccountHasNoRoom_NothingChanges()
    {
        _books.Key.Limit = 100;
        _books.Book.Live.Limit = 50;
        var hold = await _books.SendAsync(40);

        var refusal = (await _books.ResizeAsync(hold, 51)).ShouldNotBeNull();

        refusal.Scope.ShouldBe(AccountScope.Workspace);
        refusal.OnlyHoldsInTheWay.ShouldBeFalse();
        hold.Amount.ShouldBe(40);
        _books.KeyStatus().Reserved.ShouldBe(40);
        _books.WorkspaceStatus().Reserved.ShouldBe(40);
    }

    [Fact]
    public async Task Resize_OtherHoldsInTheWay_SaysThatARetryMaySucceed()
    {
        _books.Key.Limit = 100;
        var hold = await _books.SendAsync(40);
        _ = await _books.SendAsync(60);

        (await _books.ResizeAsync(hold, 100)).ShouldNotBeNull().OnlyHoldsInTheWay.ShouldBeTrue();
        (await _books.ResizeAsync(hold, 101)).ShouldNotBeNull().OnlyHoldsInTheWay.ShouldBeFalse();
    }

    [Fact]
    public async Task Resize_Less_FreesTheRestAtOnce()
    {
        _books.Key.Limit = 100;
        var hold = await _books.SendAsync(100);

        (await _books.ResizeAsync(hold, 30)).ShouldBeNull();

        (await _books.HoldAsync(70)).Hold.ShouldNotBeNull();
        await _books.SettleAsync(hold, 30);
        _books.KeyStatus().Spent.ShouldBe(30);
    }

    [Fact]
    public async Task Resize_OtherProvider_IsOwedInItsPlace()
    {
        var hold = await _books.SendAsync(40);
        _books.Commit();

        (await _books.ResizeAsync(hold, 40, "anthropic")).ShouldBeNull();
        await _books.SettleAsync(hold, 25);
        _books.Commit();

        _books.Store.Accounts.Single(a => a.Identity.Name == "anthropic").Balance.Posted.ShouldBe(-25);
        _books.Store.Accounts.Single(a => a.Identity.Name == "openai").Balance.Posted.ShouldBe(0);
        _books.Store.Verify().PostingsSum.ShouldBe(0);
    }

    [Fact]
    public async Task Resize_BeforeTheHoldIsWritten_IsWrittenWithItsLastAmount()
    {
        var hold = (await _books.HoldAsync(40)).Hold!;

        (await _books.ResizeAsync(hold, 70, "anthropic")).ShouldBeNull();
        (await _books.Meter.CommitHoldAsync(hold, strict: false)).ShouldBeTrue();
        _books.Commit();

        _books.Store.Holds.Single().Amount.ShouldBe(70);
        _books.KeyStatus().Reserved.ShouldBe(70);
    }

    [Fact]
    public async Task Resize_HoldInTheStore_ChangesItsRow()
    {
        var hold = await _books.SendAsync(40);
        _books.Commit();

        (await _books.ResizeAsync(hold, 70, "anthropic")).ShouldBeNull();
        (await _books.ResizeAsync(hold, 65, "anthropic")).ShouldBeNull();
        _books.Commit();

        var stored = _books.Store.Holds.Single();
        stored.Amount.ShouldBe(65);
        _books.Store.Accounts.Single(a => a.Identity.Name == "anthropic").Balance.Ordinal.ShouldBe(stored.Accounts.Provider);
        _books.Store.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Resize_AfterTheEnd_IsRefusedAndChangesNothing()
    {
        var hold = await _books.SendAsync(40);
        await _books.SettleAsync(hold, 10);

        (await _books.ResizeAsync(hold, 70)).ShouldNotBeNull().Reason.ShouldBe(HoldRefusalReason.Ended);

        _books.Commit();
        _books.KeyStatus().ShouldBe(_books.KeyStatus() with { Spent = 10, Reserved = 0 });
    }

    [Fact]
    public async Task Resize_JournalIsFull_IsRefusedAndNothingChanges()
    {
        _books.Key.Limit = 100;
        var hold = await _books.SendAsync(40);
        _books.Journal.Capacity = 0;

        (await _books.ResizeAsync(hold, 70)).ShouldNotBeNull().Reason.ShouldBe(HoldRefusalReason.StoreUnavailable);
        (await _books.ResizeAsync(hold, 10)).ShouldNotBeNull().Reason.ShouldBe(HoldRefusalReason.StoreUnavailable);

        hold.Amount.ShouldBe(40);
        _books.KeyStatus().Reserved.ShouldBe(40);
        _books.Journal.Capacity = int.MaxValue;
        (await _books.HoldAsync(60)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task Resize_StrictHold_IsDurableWhenItComes()
    {
        var hold = await _books.SendAsync(40, strict: true);

        var growing = _books.Meter.ResizeAsync(hold, 90, "openai", TimeSpan.Zero).AsTask();
        growing.IsCompleted.ShouldBeFalse();
        _books.Commit();

        (await growing).ShouldBeNull();
        _books.Store.Holds.Single().Amount.ShouldBe(90);
    }

    [Fact]
    public async Task Kill_AfterGrowth_AllOfItIsInSuspense()
    {
        _books.Key.Limit = 100;
        var hold = await _books.SendAsync(40);
        _books.Commit();
        (await _books.ResizeAsync(hold, 90)).ShouldBeNull();

        _books.Kill();

        _books.KeyStatus().ShouldBe(_books.KeyStatus() with { Spent = 90, Reserved = 0 });
        _books.Store.Holds.ShouldBeEmpty();
        _books.Store.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task LostMachine_AfterGrowthThatNoDiskHas_ItsSliceCoversIt()
    {
        _books.Key.Limit = 1_000;
        var hold = await _books.SendAsync(40);
        _books.Commit();
        (await _books.ResizeAsync(hold, 90)).ShouldBeNull();

        _books.LoseMachine();

        _books.KeyStatus().Spent.ShouldBeGreaterThanOrEqualTo(90);
        _books.KeyStatus().Spent.ShouldBeLessThanOrEqualTo(1_000);
    }

    [Fact]
    public async Task Kill_AfterTheNextProviderWasTried_TheLogNamesIt()
    {
        var hold = await _books.SendAsync(40);
        _books.Commit();
        hold.Call.Provider = "anthropic";
        (await _books.ResizeAsync(hold, 50, "anthropic")).ShouldBeNull();

        _books.Kill();

        _books.Store.Calls.Single().Provider.ShouldBe("anthropic");
        _books.Store.Calls.Single().CostNanoUsd.ShouldBe(50);
    }
}
