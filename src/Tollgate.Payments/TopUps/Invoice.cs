using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;

namespace Tollgate.Payments.TopUps;

/// <summary>A row of what a wallet's owner was charged or paid back.</summary>
/// <param name="Id">The payment's id; of a refund or dispute the payment method's.</param>
/// <param name="Type"><c>purchase</c>, <c>auto_reload</c>, <c>refund</c> or <c>dispute</c>.</param>
/// <param name="Cents">US cents.</param>
/// <param name="Tokens">What they bought, or what was taken back for them.</param>
/// <param name="Status">Of a payment <c>paid</c>, <c>pending</c>, <c>requires_action</c>, <c>declined</c> or <c>failed</c>; of a refund <c>refunded</c> or
/// <c>failed</c>; of a dispute <c>disputed</c> or <c>won</c>.</param>
/// <param name="CreatedAtMs">Unix milliseconds.</param>
/// <param name="Url">The method's receipt; null where there is none.</param>
public sealed record Invoice(string Id, string Type, long Cents, long Tokens, string Status, long CreatedAtMs, string? Url);

/// <summary>A page of invoices, newest first; refunds stand with their payment.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Next">The payment to ask on from; null at the end.</param>
public sealed record InvoicePage(IReadOnlyList<Invoice> Rows, Id<PaymentKind>? Next);
