using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.TopUps;

/// <summary>Pages of a payment method where an owner pays. Pure.</summary>
internal static class Pages
{
    /// <summary>The page was made, or could not be.</summary>
    public static Arrow? Made(TopUpState state, Payment payment, LinkOutcome page, long nowMs)
    {
        if (payment.State != PaymentState.Checkout)
        {
            return null;
        }

        var made = page.Url is { } url
            ? payment with { ActionUrl = url.AbsoluteUri, Customer = page.Customer ?? payment.Customer, UpdatedAtMs = nowMs }
            : payment with { State = PaymentState.Failed, Code = page.Code ?? "no_page", UpdatedAtMs = nowMs };
        var profile = page.Customer is { } customer && state.ProfileToChange.Customer is null
            ? state.ProfileToChange with { Customer = customer }
            : null;
        return new Arrow(new PaymentChange { Payment = made, Profile = profile });
    }

    /// <summary>The page's time ended without a payment.</summary>
    public static Arrow? Expired(Payment payment, long nowMs) => payment.State == PaymentState.Checkout
        ? new Arrow(new PaymentChange
        {
            Payment = payment with { State = PaymentState.Failed, Code = "expired", ActionUrl = null, UpdatedAtMs = nowMs },
        })
        : null;
}
