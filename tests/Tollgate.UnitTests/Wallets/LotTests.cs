using Tollgate.Metering.Tokens;
using Tollgate.Metering.Wallets;

namespace Tollgate.UnitTests.Wallets;

/// <summary>Which tokens go first, and where they come back to.</summary>
public sealed class LotTests
{
    private readonly WalletStage _stage = new();

    private Dictionary<UInt128, long> Remaining => _stage.Store.Wallets.Load(_stage.Wallet)!.Lots.ToDictionary(l => l.Id, l => l.Remaining);

    private UInt128 Start => _stage.Wallet.Workspace.Value;

    [Fact]
    public async Task Reserve_OverSeveralLots_TakesTheSoonestToExpireFirstThenTheOldest()
    {
        await GrantAsync(1, 50, 9_000);
        await GrantAsync(2, 50, 3_000);
        await CreditAsync(3, 500);

        await ChargeAsync(120);

        Remaining.ShouldBe(new Dictionary<UInt128, long> { [Start] = 80, [3] = 500 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Refund_OfPartsOfSeveralLots_GoesBackToEach()
    {
        await GrantAsync(1, 50, 9_000);
        var reservation = await _stage.ReserveAsync(70);
        _stage.Commit();
        Remaining[1].ShouldBe(0);

        await _stage.Done(_stage.Desk.RefundAsync(reservation, "timeout"));

        Remaining.ShouldBe(new Dictionary<UInt128, long> { [Start] = 100, [1] = 50 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Refund_ToALotWhoseTimeIsOver_ExpiresAtOnce()
    {
        await GrantAsync(1, 50, 9_000);
        var reservation = await _stage.ReserveAsync(70);
        _stage.Time.Advance(TimeSpan.FromMilliseconds(9_000));
        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(80);

        await _stage.Done(_stage.Desk.RefundAsync(reservation, "timeout"));

        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(100);
        _stage.History().TakeLast(2).ShouldBe(["4 Refund 70 -> 150", "5 Expire 50 -> 100"]);
    }

    [Fact]
    public async Task Charge_OfALotWhoseTimeIsOverMeanwhile_StandsAsReserved()
    {
        await GrantAsync(1, 50, 9_000);
        var reservation = await _stage.ReserveAsync(50);
        _stage.Time.Advance(TimeSpan.FromMilliseconds(9_000));

        (await _stage.Done(_stage.Desk.CommitAsync(reservation))).ShouldBeTrue();

        _stage.Desk.Status(_stage.Wallet).Sums.ShouldSatisfyAllConditions(s => s.Spent.ShouldBe(50), s => s.Expired.ShouldBe(0), s => s.Balance.ShouldBe(100));
    }

    [Fact]
    public async Task Sweep_OfAWalletThatNobodyTouches_LetsItsLotsExpire()
    {
        await GrantAsync(1, 50, 9_000);
        _stage.Time.Advance(TimeSpan.FromMilliseconds(8_999));
        _stage.Desk.Sweep();
        _stage.Commit();
        _stage.History().Count.ShouldBe(2);

        _stage.Time.Advance(TimeSpan.FromMilliseconds(1));
        _stage.Kill();
        _stage.Desk.Sweep();
        _stage.Commit();

        _stage.History().Last().ShouldBe("3 Expire 50 -> 100");
    }

    [Fact]
    public async Task Grant_WhoseTimeIsOverAlready_ExpiresAtOnce()
    {
        await GrantAsync(1, 50, -1);

        _stage.History().ShouldBe(["1 Grant 100 -> 100", "2 Grant 50 -> 150", "3 Expire 50 -> 100"]);
    }

    [Fact]
    public async Task TakeBack_OfAPurchase_TakesItsOwnLotFirstThenOthers()
    {
        await CreditAsync(1, 500);
        await CreditAsync(2, 500);
        await ChargeAsync(300);
        Remaining.ShouldBe(new Dictionary<UInt128, long> { [1] = 300, [2] = 500 }, ignoreOrder: true);

        await _stage.Done(_stage.Desk.MoveAsync(WalletMove.TakeBack(_stage.Wallet, 9, 2, 500, "refund")));
        Remaining.ShouldBe(new Dictionary<UInt128, long> { [1] = 300 });
        await _stage.Done(_stage.Desk.MoveAsync(WalletMove.TakeBack(_stage.Wallet, 10, 2, 100, "refund")));
        Remaining.ShouldBe(new Dictionary<UInt128, long> { [1] = 200 });
    }

    [Fact]
    public async Task TakeBack_WhileTokensAreReserved_IsMadeGoodByTheirRefund()
    {
        await CreditAsync(1, 500);
        var reservation = await _stage.ReserveAsync(550);

        (await _stage.Done(_stage.Desk.MoveAsync(WalletMove.TakeBack(_stage.Wallet, 9, 1, 500, "dispute")))).Balance.ShouldBe(-450);
        await _stage.Done(_stage.Desk.RefundAsync(reservation, "timeout"));
        _stage.Desk.Status(_stage.Wallet).Balance.ShouldBe(100);
        (await _stage.Done(_stage.Desk.MoveAsync(WalletMove.GiveBack(_stage.Wallet, 10, 500, "won")))).Balance.ShouldBe(600);

        _stage.Store.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Expire_OfALot_TakesWhatRemainsOfItAlone()
    {
        await GrantAsync(1, 50, 9_000);
        var reservation = await _stage.ReserveAsync(20);

        (await _stage.Done(_stage.Desk.MoveAsync(WalletMove.Expire(_stage.Wallet, 9, 1, "revoked")))).Balance.ShouldBe(100);
        (await _stage.Done(_stage.Desk.MoveAsync(WalletMove.Expire(_stage.Wallet, 10, 77, "no such lot")))).Balance.ShouldBe(100);
        await _stage.Done(_stage.Desk.RefundAsync(reservation, "timeout"));

        _stage.Desk.Status(_stage.Wallet).Sums.ShouldSatisfyAllConditions(s => s.Expired.ShouldBe(30), s => s.Balance.ShouldBe(120));
        _stage.Store.Wallets.Transactions(_stage.Wallet, new TransactionFilter { Kinds = [TransactionKind.Expire] }, null, 9)[^1].ShouldSatisfyAllConditions(
            t => t.Lot.ShouldBe<UInt128?>(1), t => t.Reason.ShouldBe("revoked"));
    }

    private Task<MoveOutcome> GrantAsync(UInt128 id, long tokens, long livesMs) =>
        _stage.Done(_stage.Desk.MoveAsync(WalletMove.Grant(_stage.Wallet, id, tokens, null, _stage.NowMs + livesMs)));

    private Task<MoveOutcome> CreditAsync(UInt128 id, long tokens) => _stage.Done(_stage.Desk.MoveAsync(WalletMove.Credit(_stage.Wallet, id, tokens, null)));

    private async Task ChargeAsync(long tokens) => await _stage.Done(_stage.Desk.CommitAsync(await _stage.ReserveAsync(tokens)));
}
