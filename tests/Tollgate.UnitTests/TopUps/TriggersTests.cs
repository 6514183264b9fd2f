using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;
using Tollgate.Payments.TopUps;

namespace Tollgate.UnitTests.TopUps;

public sealed class TriggersTests
{
    private const long NowMs = 1_800_000_000_000;
    private static readonly WalletId Wallet = new(new Id<WorkspaceKind>(3), KeyMode.Live);
    private static readonly TopUpRules Rules = new();

    [Theory]
    [InlineData(199, 0, 5_000)]
    [InlineData(-4_900, 0, 10_000)]
    [InlineData(-4_801, 0, 10_000)]
    [InlineData(-4_800, 0, 5_000)]
    [InlineData(500, 5_001, 10_000)]
    [InlineData(0, 10, 5_000)]
    public void Reload_BelowTheThreshold_IsTheMultipleThatClosesTheGap(long balance, long shortfall, long cents)
    {
        var (arrow, why) = Triggers.Reload(State(), balance, shortfall, new Id<PaymentKind>(1), NowMs, Rules);

        why.ShouldBe(Hindrance.None);
        arrow!.Move.ShouldBeNull();
        arrow.Payment.ShouldNotBeNull().ShouldSatisfyAllConditions(
            p => p.Cents.ShouldBe(cents), p => p.Tokens.ShouldBe(cents), p => p.State.ShouldBe(PaymentState.Intent), p => p.Card.ShouldBe("pm_1"));
    }

    [Theory]
    [InlineData(200, 0)]
    [InlineData(500, -3)]
    public void Reload_WhileTheBalanceCovers_IsNotDue(long balance, long shortfall) =>
        Triggers.Reload(State(), balance, shortfall, new Id<PaymentKind>(1), NowMs, Rules).Why.ShouldBe(Hindrance.NotDue);

    [Fact]
    public void Reload_AtARateThatRounds_StillClosesTheGapWithTheLeastMultiple()
    {
        foreach (var rate in new[] { 1L, 3, 7, 33, 99, 101, 12_345 })
        {
            var rules = Rules with { TokensPerUsd = rate, DayCapCents = 1_000_000_000, MostCents = 1_000_000_000 };
            foreach (var gap in new[] { 1L, 2, 49, 50, 51, 999, 10_001 })
            {
                var cents = Triggers.Reload(State(r => r with { TopUpCents = 777, ThresholdTokens = gap }), 0, 0, default, NowMs, rules).Arrow!.Payment!.Cents;

                rules.TokensFor(cents).ShouldBeGreaterThanOrEqualTo(gap);
                (cents == 777 || rules.TokensFor(cents - 777) < gap).ShouldBeTrue($"{cents} cents at {rate} for {gap}");
            }
        }
    }

    [Fact]
    public void Reload_WithLittleLeftOfTheDaysCap_IsWhatFits()
    {
        var state = State(r => r with { DayMs = Triggers.DayOf(NowMs), DayCents = 38_000 });

        Triggers.Reload(state, -40_000, 0, default, NowMs, Rules).Arrow!.Payment!.Cents.ShouldBe(10_000);
        Triggers.Reload(State(r => r with { DayMs = Triggers.DayOf(NowMs), DayCents = 45_001 }), 0, 0, default, NowMs, Rules).Why.ShouldBe(Hindrance.Capped);
        Triggers.Reload(State(r => r with { DayMs = Triggers.DayOf(NowMs) - 1, DayCents = 50_000 }), 0, 0, default, NowMs, Rules).Why.ShouldBe(Hindrance.None);
    }

    [Fact]
    public void Reload_AfterTheClockWasSetBackOverMidnight_StaysWithinTheCapOfTheDay()
    {
        var day = Triggers.DayOf(NowMs);
        var state = State(r => r with { DayMs = day, DayCents = 45_000 });
        var (paid, _) = Triggers.Reload(state, 0, 0, new Id<PaymentKind>(1), day, Rules);
        var outcome = new ChargeOutcome(ChargeStatus.Succeeded) { ProviderPayment = "pi_1", Cents = 5_000, Currency = "usd" };

        Triggers.Reload(state, 0, 0, default, day - 1, Rules).Arrow!.Payment!.Cents.ShouldBe(5_000);
        var credited = Outcomes.Of(state, paid!.Payment!, outcome, day - 1)!.Change.AutoReload!;
        Triggers.Reload(state with { Reload = credited }, 0, 0, default, day - 1, Rules).Why.ShouldBe(Hindrance.Capped);
        Triggers.Reload(state with { Reload = credited }, 0, 0, default, day, Rules).Why.ShouldBe(Hindrance.Capped);
        Triggers.Reload(state with { Reload = credited with { DayMs = day + 999 * 86_400_000L } }, 0, 0, default, day, Rules).Why.ShouldBe(Hindrance.None);
    }

    [Fact]
    public void Reload_WithAMonthlyCap_CountsWhatIsInFlight()
    {
        var rules = Rules with { MonthCapCents = 12_000 };
        var waiting = new Payment
        {
            Id = new Id<PaymentKind>(7), Wallet = Wallet, Type = PaymentType.AutoReload, State = PaymentState.NeedsAction, Cents = 5_000, Tokens = 5_000,
            CreatedAtMs = NowMs, UpdatedAtMs = NowMs,
        };
        var state = State(r => r with { MonthMs = Triggers.MonthOf(NowMs), MonthCents = 2_500 });

        Triggers.Reload(state, 0, 0, default, NowMs, rules).Why.ShouldBe(Hindrance.None);
        Triggers.Room(state with { Open = [waiting] }, state.Reload!, NowMs, rules).ShouldBe(4_500);
    }

    [Fact]
    public void Reload_AfterTwoFailuresWithinTenMinutes_WaitsUntilTheOlderIsTenMinutesOld()
    {
        var state = State(r => r with { FailedBeforeMs = NowMs - 500_000, FailedAtMs = NowMs - 1 });

        Triggers.Reload(state, 0, 0, default, NowMs, Rules).Why.ShouldBe(Hindrance.CoolingDown);
        Triggers.Reload(state, 0, 0, default, NowMs + 99_999, Rules).Why.ShouldBe(Hindrance.CoolingDown);
        Triggers.Reload(state, 0, 0, default, NowMs + 100_000, Rules).Why.ShouldBe(Hindrance.None);
        Triggers.Reload(State(r => r with { FailedBeforeMs = NowMs - 600_000, FailedAtMs = NowMs }), 0, 0, default, NowMs, Rules).Why.ShouldBe(Hindrance.None);
    }

    [Theory]
    [InlineData(AutoReloadState.Off, (int)Hindrance.Off)]
    [InlineData(AutoReloadState.Paused, (int)Hindrance.Paused)]
    [InlineData(AutoReloadState.SwitchedOff, (int)Hindrance.SwitchedOff)]
    public void Reload_ThatIsNotArmed_DoesNotBegin(AutoReloadState reload, int why) =>
        Triggers.Reload(State(r => r with { State = reload }), 0, 0, default, NowMs, Rules).Why.ShouldBe((Hindrance)why);

    [Fact]
    public void Reload_WithACardOfAnotherMethod_HasNoCard() =>
        Triggers.Reload(State() with { Method = "other" }, 0, 0, default, NowMs, Rules).Why.ShouldBe(Hindrance.NoCard);

    [Fact]
    public void Reload_WhileAnotherWaitsForItsOwner_DoesNotBegin()
    {
        var state = State();
        var waiting = Triggers.Reload(state, 0, 0, new Id<PaymentKind>(1), NowMs, Rules).Arrow!.Payment! with { State = PaymentState.NeedsAction };

        Triggers.Reload(state with { Open = [waiting] }, 0, 0, new Id<PaymentKind>(2), NowMs, Rules).Why.ShouldBe(Hindrance.Paused);
    }

    [Fact]
    public void Reload_WhileAPurchaseIsUnderWay_DoesNotBegin()
    {
        var bought = Triggers.Buy(State(), 500, new Id<PaymentKind>(4), NowMs, Rules)!;
        var state = State().After(bought.Change);

        Triggers.Reload(state, 0, 0, default, NowMs, Rules).Why.ShouldBe(Hindrance.UnderWay);
        Triggers.Buy(state, 500, new Id<PaymentKind>(5), NowMs, Rules).ShouldBeNull();
    }

    private static TopUpState State(Func<AutoReload, AutoReload>? change = null)
    {
        var reload = new AutoReload { Wallet = Wallet, State = AutoReloadState.Armed, ThresholdTokens = 200, TopUpCents = 5_000, SetAtMs = 1 };
        var profile = new PaymentProfile { Wallet = Wallet, Method = "m", Customer = "cus_1", Card = new SavedCard("pm_1") };
        return new TopUpState(Wallet, "m", change?.Invoke(reload) ?? reload, profile, []);
    }
}
