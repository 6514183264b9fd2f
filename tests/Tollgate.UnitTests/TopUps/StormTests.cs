using Tollgate.Metering.Payments;
using Tollgate.Payments.TopUps;
using Tollgate.Testing.Running;

namespace Tollgate.UnitTests.TopUps;

/// <summary>Debits by the hundred thousand that cross the threshold at once.</summary>
public sealed class StormTests
{
    private const int Debits = 100_000;

    [Fact]
    public async Task Debits_AtOnceWithADecliningCard_AreTwoFailedAttemptsAndOffAfterThree()
    {
        using var stage = new BillingStage();
        await stage.GiveAsync(4 * Debits);
        await stage.Billing.SaveTestCardAsync(stage.Wallet, BillingStage.Declining);
        await stage.Billing.SetAutoReloadAsync(stage.Wallet, true, (3 * Debits) + (Debits / 2), 5_000);

        Storm(stage);
        (await EndedAsync(stage, 2)).ShouldBe(2);
        stage.Billing.AutoReload(stage.Wallet).ShouldSatisfyAllConditions(s => s.Status.ShouldBe("cooling_down"), s => s.Enabled.ShouldBeTrue());

        stage.Time.Advance(TopUpRules.FailureWindow);
        Storm(stage);
        (await EndedAsync(stage, 3)).ShouldBe(3);
        stage.Billing.AutoReload(stage.Wallet).ShouldSatisfyAllConditions(s => s.Status.ShouldBe("switched_off"), s => s.Enabled.ShouldBeFalse());

        stage.Time.Advance(TopUpRules.FailureWindow);
        Storm(stage);
        (await stage.Billing.TryBeforeRefusalAsync(stage.Wallet, 1, CancellationToken.None)).ShouldBe(ReloadTry.NotTried);
        stage.Payments.Count.ShouldBe(3);
        stage.Payments.ShouldAllBe(p => p.State == PaymentState.Declined && p.Code == "generic_decline");
        stage.MostUnderWay.ShouldBe(1);
        stage.Store.Events.Select(e => e.Kind).ShouldBe(["auto_reload_failed", "auto_reload_failed", "auto_reload_off"]);
        stage.Balance.ShouldBe(100 + Debits);
    }

    [Fact]
    public async Task Debits_AtOnceWithAGoodCard_AreOneCharge()
    {
        using var stage = new BillingStage(new TopUpRules { DayCapCents = 1_000_000 });
        await stage.GiveAsync(2 * Debits);
        await stage.Billing.SaveTestCardAsync(stage.Wallet, BillingStage.Good);
        await stage.Billing.SetAutoReloadAsync(stage.Wallet, true, Debits + (Debits / 2), 100_000);

        Storm(stage);
        (await EndedAsync(stage, 1)).ShouldBe(1);

        stage.Payments.ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.State.ShouldBe(PaymentState.Credited), p => p.Tokens.ShouldBe(100_000));
        stage.MostUnderWay.ShouldBe(1);
        stage.Balance.ShouldBe(100 + Debits + 100_000);
    }

    [Fact]
    public async Task Callers_ThatWaitBeforeARefusal_ShareOneCharge()
    {
        using var stage = new BillingStage();
        await stage.Billing.SaveTestCardAsync(stage.Wallet, BillingStage.Good);
        await stage.Billing.SetAutoReloadAsync(stage.Wallet, true, 50, 500);

        var tries = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => stage.Billing.TryBeforeRefusalAsync(stage.Wallet, 1_234, CancellationToken.None)));

        tries.ShouldContain(ReloadTry.Credited);

        // Whoever comes after the first charge has ended asks for one of his own.
        stage.Payments.ShouldAllBe(p => p.Cents == 1_500 && p.State == PaymentState.Credited);
        stage.Payments.Count.ShouldBeLessThan(34);
        stage.MostUnderWay.ShouldBe(1);
        stage.Balance.ShouldBe(100 + (stage.Payments.Count * 1_500));
    }

    private static void Storm(BillingStage stage) => Parallel.For(0, Debits, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
    {
        var outcome = stage.Meter.Wallets.ReserveAsync(stage.Request(1));
        (outcome is { IsCompletedSuccessfully: true, Result.Reservation: not null }).ShouldBeTrue();
    });

    // The sweeper asks as a debit does: the card may have said no only after the last of them. A payment's row is durable a moment before its
    // wallet is told.
    private static Task<int> EndedAsync(BillingStage stage, int wanted) => Eventually.GetAsync(
        async () =>
        {
            await stage.Billing.SweepAsync();
            return stage.Billing.AutoReload(stage.Wallet).Status == "charging" ? 0 : stage.Payments.Count(p => !p.IsOpen);
        },
        ended => ended >= wanted);
}
