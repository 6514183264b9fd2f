using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.TopUps;

/// <summary>What follows from an event about a payment. Pure.</summary>
internal static class EventArrows
{
    /// <summary>The arrow of the event, or null when it changes nothing.</summary>
    public static Arrow? Of(TopUpState state, Payment payment, PaymentEvent happened, long nowMs)
    {
        if (ReversalsOf.Event(happened, nowMs) is { } news)
        {
            return OfReversal(state, payment, news, nowMs);
        }

        if (happened.Kind == PaymentEventKind.CheckoutExpired)
        {
            return Pages.Expired(payment, nowMs);
        }

        // What failed before the attempt that counts now is old news.
        var isOld = happened.Attempt != 0 && happened.Attempt < payment.Attempt && happened.Kind != PaymentEventKind.PaymentSucceeded;
        return isOld || StatusOf(happened.Kind) is not { } status ? null : Outcomes.Of(state, payment, OutcomeOf(happened, status), nowMs);
    }

    /// <summary>The arrow of a refund or a dispute. A card whose owner disputes a charge is not charged by itself again until the owner says so.</summary>
    public static Arrow? OfReversal(TopUpState state, Payment payment, Reversal news, long nowMs)
    {
        var arrow = Reversals.Of(payment, news, nowMs);
        var isNew = news is { Kind: ReversalKind.Dispute, Undone: false } && payment.Reversals.All(r => r.Id != news.Id);
        return arrow is not null && isNew && state.Reload is { State: AutoReloadState.Armed } reload
            ? arrow with { Change = arrow.Change with { AutoReload = reload with { State = AutoReloadState.Paused } } }
            : arrow;
    }

    private static ChargeStatus? StatusOf(PaymentEventKind kind) => kind switch
    {
        PaymentEventKind.PaymentSucceeded => ChargeStatus.Succeeded,
        PaymentEventKind.PaymentFailed => ChargeStatus.Declined,
        PaymentEventKind.PaymentNeedsAction => ChargeStatus.NeedsAction,
        PaymentEventKind.PaymentProcessing => ChargeStatus.Processing,
        PaymentEventKind.PaymentCancelled => ChargeStatus.Cancelled,
        _ => null,
    };

    private static ChargeOutcome OutcomeOf(PaymentEvent happened, ChargeStatus status) => new(status)
    {
        ProviderPayment = happened.ProviderPayment,
        ProviderCharge = happened.ProviderCharge,
        Cents = happened.Cents,
        Currency = happened.Currency,
        Code = happened.Code,
        Message = happened.Message,
        ReceiptUrl = happened.ReceiptUrl,
        ActionUrl = happened.ActionUrl,
    };
}
