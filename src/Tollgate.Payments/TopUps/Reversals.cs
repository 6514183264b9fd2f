using Tollgate.Metering.Payments;
using Tollgate.Metering.Wallets;

namespace Tollgate.Payments.TopUps;

/// <summary>Refunds and disputes: how many tokens are taken back follows from what went back in all, never from single events. So they may come in any
/// order and twice, and a payment refunded in parts has lost exactly its tokens when the last part went. Pure.</summary>
internal static class Reversals
{
    /// <summary>Tokens that all its reversals are worth: to the nearest whole token of the sum, halves taken.</summary>
    public static long TokensOf(Payment payment) => TopUpRules.Share(payment.Tokens, payment.ReversedCents, payment.Cents);

    /// <summary>The arrow of a refund or dispute, as it stands now; null when it changes nothing.</summary>
    public static Arrow? Of(Payment payment, Reversal news, long nowMs)
    {
        var list = payment.Reversals;
        if (list.FirstOrDefault(r => r.Id == news.Id) is { } known)
        {
            // Undone is final; what came in before or after does not matter.
            var merged = known with { Undone = known.Undone || news.Undone, Cents = Math.Max(known.Cents, news.Cents) };
            if (merged == known)
            {
                return null;
            }

            list = [.. list.Select(r => r.Id == news.Id ? merged : r)];
        }
        else
        {
            list = [.. list, news];
        }

        return Level(payment with { Reversals = list, UpdatedAtMs = nowMs }, news, nowMs);
    }

    private static Arrow Level(Payment payment, Reversal news, long nowMs)
    {
        var told = news is { Kind: ReversalKind.Dispute, Undone: false } ? TopUpEvents.Disputed(payment, news, nowMs) : null;
        var due = payment.State == PaymentState.Credited ? TokensOf(payment) - payment.TakenTokens : 0;
        if (due == 0)
        {
            return new Arrow(new PaymentChange { Payment = payment, Told = told });
        }

        // The ids of a payment's moves follow its own, which stands for the credit.
        var moves = payment.Moves + 1;
        var id = payment.Id.Value + (UInt128)(uint)moves;
        var reason = news.Kind == ReversalKind.Dispute ? "dispute" : "refund";
        return new Arrow(
            new PaymentChange { Payment = payment with { TakenTokens = payment.TakenTokens + due, Moves = moves }, Told = told },
            due > 0
                ? WalletMove.TakeBack(payment.Wallet, id, payment.Id.Value, due, reason)
                : WalletMove.GiveBack(payment.Wallet, id, -due, reason));
    }
}
