using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.TopUps;

/// <summary>Whether an event is what it should be: its mode, account, workspace, currency and amount. Pure.</summary>
internal static class EventJudge
{
    /// <summary>Why it must have no effect, in one word; null when nothing is wrong with it.</summary>
    public static string? Refuses(PaymentEvent happened, Payment? payment, IPaymentMethod method)
    {
        if (happened.IsLive != method.IsLive)
        {
            return "mode";
        }

        if (happened.Account != method.Account)
        {
            return "account";
        }

        if (payment is null)
        {
            // It says that it is ours, and we know nothing of it: another installation's, or one from after a backup.
            return happened.Payment is not null ? "payment" : null;
        }

        if (payment.Wallet.Mode != KeyMode.Live || happened.Mode is { } mode && mode != payment.Wallet.Mode)
        {
            return "mode";
        }

        if (happened.Workspace is { } workspace && workspace != payment.Wallet.Workspace)
        {
            return "workspace";
        }

        return Money(happened, payment);
    }

    private static string? Money(PaymentEvent happened, Payment payment)
    {
        var isReversal = ReversalsOf.Event(happened) is not null;
        if (happened.Kind != PaymentEventKind.PaymentSucceeded && !isReversal)
        {
            return null;
        }

        if (happened.Currency != Outcomes.Currency)
        {
            return "currency";
        }

        if (isReversal ? happened.Cents is null or < 0 || happened.Cents > payment.Cents : happened.Cents != payment.Cents)
        {
            return "amount";
        }

        // The same payment paid by another charge: money that must go back.
        return happened.Kind == PaymentEventKind.PaymentSucceeded && payment.State == PaymentState.Credited && payment.ProviderId is { } known
            && happened.ProviderPayment is { } other && other != known ? "paid_twice" : null;
    }
}
