using Tollgate.Metering.Payments;
using Tollgate.Metering.Wallets;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.TopUps;

/// <summary>What follows from what became of a charge, whoever told it: reply, event or look-up. Pure. An outcome that is known already gives
/// no arrow, so it does not matter how often it comes, or in which order.</summary>
internal static class Outcomes
{
    /// <summary>The only currency.</summary>
    public const string Currency = "usd";

    /// <summary>Code of a card that needs its owner.</summary>
    public const string NeedsOwner = "authentication_required";

    /// <summary>From intent to charging: durable before the charge is sent, so that an intent was certainly never sent.</summary>
    public static Arrow? Send(Payment payment, long nowMs) => payment.State == PaymentState.Intent
        ? new Arrow(new PaymentChange { Payment = payment with { State = PaymentState.Charging, SentAtMs = nowMs, UpdatedAtMs = nowMs } })
        : null;

    /// <summary>An intent that a dead process left: nobody waits for it, and nothing was sent.</summary>
    public static Arrow? Abandon(Payment payment, long nowMs) => payment.State == PaymentState.Intent
        ? new Arrow(new PaymentChange { Payment = Ended(payment, PaymentState.Failed, "abandoned", nowMs) })
        : null;

    /// <summary>The arrow of an outcome, or null when it changes nothing.</summary>
    public static Arrow? Of(TopUpState state, Payment payment, ChargeOutcome outcome, long nowMs)
    {
        var known = Learn(payment, outcome);
        return outcome.Status switch
        {
            ChargeStatus.Succeeded when payment.State == PaymentState.Credited => Receipt(payment, outcome),
            ChargeStatus.Succeeded when outcome.Cents != payment.Cents || outcome.Currency != Currency => Mismatch(payment, known, nowMs),
            ChargeStatus.Succeeded => Credit(state, known, nowMs),
            _ when !payment.IsOpen => null,
            ChargeStatus.NeedsAction => NeedsAction(state, payment, known, nowMs),
            ChargeStatus.Declined when outcome.Code == NeedsOwner => NeedsAction(state, payment, known, nowMs),

            // The owner who failed on the page may try there again.
            ChargeStatus.Declined when payment.IsUnderWay => Fail(state, known, PaymentState.Declined, outcome.Code ?? "declined", nowMs),
            ChargeStatus.Refused when payment.IsUnderWay => Fail(state, known, PaymentState.Failed, outcome.Code ?? "refused", nowMs),
            ChargeStatus.Cancelled => Cancelled(state, payment, known, outcome.Code, nowMs),
            ChargeStatus.NotFound when IsOver(payment, nowMs) => Cancelled(state, payment, known, IsWaiting(payment) ? "expired" : "not_found", nowMs),
            _ => known == payment ? null : new Arrow(new PaymentChange { Payment = known }),
        };
    }

    // A payment that ended otherwise is credited all the same: the money is there.
    private static Arrow Credit(TopUpState state, Payment payment, long nowMs)
    {
        var taken = Reversals.TokensOf(payment);
        var credited = Ended(payment, PaymentState.Credited, null, nowMs) with { TakenTokens = taken, ActionUrl = null };
        var tokens = payment.Tokens - taken;
        return new Arrow(
            new PaymentChange { Payment = credited, AutoReload = Rearm(state.Reload, payment, nowMs) },
            tokens > 0 ? WalletMove.Credit(payment.Wallet, payment.Id.Value, tokens, Word(payment.Type)) : null);
    }

    // An event may tell of the money before the reply comes that has the receipt.
    private static Arrow? Receipt(Payment payment, ChargeOutcome outcome) =>
        payment.ReceiptUrl is null && outcome.ReceiptUrl is { } receipt && outcome.ProviderPayment == payment.ProviderId
            ? new Arrow(new PaymentChange { Payment = payment with { ReceiptUrl = receipt.AbsoluteUri } })
            : null;

    private static AutoReload? Rearm(AutoReload? reload, Payment payment, long nowMs)
    {
        if (reload is null)
        {
            return null;
        }

        // An owner who has just paid has put things right.
        var state = reload.State == AutoReloadState.Paused ? AutoReloadState.Armed : reload.State;
        if (payment.Type != PaymentType.AutoReload)
        {
            return state == reload.State ? null : reload with { State = state };
        }

        var (day, month) = (Triggers.DayOf(nowMs, reload), Triggers.MonthOf(nowMs, reload));
        return reload with
        {
            State = state,
            DeclinesInRow = 0,
            DayMs = day,
            DayCents = (reload.DayMs == day ? reload.DayCents : 0) + payment.Cents,
            MonthMs = month,
            MonthCents = (reload.MonthMs == month ? reload.MonthCents : 0) + payment.Cents,
        };
    }

    private static Arrow? NeedsAction(TopUpState state, Payment payment, Payment known, long nowMs)
    {
        if (!payment.IsUnderWay)
        {
            return known == payment ? null : new Arrow(new PaymentChange { Payment = known });
        }

        var waiting = known with { State = PaymentState.NeedsAction, Code = NeedsOwner, UpdatedAtMs = nowMs };
        return state.Reload is { State: AutoReloadState.Armed } reload && payment.Type == PaymentType.AutoReload
            ? new Arrow(new PaymentChange
            {
                Payment = waiting,
                AutoReload = reload with { State = AutoReloadState.Paused },
                Told = TopUpEvents.Paused(waiting, nowMs),
            })
            : new Arrow(new PaymentChange { Payment = waiting });
    }

    private static Arrow Fail(TopUpState state, Payment payment, PaymentState end, string code, long nowMs)
    {
        var failed = Ended(payment, end, code, nowMs);
        if (payment.Type != PaymentType.AutoReload || state.Reload is not { } reload)
        {
            return new Arrow(new PaymentChange { Payment = failed });
        }

        var declines = reload.DeclinesInRow + (end == PaymentState.Declined ? 1 : 0);
        var off = declines >= TopUpRules.MostDeclines && reload.State != AutoReloadState.Off;
        var next = reload with
        {
            State = off ? AutoReloadState.SwitchedOff : reload.State,
            DeclinesInRow = declines,
            FailedBeforeMs = reload.FailedAtMs,
            FailedAtMs = nowMs,
        };
        return new Arrow(new PaymentChange
        {
            Payment = failed,
            AutoReload = next,
            Told = off ? TopUpEvents.SwitchedOff(failed, declines, nowMs) : TopUpEvents.Failed(failed, declines, nowMs),
        });
    }

    private static Arrow Cancelled(TopUpState state, Payment payment, Payment known, string? code, long nowMs) => payment.IsUnderWay
        ? Fail(state, known, PaymentState.Failed, code ?? "cancelled", nowMs)
        : new Arrow(new PaymentChange { Payment = Ended(known, PaymentState.Failed, payment.Code ?? code ?? "cancelled", nowMs) with { ActionUrl = null } });

    // Other money than was asked for: a person must look. Nothing is credited, and nothing more is done with it.
    private static Arrow? Mismatch(Payment payment, Payment known, long nowMs) => payment.IsOpen
        ? new Arrow(new PaymentChange
        {
            Payment = Ended(known, PaymentState.Failed, "amount_mismatch", nowMs), Told = TopUpEvents.Finding(payment, "amount_mismatch", nowMs),
        })
        : null;

    // So long after it was sent, what is not there will not come.
    private static bool IsOver(Payment payment, long nowMs) => IsWaiting(payment)
        ? nowMs - payment.CreatedAtMs >= (long)TopUpRules.OwnerTime.TotalMilliseconds
        : payment.State == PaymentState.Charging && nowMs - (payment.SentAtMs ?? nowMs) >= (long)TopUpRules.ArrivalTime.TotalMilliseconds;

    private static bool IsWaiting(Payment payment) => payment.State is PaymentState.NeedsAction or PaymentState.Checkout;

    private static Payment Learn(Payment payment, ChargeOutcome outcome) => payment with
    {
        ProviderId = payment.State == PaymentState.Credited ? payment.ProviderId : outcome.ProviderPayment ?? payment.ProviderId,
        ActionUrl = outcome.ActionUrl?.AbsoluteUri ?? payment.ActionUrl,
        ReceiptUrl = outcome.ReceiptUrl?.AbsoluteUri ?? payment.ReceiptUrl,
    };

    private static Payment Ended(Payment payment, PaymentState state, string? code, long nowMs) =>
        payment with { State = state, Code = code, UpdatedAtMs = nowMs };

    private static string Word(PaymentType type) => type switch
    {
        PaymentType.AutoReload => "auto_reload",
        PaymentType.Checkout => "checkout",
        _ => "purchase",
    };
}
