using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;

namespace Tollgate.Payments.TopUps;

/// <summary>Whether and how much is charged. Pure: the same state, balance and time give the same arrow.</summary>
internal static class Triggers
{
    private const long DayMs = 86_400_000;

    /// <summary>The intent of an automatic top-up, or why there is none.</summary>
    /// <param name="state">Where the wallet's payments stand.</param>
    /// <param name="balance">What can be spent now, tokens.</param>
    /// <param name="shortfall">What a call that waits lacks, tokens; 0 when none does.</param>
    /// <param name="id">Id for the payment.</param>
    /// <param name="nowMs">Unix milliseconds.</param>
    /// <param name="rules">The limits.</param>
    public static (Arrow? Arrow, Hindrance Why) Reload(
        TopUpState state, long balance, long shortfall, Id<PaymentKind> id, long nowMs, TopUpRules rules)
    {
        if (Hinders(state, nowMs) is var why and not Hindrance.None)
        {
            return (null, why);
        }

        var reload = state.Reload!;
        var gap = Math.Max(checked(reload.ThresholdTokens - balance), shortfall);
        if (gap <= 0)
        {
            return (null, Hindrance.NotDue);
        }

        var cents = Multiple(reload.TopUpCents, gap, Room(state, reload, nowMs, rules), rules);
        return cents == 0
            ? (null, Hindrance.Capped)
            : (new Arrow(new PaymentChange { Payment = Begin(state, PaymentType.AutoReload, cents, id, nowMs, rules) }), Hindrance.None);
    }

    /// <summary>The intent of a purchase with the saved card; null while another payment is under way or no card is saved.</summary>
    public static Arrow? Buy(TopUpState state, long cents, Id<PaymentKind> id, long nowMs, TopUpRules rules) =>
        state.UnderWay is not null || state.Card is null
            ? null
            : new Arrow(new PaymentChange { Payment = Begin(state, PaymentType.Purchase, cents, id, nowMs, rules) });

    /// <summary>A payment on a page of the method, before the page is asked for.</summary>
    public static Arrow Checkout(TopUpState state, long cents, Id<PaymentKind> id, long nowMs, TopUpRules rules) => new(new PaymentChange
    {
        Payment = Begin(state, PaymentType.Checkout, cents, id, nowMs, rules) with { State = PaymentState.Checkout, Card = null },
    });

    /// <summary>What stands in the way of an automatic top-up now, whatever the balance.</summary>
    public static Hindrance Hinders(TopUpState state, long nowMs) => state.Reload switch
    {
        null or { State: AutoReloadState.Off } => Hindrance.Off,
        { State: AutoReloadState.SwitchedOff } => Hindrance.SwitchedOff,
        { State: AutoReloadState.Paused } => Hindrance.Paused,

        // The owner may confirm it yet: it ends before another one begins.
        _ when state.WaitingTopUps.Any() => Hindrance.Paused,
        _ when state.UnderWay is not null => Hindrance.UnderWay,
        _ when state.Card is null => Hindrance.NoCard,
        var reload when CoolUntilMs(reload) > nowMs => Hindrance.CoolingDown,
        _ => Hindrance.None,
    };

    /// <summary>Until when nothing is tried, Unix milliseconds: at most two attempts fail within the window.</summary>
    public static long CoolUntilMs(AutoReload reload) =>
        reload is { FailedBeforeMs: { } before, FailedAtMs: { } newest } && newest - before < (long)TopUpRules.FailureWindow.TotalMilliseconds
            ? before + (long)TopUpRules.FailureWindow.TotalMilliseconds
            : 0;

    /// <summary>What the caps leave, US cents: automatic top-ups that may still succeed count as if they had.</summary>
    public static long Room(TopUpState state, AutoReload reload, long nowMs, TopUpRules rules)
    {
        var inFlight = state.Open.Where(p => p.Type == PaymentType.AutoReload).Sum(p => p.Cents);
        var day = rules.DayCapCents - inFlight - (reload.DayMs == DayOf(nowMs, reload) ? reload.DayCents : 0);
        var month = rules.MonthCapCents is { } cap
            ? cap - inFlight - (reload.MonthMs == MonthOf(nowMs, reload) ? reload.MonthCents : 0)
            : long.MaxValue;
        return Math.Min(day, month);
    }

    /// <summary>Begin of the UTC day.</summary>
    public static long DayOf(long nowMs) => nowMs - (nowMs % DayMs);

    /// <summary>Begin of the UTC day that counts: the one after it when that was begun, and the clock was set back since.</summary>
    public static long DayOf(long nowMs, AutoReload reload) => Later(reload.DayMs, DayOf(nowMs), DayMs);

    /// <summary>The same of the month.</summary>
    public static long MonthOf(long nowMs, AutoReload reload) => Later(reload.MonthMs, MonthOf(nowMs), 31 * DayMs);

    /// <summary>Begin of the UTC month.</summary>
    public static long MonthOf(long nowMs)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(nowMs);
        return new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    }

    // A clock that was far ahead for a while must not stop them until then.
    private static long Later(long keptMs, long periodMs, long lengthMs) => keptMs > periodMs && keptMs - periodMs <= lengthMs ? keptMs : periodMs;

    // The least multiple that closes the gap; where a limit leaves less, the largest that fits; 0 when none does.
    private static long Multiple(long topUpCents, long gap, long room, TopUpRules rules)
    {
        var most = Math.Min(room, rules.MostCents) / topUpCents;
        var tokens = rules.TokensFor(topUpCents);
        var count = Math.Min(most, tokens == 0 ? most : ((gap - 1) / tokens) + 1);

        // One top-up's tokens are rounded, several together are rounded once: near the edge that may differ by one.
        while (count < most && rules.TokensFor(count * topUpCents) < gap)
        {
            count++;
        }

        while (count > 1 && rules.TokensFor((count - 1) * topUpCents) >= gap)
        {
            count--;
        }

        return Math.Max(count, 0) * topUpCents;
    }

    private static Payment Begin(TopUpState state, PaymentType type, long cents, Id<PaymentKind> id, long nowMs, TopUpRules rules) => new()
    {
        Id = id,
        Wallet = state.Wallet,
        Type = type,
        State = PaymentState.Intent,
        Cents = cents,
        Tokens = rules.TokensFor(cents),
        Customer = state.ProfileToChange.Customer,
        Card = state.Card?.Id,
        CreatedAtMs = nowMs,
        UpdatedAtMs = nowMs,
    };
}
