using Tollgate.Metering.Identity;

namespace Tollgate.Payments.Methods;

/// <summary>Asks to pay back.</summary>
/// <param name="Payment">Our payment.</param>
/// <param name="Number">Counts the refunds of a payment, from 1: the same number is the same refund.</param>
/// <param name="ProviderPayment">The provider's id of the payment.</param>
/// <param name="Cents">How much; null for all that is left.</param>
internal sealed record RefundRequest(Id<PaymentKind> Payment, int Number, string ProviderPayment, long? Cents);
