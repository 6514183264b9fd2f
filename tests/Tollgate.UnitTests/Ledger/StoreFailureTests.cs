using Tollgate.Metering.Ledger;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Ledger;

public sealed class StoreFailureTests
{
    private readonly Books _books = new();

    [Fact]
    public async Task StrictHold_CommitFails_IsNotSentAndNothingIsOwed()
    {
        var hold = (await _books.HoldAsync(60)).Hold!;
        _books.Store.FailBeforeCommit = true;

        var sent = _books.Meter.CommitHoldAsync(hold, strict: true).AsTask();
        _books.Meter.CommitOnce().ShouldBeFalse();

        (await sent).ShouldBeFalse();
        _books.WorkspaceStatus().Reserved.ShouldBe(0);
    }

    [Fact]
    public async Task Hold_WhileTheStoreFails_IsRefusedAsUnavailable()
    {
        _books.Key.Limit = 1_000;
        _books.Store.FailBeforeCommit = true;

        var refusal = (await _books.HoldAsync(60)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(HoldRefusalReason.StoreUnavailable);
        _books.Meter.Health().Degraded.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Settlement_StoreFailsAndComesBack_IsThereOnce(bool afterCommit)
    {
        var hold = await _books.SendAsync(60);
        await _books.SettleAsync(hold, 40);
        _books.Store.FailAfterCommit = afterCommit;
        _books.Store.FailBeforeCommit = !afterCommit;
        _books.Meter.CommitOnce().ShouldBeFalse();

        _books.Meter.TryRecoverStore().ShouldBeTrue();

        _books.Store.Transfers.Single().Amount.ShouldBe(40);
        _books.Meter.Health().Degraded.ShouldBeFalse();
        (await _books.HoldAsync(1)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task Journal_Full_RefusesNewCallsAndKeepsTheEndsOfOldOnes()
    {
        var hold = await _books.SendAsync(60);
        _books.Commit();
        _books.Journal.Capacity = 0;

        var next = (await _books.HoldAsync(60)).Hold!;
        (await _books.Meter.CommitHoldAsync(next, strict: false)).ShouldBeFalse();
        await _books.SettleAsync(hold, 40);
        _books.Commit();

        _books.WorkspaceStatus().ShouldBe(new BudgetStatus(long.MaxValue, 40, 0, _books.WorkspaceStatus().ResetsAtMs));
        _books.Store.Transfers.Single().Amount.ShouldBe(40);
    }

    [Fact]
    public async Task Budget_TakenAwayWhileTheStoreFails_AccountGoesOnOnceItIsBack()
    {
        _books.Key.Limit = 100;
        var hold = await _books.SendAsync(60);
        _books.Commit();
        await _books.SettleAsync(hold, 40);
        _books.Store.FailBeforeCommit = true;
        _books.Meter.CommitOnce().ShouldBeFalse();

        _books.Key.Limit = long.MaxValue;
        (await _books.HoldAsync(1_000)).Refusal!.Reason.ShouldBe(HoldRefusalReason.StoreUnavailable);
        _books.Meter.TryRecoverStore().ShouldBeTrue();

        await _books.SettleAsync(await _books.SendAsync(1_000), 900);
        _books.Commit();
        _books.Meter.Health().Degraded.ShouldBeFalse();
        (await _books.HoldAsync(1)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task Queue_Full_RefusesNewCalls()
    {
        var books = new Books(options: new LedgerOptions { Gather = TimeSpan.Zero, MostQueued = 16 });
        _ = await books.SendAsync(1);
        var written = true;

        for (var i = 0; i < 16 && written; i++)
        {
            var hold = (await books.Meter.HoldAsync(books.Request(1))).Hold!;
            written = await books.Meter.CommitHoldAsync(hold, strict: false);
        }

        written.ShouldBeFalse();
        books.Commit();
        (await books.SendAsync(1)).ShouldNotBeNull();
    }
}
