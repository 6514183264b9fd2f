using Tollgate.Metering;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Wallets;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Wallets;

/// <summary>What a wallet does when the store fails, when others are faster, and when it is asked for nonsense.</summary>
public sealed class WalletTroubleTests
{
    private readonly WalletStage _stage = new();
    private readonly List<long> _told = [];

    [Fact]
    public async Task Reserve_WithAClaim_IsDurableBeforeItIsAnswered()
    {
        var request = Claimed(1, 30);
        var pending = _stage.Desk.ReserveAsync(request);
        pending.IsCompleted.ShouldBeFalse();
        request.Claim!.Written.ShouldBeTrue();
        _stage.Commit();

        (await pending).Reservation.ShouldNotBeNull().Id.ShouldBe(request.Id);
        _stage.Store.Claims.Find(1, request.Claim.Name).ShouldNotBeNull();
        _stage.Kill();
        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(100);
        _stage.Store.Claims.Find(1, request.Claim.Name).ShouldNotBeNull("the tool may have run");
    }

    [Fact]
    public async Task Reserve_WithAClaimThatAnotherHas_IsUndone()
    {
        await _stage.Done(_stage.Desk.ReserveAsync(Claimed(1, 30)));

        var second = await _stage.Done(_stage.Desk.ReserveAsync(Claimed(1, 30)));

        second.IsUnavailable.ShouldBeTrue();
        _stage.Desk.Status(_stage.Wallet).ShouldSatisfyAllConditions(s => s.Balance.ShouldBe(70), s => s.Reserved.ShouldBe(30));
    }

    [Fact]
    public async Task Reserve_ThatIsShort_LeavesItsClaimFree()
    {
        var request = Claimed(1, 3_000);

        (await _stage.Desk.ReserveAsync(request)).Shortage.ShouldNotBeNull();
        _stage.Commit();

        _stage.Store.Claims.Find(1, request.Claim!.Name).ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reserve_WithAClaimWhoseCommitFails_IsUndoneAndItsKeyIsFree(bool after)
    {
        var request = Claimed(1, 30);
        (_stage.Store.FailAfterCommit, _stage.Store.FailBeforeCommit) = (after, !after);

        (await _stage.Done(_stage.Desk.ReserveAsync(request))).IsUnavailable.ShouldBeTrue();
        _stage.Recover();

        _stage.Desk.Status(_stage.Wallet).ShouldSatisfyAllConditions(s => s.Balance.ShouldBe(100), s => s.Reserved.ShouldBe(0));
        _stage.Store.Claims.Find(1, request.Claim!.Name).ShouldBeNull();
        _stage.Store.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Store_ThatDoesNotWrite_TakesNothingNew()
    {
        var open = await _stage.ReserveAsync(10);
        await BreakAsync();

        (await _stage.Desk.ReserveAsync(_stage.Request(1))).IsUnavailable.ShouldBeTrue();
        await Should.ThrowAsync<LedgerStoreException>(async () => await _stage.Desk.MoveAsync(WalletMove.Credit(_stage.Wallet, 5, 500, null)));
        await Should.ThrowAsync<LedgerStoreException>(async () => await _stage.Desk.WriteAsync(new PaymentChange()));
        await Should.ThrowAsync<LedgerStoreException>(async () => await _stage.Desk.CommitAsync(open));
        _stage.Recover();

        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(100);
        _stage.Store.Verify().Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refund_ThatTheStoreFails_StandsAndBecomesDurable(bool after)
    {
        var reservation = await _stage.ReserveAsync(30);
        _stage.Commit();
        (_stage.Store.FailAfterCommit, _stage.Store.FailBeforeCommit) = (after, !after);

        await Should.ThrowAsync<LedgerStoreException>(async () => await _stage.Done(_stage.Desk.RefundAsync(reservation, "timeout")));
        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(100);
        _stage.Recover();

        _stage.History().Last().ShouldBe("3 Refund 30 -> 100");
        _stage.Kill();
        _stage.History().Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Move_ThatTheStoreFails_IsMadeOnceHoweverOftenItIsAsked(bool after, bool killed)
    {
        _ = _stage.Desk.Status(_stage.Wallet);
        _stage.Commit();
        var move = WalletMove.Credit(_stage.Wallet, 5, 500, "pay_1");
        (_stage.Store.FailAfterCommit, _stage.Store.FailBeforeCommit) = (after, !after);
        await Should.ThrowAsync<LedgerStoreException>(async () => await _stage.Done(_stage.Desk.MoveAsync(move)));
        if (killed)
        {
            _stage.Kill();
        }
        else
        {
            _stage.Recover();
        }

        (await _stage.Done(_stage.Desk.MoveAsync(move))).ShouldBe(new MoveOutcome(after || !killed, 600));

        _stage.History().ShouldBe(["1 Grant 100 -> 100", "2 Purchase 500 -> 600"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_AfterTheStoreTookAChargeAndDeniedIt_GivesItBackOnce(bool after)
    {
        var reservation = await _stage.ReserveAsync(30);
        _stage.Commit();
        (_stage.Store.FailAfterCommit, _stage.Store.FailBeforeCommit) = (after, !after);
        await Should.ThrowAsync<LedgerStoreException>(async () => await _stage.Done(_stage.Desk.CommitAsync(reservation)));

        _stage.Kill();
        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(100);
        _stage.Kill();

        _stage.Desk.Status(_stage.Wallet).ShouldSatisfyAllConditions(s => s.Balance.ShouldBe(100), s => s.Reserved.ShouldBe(0));
        _stage.History().Skip(2).ShouldBe(after ? ["3 Commit 30 -> 70", "4 Grant 30 -> 100"] : ["3 Refund 30 -> 100"]);
        _stage.Store.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Move_AskedTwiceBeforeItsCommit_IsMadeOnce()
    {
        var first = _stage.Desk.MoveAsync(WalletMove.Credit(_stage.Wallet, 5, 500, null)).AsTask();
        var second = _stage.Desk.MoveAsync(WalletMove.Credit(_stage.Wallet, 5, 500, null)).AsTask();
        _stage.Commit();

        (await first).ShouldBe(new MoveOutcome(false, 600));
        (await second).ShouldBe(new MoveOutcome(true, 600));
    }

    [Fact]
    public async Task Wallet_ThatCannotBeRead_IsUnavailableUntilItCan()
    {
        _stage.Store.Wallets.FailNextLoad = true;
        (await _stage.Desk.ReserveAsync(_stage.Request(1))).IsUnavailable.ShouldBeTrue();
        _stage.Store.Wallets.FailNextLoad = true;
        Should.Throw<LedgerStoreException>(() => _stage.Desk.Status(_stage.Wallet));

        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Changed_OfEveryMoveOfTheBalance_IsTold()
    {
        _stage.Desk.Changed = (wallet, balance) =>
        {
            wallet.ShouldBe(_stage.Wallet);
            _told.Add(balance);
        };
        var first = await _stage.ReserveAsync(30);
        var second = await _stage.ReserveAsync(20);
        await _stage.Done(_stage.Desk.CommitAsync(first));
        await _stage.Done(_stage.Desk.RefundAsync(second, "timeout"));
        await _stage.Done(_stage.Desk.MoveAsync(WalletMove.Credit(_stage.Wallet, 5, 500, null)));
        await _stage.Done(_stage.Desk.MoveAsync(WalletMove.Credit(_stage.Wallet, 5, 500, null)));

        _told.ShouldBe([70, 50, 70, 570]);
    }

    [Fact]
    public async Task Changed_OfAChargeThatIsUndone_IsTold()
    {
        var reservation = await _stage.ReserveAsync(30);
        _stage.Desk.Changed = (_, balance) => _told.Add(balance);
        _stage.Store.FailBeforeCommit = true;

        await Should.ThrowAsync<LedgerStoreException>(async () => await _stage.Done(_stage.Desk.CommitAsync(reservation)));

        _told.ShouldBe([100]);
    }

    [Fact]
    public void Status_WhereNewWalletsBeginWithNothing_IsZeroOnceAndForAll()
    {
        using var meter = Meter(startTokens: 0);
        meter.Wallets.Status(_stage.Wallet).ShouldSatisfyAllConditions(s => s.Balance.ShouldBe(0), s => s.Sums.Last.ShouldBe(0));
        meter.CommitOnce().ShouldBeTrue();

        using var later = Meter(startTokens: 100);
        later.Wallets.Status(_stage.Wallet).Balance.ShouldBe(0);
    }

    [Fact]
    public async Task Reserve_OfNothing_IsAlwaysPossible()
    {
        await _stage.Done(_stage.Desk.MoveAsync(WalletMove.TakeBack(_stage.Wallet, 2, 1, 500, "dispute")));

        await _stage.Done(_stage.Desk.CommitAsync(await _stage.ReserveAsync(0)));

        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(-400);
    }

    [Fact]
    public async Task Nonsense_OfAnyKind_IsABug()
    {
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await _stage.Desk.ReserveAsync(_stage.Request(-1)));
        Should.Throw<ArgumentOutOfRangeException>(() => WalletMove.Grant(_stage.Wallet, 1, 0, null));
        var request = _stage.Request(1);
        await _stage.Desk.ReserveAsync(request);
        await Should.ThrowAsync<InvalidOperationException>(async () => await _stage.Desk.ReserveAsync(request));
        using var without = new Meter(new MemoryLedgerStore(), new MemoryJournal(), _stage.Ids, _stage.Time);
        Should.Throw<InvalidOperationException>(() => without.Wallets);
    }

    private Meter Meter(long startTokens)
    {
        var meter = new Meter(
            _stage.Store, new MemoryJournal(), _stage.Ids, _stage.Time, new LedgerOptions { Gather = TimeSpan.Zero },
            new WalletOptions { Store = _stage.Store.Wallets, StartTokens = startTokens });
        _ = meter.Recover();
        return meter;
    }

    private async Task BreakAsync()
    {
        _stage.Store.FailBeforeCommit = true;
        var written = _stage.Desk.WriteAsync(new PaymentChange()).AsTask();
        _stage.Commit();
        await Should.ThrowAsync<LedgerStoreException>(written);
    }

    private ReserveRequest Claimed(byte name, long tokens)
    {
        var request = _stage.Request(tokens);
        return request with { Claim = new IdempotencyClaim(1, [.. Enumerable.Repeat(name, 32)], new byte[32], request.Id, _stage.NowMs) };
    }
}
