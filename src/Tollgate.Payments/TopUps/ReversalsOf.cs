using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.TopUps;

/// <summary>Reads what an event says about a refund or a dispute.</summary>
internal static class ReversalsOf
{
    /// <summary>Null for an event about anything else, or one that does not say what it is about.</summary>
    public static Reversal? Event(PaymentEvent happened, long nowMs = 0)
    {
        if (happened.Object is not { } id)
        {
            return null;
        }

        var cents = happened.Cents ?? 0;
        return happened.Kind switch
        {
            PaymentEventKind.Refunded => new Reversal(id, ReversalKind.Refund, cents, Undone: false, nowMs),
            PaymentEventKind.RefundFailed => new Reversal(id, ReversalKind.Refund, cents, Undone: true, nowMs),
            PaymentEventKind.DisputeOpened or PaymentEventKind.DisputeLost => new Reversal(id, ReversalKind.Dispute, cents, Undone: false, nowMs),
            PaymentEventKind.DisputeWon => new Reversal(id, ReversalKind.Dispute, cents, Undone: true, nowMs),
            _ => null,
        };
    }
}
