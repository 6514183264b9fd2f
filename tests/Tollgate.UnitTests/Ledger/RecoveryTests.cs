using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Ledger;

public sealed class RecoveryTests
{
    private readonly Books _books = new();

    [Fact]
    public async Task Kill_HoldNotYetSent_IsGone()
    {
        _books.Key.Limit = 100;
        _ = await _books.HoldAsync(100);

        _books.Kill();

        _books.KeyStatus().ShouldBe(new BudgetStatus(100, 0, 0, _books.KeyStatus().ResetsAtMs));
    }

    [Fact]
    public async Task Kill_SettledButNotCommitted_StaysSettled()
    {
        _books.Key.Limit = 100;
        await _books.SettleAsync(await _books.SendAsync(100), 40);

        _books.Kill();

        _books.KeyStatus().Spent.ShouldBe(40);
        _books.Store.Calls.Count.ShouldBe(1);
        _books.Recovered.Suspended.ShouldBe(0);
    }

    [Fact]
    public async Task Kill_SentWithUnknownOutcome_CountsAsSpentInSuspense()
    {
        _books.Key.Limit = 100;
        var hold = await _books.SendAsync(60);

        _books.Kill();

        _books.KeyStatus().ShouldBe(new BudgetStatus(100, 60, 0, _books.KeyStatus().ResetsAtMs));
        _books.Recovered.Suspended.ShouldBe(1);
        _books.Store.Calls.Single().Flags.ShouldBe(CallFlags.OutcomeUnknown);
        _books.Store.Calls.Single().CostNanoUsd.ShouldBe(60);
        _books.Store.Transfers.Single().Id.ShouldBe(hold.Id);
        (await _books.HoldAsync(41)).Hold.ShouldBeNull();
    }

    [Fact]
    public async Task Kill_StrictHoldCommittedButNotSent_IsReleased()
    {
        _books.Key.Limit = 100;
        var hold = (await _books.HoldAsync(60)).Hold!;
        var committing = _books.Meter.CommitHoldAsync(hold, strict: true).AsTask();
        _books.Store.Holds.ShouldBeEmpty();
        committing.IsCompleted.ShouldBeFalse();

        _books.Kill();

        _books.Recovered.Released.ShouldBe(1);
        _books.KeyStatus().Spent.ShouldBe(0);
        _books.Store.Holds.ShouldBeEmpty();
    }

    [Fact]
    public async Task Kill_StrictHoldSent_IsInSuspense()
    {
        _ = await _books.SendAsync(60, strict: true);
        _books.Commit();
        _books.Store.Holds.Single().Dispatched.ShouldBeTrue();

        _books.Kill();

        _books.Recovered.Suspended.ShouldBe(1);
        _books.Store.Holds.ShouldBeEmpty();
    }

    [Fact]
    public async Task Kill_TwiceInARow_ChangesNothingTheSecondTime()
    {
        _ = await _books.SendAsync(60);
        _books.Kill();
        var spent = _books.WorkspaceStatus().Spent;

        _books.Kill();

        _books.WorkspaceStatus().Spent.ShouldBe(spent);
        _books.Recovered.ShouldBe(new RecoveryReport(0, 0, 0, 0));
    }

    [Fact]
    public async Task LostMachine_UnusedSlice_GoesToSuspenseSoThatNoSpendIsForgotten()
    {
        _books.Key.Limit = 1_000_000;
        await _books.SettleAsync(await _books.SendAsync(100), 100);
        _books.Commit();
        await _books.SettleAsync(await _books.SendAsync(100), 90);

        _books.LoseMachine();

        _books.Recovered.LostSlices.ShouldBe(1);
        var status = _books.KeyStatus();
        status.Spent.ShouldBeGreaterThanOrEqualTo(190);
        status.Spent.ShouldBeLessThanOrEqualTo(1_000_000);
        _books.Store.Transfers.ShouldContain(t => t.Kind == EntryKind.LostSlice);
    }

    [Fact]
    public async Task OrderlyStop_ThenLostMachine_LosesNoSlice()
    {
        _books.Key.Limit = 1_000_000;
        await _books.SettleAsync(await _books.SendAsync(100), 90);
        _books.Meter.Stop();

        _books.LoseMachine();

        _books.Recovered.LostSlices.ShouldBe(0);
        _books.KeyStatus().Spent.ShouldBe(90);
    }

    [Fact]
    public async Task Suspense_UnresolvedForADay_IsChargedAtTheBound()
    {
        _books.Key.Limit = 100;
        _ = await _books.SendAsync(60);
        _books.Kill();
        _books.Meter.ResolveSuspense().ShouldBe(0);

        _books.Time.Advance(TimeSpan.FromHours(24));
        _books.Meter.ResolveSuspense().ShouldBe(1);
        _books.Commit();

        _books.KeyStatus().Spent.ShouldBe(60);
        _books.Store.Accounts.ShouldAllBe(a => a.Balance.Suspense == 0);
        _books.Store.Verify().Findings.ShouldBeEmpty();
        _books.Meter.ResolveSuspense().ShouldBe(0);
    }

    [Fact]
    public async Task TimeZone_ChangedBeforeARestart_KeepsTheWindowInForce()
    {
        _books.Key.Limit = 100;
        await _books.SettleAsync(await _books.SendAsync(90), 90);
        var ends = _books.KeyStatus().ResetsAtMs;
        _books.Kill();

        _books.Book.Zone = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(9), "east", "east");

        _books.KeyStatus().ShouldBe(new BudgetStatus(100, 90, 0, ends));
    }
}
