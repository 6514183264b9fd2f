using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Tokens;
using Tollgate.Metering.Wallets;

namespace Tollgate.UnitTests.Wallets;

public sealed class WalletDeskTests
{
    private readonly WalletStage _stage = new();

    [Fact]
    public void Status_OfNewWallet_HasTheStartOnce()
    {
        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(100);
        _stage.Commit();
        _stage.Kill();

        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(100);
        _stage.History().ShouldBe(["1 Grant 100 -> 100"]);
    }

    [Fact]
    public async Task Wallets_OfBothModes_AreApart()
    {
        var play = _stage.Wallet with { Mode = KeyMode.Test };
        await _stage.Done(_stage.Desk.MoveAsync(WalletMove.Grant(play, 5, 900, "play")));

        _stage.Desk.Status(play).Balance.ShouldBe(1000);
        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Commit_OfReservation_ChargesItOnce()
    {
        var reservation = await _stage.ReserveAsync(30);
        reservation.ShouldSatisfyAllConditions(
            r => r.Wallet.ShouldBe(_stage.Wallet), r => r.Tokens.ShouldBe(30), r => r.Server.ShouldBe("data"), r => r.Tool.ShouldBe("get_email"),
            r => r.HasEnded.ShouldBeFalse());
        _stage.Desk.Status(_stage.Wallet).ShouldSatisfyAllConditions(s => s.Balance.ShouldBe(70), s => s.Reserved.ShouldBe(30));

        (await _stage.Done(_stage.Desk.CommitAsync(reservation))).ShouldBeTrue();
        (await _stage.Done(_stage.Desk.CommitAsync(reservation))).ShouldBeFalse();
        (await _stage.Done(_stage.Desk.RefundAsync(reservation, "late"))).ShouldBeFalse();

        _stage.Desk.Status(_stage.Wallet).ShouldSatisfyAllConditions(s => s.Balance.ShouldBe(70), s => s.Reserved.ShouldBe(0));
        _stage.History().ShouldBe(["1 Grant 100 -> 100", "2 Reserve 30 -> 70", "3 Commit 30 -> 70"]);
    }

    [Fact]
    public async Task Refund_OfReservation_GivesItBackOnce()
    {
        var reservation = await _stage.ReserveAsync(30);

        (await _stage.Done(_stage.Desk.RefundAsync(reservation, "timeout"))).ShouldBeTrue();
        (await _stage.Done(_stage.Desk.RefundAsync(reservation, "timeout"))).ShouldBeFalse();
        (await _stage.Done(_stage.Desk.CommitAsync(reservation))).ShouldBeFalse();

        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Commit_BeforeItsRowsAreDurable_AnswersNobody()
    {
        var reservation = await _stage.ReserveAsync(30);

        var pending = _stage.Desk.CommitAsync(reservation);
        pending.IsCompleted.ShouldBeFalse();
        _stage.Commit();

        (await pending).ShouldBeTrue();
    }

    [Fact]
    public async Task Reserve_MoreThanThereIs_SaysWhatIsMissing()
    {
        var outcome = await _stage.Desk.ReserveAsync(_stage.Request(130));

        outcome.Shortage.ShouldBe(new WalletShortage(130, 100));
        outcome.Shortage!.Shortfall.ShouldBe(30);
        outcome.IsUnavailable.ShouldBeFalse();
    }

    [Fact]
    public async Task Move_WithAnIdMadeBefore_ChangesNothingButThePaymentsRows()
    {
        var credit = WalletMove.Credit(_stage.Wallet, 77, 2500, "pay_1");
        (await _stage.Done(_stage.Desk.MoveAsync(credit, new PaymentChange()))).ShouldBe(new MoveOutcome(false, 2600));
        (await _stage.Done(_stage.Desk.MoveAsync(credit, new PaymentChange()))).ShouldBe(new MoveOutcome(true, 2600));
        _stage.Kill();

        (await _stage.Done(_stage.Desk.MoveAsync(credit, new PaymentChange()))).ShouldBe(new MoveOutcome(true, 2600));
        _stage.Store.Payments.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Write_OfPaymentRows_IsDurableWhenItCompletes()
    {
        var pending = _stage.Desk.WriteAsync(new PaymentChange());
        pending.IsCompleted.ShouldBeFalse();
        _stage.Commit();
        await pending;

        _stage.Store.Payments.Count.ShouldBe(1);
    }

    [Fact]
    public async Task TakeBack_OfWhatIsSpent_GoesBelowZeroUntilItIsMadeGood()
    {
        await _stage.Done(_stage.Desk.MoveAsync(WalletMove.Credit(_stage.Wallet, 1, 500, "pay_1")));
        await _stage.Done(_stage.Desk.CommitAsync(await _stage.ReserveAsync(550)));

        (await _stage.Done(_stage.Desk.MoveAsync(WalletMove.TakeBack(_stage.Wallet, 2, 1, 500, "refund")))).Balance.ShouldBe(-450);
        (await _stage.Desk.ReserveAsync(_stage.Request(1))).Shortage.ShouldBe(new WalletShortage(1, -450));
        (await _stage.Done(_stage.Desk.MoveAsync(WalletMove.Credit(_stage.Wallet, 3, 500, "pay_2")))).Balance.ShouldBe(50);

        _ = await _stage.ReserveAsync(50);
        _stage.Commit();
        _stage.Store.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Kill_WithOpenReservations_RefundsThemOnceAtTheStart()
    {
        _ = await _stage.ReserveAsync(30);
        _stage.Commit();
        _stage.Kill();

        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(100);
        _stage.History().ShouldBe(["1 Grant 100 -> 100", "2 Reserve 30 -> 70", "3 Refund 30 -> 100"]);
        _stage.Kill();
        _stage.History().Count.ShouldBe(3);
    }

    [Fact]
    public async Task Commit_ThatTheStoreFails_IsUndoneAndSaysSo()
    {
        var reservation = await _stage.ReserveAsync(30);
        _stage.Store.FailBeforeCommit = true;
        var pending = _stage.Desk.CommitAsync(reservation).AsTask();
        _stage.Commit();
        await Should.ThrowAsync<LedgerStoreException>(pending);

        _stage.Recover();
        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(100);
        _stage.History().ShouldBe(["1 Grant 100 -> 100", "2 Reserve 30 -> 70", "3 Commit 30 -> 70", "4 Reversal 30 -> 100"]);
    }
}
