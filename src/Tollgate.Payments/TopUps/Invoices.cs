using Tollgate.Metering.Payments;

namespace Tollgate.Payments.TopUps;

/// <summary>Payments as their owner reads them.</summary>
internal static class Invoices
{
    /// <summary>The page that these payments make, of which one may be more than was asked for.</summary>
    public static InvoicePage Page(IReadOnlyList<Payment> payments, int limit)
    {
        var shown = payments.Take(limit).ToList();
        return new InvoicePage([.. shown.SelectMany(Rows)], payments.Count > limit ? shown[^1].Id : null);
    }

    private static IEnumerable<Invoice> Rows(Payment payment)
    {
        foreach (var reversal in payment.Reversals.OrderByDescending(r => r.AtMs))
        {
            yield return new Invoice(
                reversal.Id,
                reversal.Kind == ReversalKind.Refund ? "refund" : "dispute",
                reversal.Cents,
                TopUpRules.Share(payment.Tokens, reversal.Cents, payment.Cents),
                Status(reversal),
                reversal.AtMs,
                payment.ReceiptUrl);
        }

        yield return new Invoice(
            payment.Id.ToString(),
            payment.Type == PaymentType.AutoReload ? "auto_reload" : "purchase",
            payment.Cents,
            payment.Tokens,
            Status(payment.State),
            payment.CreatedAtMs,
            payment.ReceiptUrl);
    }

    private static string Status(Reversal reversal) => (reversal.Kind, reversal.Undone) switch
    {
        (ReversalKind.Refund, false) => "refunded",
        (ReversalKind.Refund, true) => "failed",
        (_, true) => "won",
        _ => "disputed",
    };

    private static string Status(PaymentState state) => state switch
    {
        PaymentState.Credited => "paid",
        PaymentState.NeedsAction or PaymentState.Checkout => "requires_action",
        PaymentState.Declined => "declined",
        PaymentState.Failed => "failed",
        _ => "pending",
    };
}
