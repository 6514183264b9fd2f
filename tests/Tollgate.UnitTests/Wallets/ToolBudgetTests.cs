using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Wallets;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Wallets;

/// <summary>A tool's tokens and what it counts on its budgets end in one commit.</summary>
public sealed class ToolBudgetTests
{
    private const long Cost = 300_000_000;
    private readonly Books _books = new();

    private WalletDesk Desk => _books.Meter.Wallets;

    private WalletId Wallet => new(_books.Book.Workspace, KeyMode.Live);

    [Fact]
    public void Worth_OfTokens_IsRoundedUp()
    {
        Desk.Worth(30).Value.ShouldBe(Cost);
        var thirds = new MemoryLedgerStore();
        using var meter = new Metering.Meter(
            thirds, new MemoryJournal(), _books.Ids, _books.Time, wallets: new WalletOptions { Store = thirds.Wallets, TokensPerUsd = 3 });
        meter.Wallets.Worth(1).Value.ShouldBe(333_333_334);
        meter.Wallets.TokensPerUsd.ShouldBe(3);
    }

    [Fact]
    public async Task Commit_WithAHold_ChargesWalletAndBudgetsTogether()
    {
        var (hold, reservation) = await TakeAsync();
        var commits = _books.Store.Commits;

        var pending = Desk.CommitAsync(reservation, hold, Cost).AsTask();
        _books.Commit();

        (await pending).ShouldBeTrue();
        _books.Store.Commits.ShouldBe(commits + 1);
        _books.WorkspaceStatus().ShouldSatisfyAllConditions(s => s.Spent.ShouldBe(Cost), s => s.Reserved.ShouldBe(0));
        Desk.Status(Wallet).ShouldSatisfyAllConditions(s => s.Balance.ShouldBe(70), s => s.Reserved.ShouldBe(0));
        _books.Store.Calls.ShouldHaveSingleItem().RequestId.ShouldBe(hold.Call.RequestId);
        _books.Store.Verify().Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_BeforeTheCommit_UndoesBoth(bool charged)
    {
        var (hold, reservation) = await TakeAsync();
        _books.Commit();
        var pending = charged ? Desk.CommitAsync(reservation, hold, Cost).AsTask() : null;
        _books.Kill();

        pending?.IsCompleted.ShouldBeFalse();
        _books.WorkspaceStatus().ShouldSatisfyAllConditions(s => s.Spent.ShouldBe(0), s => s.Reserved.ShouldBe(0));
        Desk.Status(Wallet).ShouldSatisfyAllConditions(s => s.Balance.ShouldBe(100), s => s.Reserved.ShouldBe(0));
        _books.Store.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_WithAHold_FreesBoth()
    {
        var (hold, reservation) = await TakeAsync();

        var pending = Desk.RefundAsync(reservation, "timeout", hold).AsTask();
        _books.Commit();

        (await pending).ShouldBeTrue();
        hold.HasEnded.ShouldBeTrue();
        _books.WorkspaceStatus().ShouldSatisfyAllConditions(s => s.Spent.ShouldBe(0), s => s.Reserved.ShouldBe(0));
        Desk.Status(Wallet).Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Commit_ThatTheStoreFails_GivesTheTokensBackAndCountsTheCall()
    {
        var (hold, reservation) = await TakeAsync();
        _books.Store.FailAfterCommit = true;

        var pending = Desk.CommitAsync(reservation, hold, Cost).AsTask();
        _books.Commit();
        await Should.ThrowAsync<LedgerStoreException>(pending);
        _books.Meter.TryRecoverStore().ShouldBeTrue();
        _books.Commit();

        Desk.Status(Wallet).Balance.ShouldBe(100);
        _books.WorkspaceStatus().Spent.ShouldBe(Cost);
        _books.Store.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_WithAHoldThatEndedBefore_StillChargesTheWallet()
    {
        var (hold, reservation) = await TakeAsync();
        _books.Meter.Release(hold);

        var pending = Desk.CommitAsync(reservation, hold, Cost).AsTask();
        _books.Commit();

        (await pending).ShouldBeTrue();
        Desk.Status(Wallet).Balance.ShouldBe(70);
        _books.WorkspaceStatus().Spent.ShouldBe(0);
    }

    [Fact]
    public async Task Commit_WithAHoldThatWasWritten_IsRefused()
    {
        var (hold, reservation) = await TakeAsync();
        (await _books.Meter.CommitHoldAsync(hold, strict: false)).ShouldBeTrue();

        await Should.ThrowAsync<InvalidOperationException>(async () => await Desk.CommitAsync(reservation, hold, Cost));
    }

    private async Task<(Hold Hold, Reservation Reservation)> TakeAsync()
    {
        _books.Book.Live.Limit = Books.Usd;
        var request = _books.Request(Desk.Worth(30).Value) with { Provider = WalletDesk.Provider };
        request.Call.CostNanoUsd = Cost;
        var hold = (await _books.HoldAsync(request)).Hold.ShouldNotBeNull();
        var outcome = await Desk.ReserveAsync(new ReserveRequest(Wallet, hold.Id, "data", "get_email", 30, request.NowMs) { Key = new Id<KeyKind>(9) });
        return (hold, outcome.Reservation.ShouldNotBeNull());
    }
}
