using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Tokens;
using Tollgate.Payments.TopUps;

namespace Tollgate.UnitTests.TopUps;

public sealed class ReversalsTests
{
    private static readonly Payment Paid = new()
    {
        Id = new Id<PaymentKind>(1_000), Wallet = new WalletId(new Id<WorkspaceKind>(3), KeyMode.Live), Type = PaymentType.Purchase,
        State = PaymentState.Credited, Cents = 1_000, Tokens = 333, CreatedAtMs = 1, UpdatedAtMs = 1,
    };

    [Fact]
    public void Refunds_InParts_TakeExactlyAllTokensInTheEnd()
    {
        var payment = Paid;
        var taken = new List<long>();
        foreach (var (id, cents) in new[] { ("re_1", 1L), ("re_2", 499), ("re_3", 250), ("re_4", 250) })
        {
            var arrow = Reversals.Of(payment, Refund(id, cents), 5).ShouldNotBeNull();
            payment = arrow.Payment!;
            taken.Add(arrow.Move?.Tokens ?? 0);
        }

        taken.ShouldBe([0, 167, 83, 83]);
        payment.TakenTokens.ShouldBe(333);
        payment.Moves.ShouldBe(3);
    }

    [Fact]
    public void Refund_ToldTwice_TakesOnce()
    {
        var arrow = Reversals.Of(Paid, Refund("re_1", 500), 5)!;

        arrow.Move!.ShouldSatisfyAllConditions(
            m => m.Kind.ShouldBe(TransactionKind.TakeBack), m => m.Tokens.ShouldBe(167), m => m.Id.ShouldBe((UInt128)1_001), m => m.Lot.ShouldBe((UInt128)1_000));
        Reversals.Of(arrow.Payment!, Refund("re_1", 500) with { AtMs = 99 }, 6).ShouldBeNull();
    }

    [Fact]
    public void Dispute_Won_GivesBackAlsoWhenThatIsToldFirst()
    {
        var opened = new Reversal("dp_1", ReversalKind.Dispute, 1_000, false, 5);
        var won = opened with { Undone = true };
        var lost = Reversals.Of(Paid, opened, 5)!;

        lost.Change.Told!.Kind.ShouldBe("payment_disputed");
        Reversals.Of(lost.Payment!, won, 6)!.Move!.ShouldSatisfyAllConditions(m => m.Kind.ShouldBe(TransactionKind.GiveBack), m => m.Tokens.ShouldBe(333));
        var first = Reversals.Of(Paid, won, 5)!;
        first.Move.ShouldBeNull();
        Reversals.Of(first.Payment!, opened, 6).ShouldBeNull();
    }

    [Fact]
    public void Reversals_OfMoreThanWasPaid_TakeNoMoreThanWasBought()
    {
        var refunded = Reversals.Of(Paid, Refund("re_1", 700), 5)!.Payment!;

        var disputed = Reversals.Of(refunded, new Reversal("dp_1", ReversalKind.Dispute, 1_000, false, 6), 6)!;

        disputed.Payment!.TakenTokens.ShouldBe(333);
        disputed.Move!.Tokens.ShouldBe(333 - 233);
    }

    [Fact]
    public void Refund_BeforeTheCredit_MovesNothingUntilTheCreditIsSmaller()
    {
        var waiting = Paid with { State = PaymentState.Charging };
        var arrow = Reversals.Of(waiting, Refund("re_1", 500), 5)!;
        arrow.Move.ShouldBeNull();
        var state = new TopUpState(waiting.Wallet, "m", null, null, [arrow.Payment!]);

        var credit = Outcomes.Of(state, arrow.Payment!, new(Tollgate.Payments.Methods.ChargeStatus.Succeeded) { Cents = 1_000, Currency = "usd" }, 6)!;

        credit.Move!.Tokens.ShouldBe(333 - 167);
        credit.Payment!.TakenTokens.ShouldBe(167);
    }

    private static Reversal Refund(string id, long cents) => new(id, ReversalKind.Refund, cents, false, 5);
}
