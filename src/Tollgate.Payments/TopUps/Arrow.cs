using Tollgate.Metering.Payments;
using Tollgate.Metering.Wallets;

namespace Tollgate.Payments.TopUps;

/// <summary>One step of the state machine: one commit.</summary>
/// <param name="Change">The rows.</param>
/// <param name="Move">Tokens that move with them; null when none do.</param>
internal sealed record Arrow(PaymentChange Change, WalletMove? Move = null)
{
    /// <summary>The payment after it.</summary>
    public Payment? Payment => Change.Payment;
}
